/** Which place: a form for it, and the one that was looked at last. */
import { get } from './api.js';
import { byId, fill, h } from './dom.js';
import { field, form, showErrors } from './forms.js';
import { preferences } from './store.js';
import { t } from './text.js';
import { chooseUnits, SYSTEMS, units } from './units.js';

const LIST = 'place-list';
const CREDIT = 'place-credit';
const PAUSE_MS = 200;

/** "Seattle, WA, US" */
export const placeName = ({ city, state, country }) =>
	[city, state, country].filter(Boolean).join(', ');

/** The place of a query, else the last one, else null. */
export function placeOf(query) {
	const place = query.city ? query : preferences.get('place');
	if (!place?.city)
		return null;
	const { city, state = '', country = '' } = place;
	preferences.set('place', { city, state, country });
	return { city, state, country };
}

/** Parameters of the API for a place. */
export const placeQuery = ({ state, country }) => ({ state, country });

let suggestions = new Map();

async function suggest(text) {
	// an older service has no list of places
	const found = await get('api/places', { query: { q: text, limit: 8 } })
		.catch(() => []);
	const places = (Array.isArray(found) ? found : found.items ?? [])
		.map((place) => ({ ...place, city: place.city ?? place.name }));
	suggestions = new Map(places.map((place) => [placeName(place), place]));
	const list = byId(LIST);
	// the reader may have gone elsewhere meanwhile
	if (list)
		fill(list, [...suggestions.keys()].map((name) =>
			h('option', { value: name })));
	if (list)
		byId(CREDIT).textContent = found.attribution ?? '';
}

let timer = 0;

function typed(event) {
	const text = event.target.value.trim();
	const place = suggestions.get(text);
	clearTimeout(timer);
	if (place) {
		event.target.value = place.city;
		byId('state').value = place.state ?? '';
		byId('country').value = place.country ?? '';
	} else if (text.length > 1) {
		timer = setTimeout(() => suggest(text), PAUSE_MS);
	}
}

/** City, state and country; ids are those of the report's members. */
export const placeFields = (place, more = {}) => [
	field({
		id: 'city', label: t('place.city'), value: place?.city,
		list: LIST, maxlength: 100, autocomplete: 'off', ...more,
		on: { input: typed },
	}),
	field({
		id: 'state', label: t('place.state'), hint: t('place.state.hint'),
		value: place?.state, maxlength: 2, autocomplete: 'off',
	}),
	field({
		id: 'country', label: t('place.country'), hint: t('place.country.hint'),
		value: place?.country, maxlength: 2, autocomplete: 'off',
	}),
	h('datalist', { id: LIST }),
	// the gazetteer's licence asks to be named
	h('p', { class: 'small credit', id: CREDIT }),
];

/**
 * The form that chooses a place and the units.
 * @param {?Object} place
 * @param {Function} choose gets the place that was asked for
 * @param {Function} refresh is called after a choice of units
 */
export const placeForm = (place, choose, refresh) =>
	form({
		class: 'place', role: 'search',
		submit({ city, state, country }, element) {
			if (!city) {
				showErrors(element, [{ id: 'city', text: t('place.city.missing') }]);
				return;
			}
			showErrors(element, []);
			choose({ city, state, country });
		},
	},
	placeFields(place, { required: true }),
	field({
		id: 'units', label: t('units'), kind: 'select', value: units(),
		options: SYSTEMS.map((system) => [system, t(`units.${system}`)]),
		on: {
			change(event) {
				chooseUnits(event.target.value);
				refresh();
			},
		},
	}),
	h('button', {}, t('place.show')));
