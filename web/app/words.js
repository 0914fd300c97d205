/** The weather as a sentence: "12 °C, light rain, wind south-west 3 m/s". */
import { number, t, tMaybe } from './text.js';
import { QUANTITIES, quantity } from './units.js';

const POINTS = ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw'];
// below this, in m/s, smoke rises straight up (Beaufort 0)
const CALM = 0.3;

/** The word for the direction that a wind comes from. */
export const direction = (degrees) =>
	t(`wind.${POINTS[Math.round(degrees / 45) % 8]}`);

/** "wind south-west 3 m/s", or null when nobody measured it. */
export function windWords(wind) {
	if (wind?.speed === null || wind?.speed === undefined)
		return null;
	if (wind.speed < CALM)
		return t('wind.calm');
	const from = Number.isFinite(wind.deg) ? direction(wind.deg) : '';
	return t(from ? 'wind.from' : 'wind.any', {
		from, speed: quantity('wind_speed', wind.speed),
	});
}

/** Words for a present-weather code (WMO 4677), or null. */
export const codeWords = (code) =>
	Number.isInteger(code) ?
		tMaybe(`code.${code}`) ?? tMaybe(`code.${code - code % 2}`) ??
			tMaybe(`code.${Math.floor(code / 10)}x`) :
		null;

/** A temperature in whole degrees, as people say it. */
export const degrees = (value) =>
	`${number(value)}\u00a0${QUANTITIES.temp.sign()}`;

/**
 * @param {Object} weather as `view=full` of the API gives it
 * @returns {string} what is known, most wanted first
 */
export function sentence(weather) {
	const { main, wind } = weather;
	const parts = [
		Number.isFinite(main.temp) ? degrees(main.temp) : null,
		weather.weather?.[0]?.description,
		windWords(wind),
	];
	return parts.filter(Boolean).join(', ') || t('now.nothing');
}
