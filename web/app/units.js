/** Units: which ones the reader wants, and how each quantity is written. */
import { preferences } from './store.js';
import { number, t } from './text.js';

/** What the API calls them; the first is its default. */
export const SYSTEMS = ['metric', 'imperial', 'standard'];

const SIGNS = {
	metric: { temp: '°C', speed: 'm/s' },
	imperial: { temp: '°F', speed: 'mph' },
	standard: { temp: 'K', speed: 'm/s' },
};

/** The chosen system. */
export function units() {
	const chosen = preferences.get('units');
	return SYSTEMS.includes(chosen) ? chosen : SYSTEMS[0];
}

export const chooseUnits = (system) => preferences.set('units', system);

/**
 * The quantities that the page shows: sign, and decimals in texts.  The API
 * sends values in the chosen units already.
 */
export const QUANTITIES = {
	temp: { sign: () => SIGNS[units()].temp, decimals: 1 },
	humidity: { sign: () => '%', decimals: 0 },
	pressure: { sign: () => 'hPa', decimals: 0 },
	wind_speed: { sign: () => SIGNS[units()].speed, decimals: 1 },
	precip: { sign: () => 'mm', decimals: 1 },
	visibility: { sign: () => 'km', decimals: 1 },
	cloud_cover: { sign: () => '%', decimals: 0 },
};

/** "11.8 °C", or a word for what nobody measured. */
export function quantity(name, value) {
	if (value === null || value === undefined)
		return t('not-measured');
	const { sign, decimals } = QUANTITIES[name];
	// a number and its unit stay on one line
	return `${number(value, decimals)}\u00a0${sign()}`;
}
