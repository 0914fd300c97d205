/** The current weather of a place, in words first. */
import { call } from '../api.js';
import { h } from '../dom.js';
import { failureNotice, notice } from '../notice.js';
import { placeForm, placeName, placeOf, placeQuery } from '../places.js';
import { go, href, show } from '../router.js';
import { t, tCount, tMaybe } from '../text.js';
import { ago, timeElement } from '../time.js';
import { quantity, units } from '../units.js';
import { degrees, sentence } from '../words.js';

/**
 * @returns {Promise<Object>} the weather as OpenWeatherMap's whole object, and
 *	`observed`, `source`, `isStale` of the headers
 */
async function current(place, signal) {
	const response = await call(
		'GET', `api/weather/${encodeURIComponent(place.city)}`,
		{ query: { ...placeQuery(place), units: units(), view: 'full' }, signal },
	);
	const body = await response.json();
	return {
		weather: body.main ? body : { main: body },
		observed: response.headers.get('Weather-Observed-At'),
		source: response.headers.get('Weather-Source') ?? '',
		isStale: response.headers.get('Weather-Stale') === '?1',
	};
}

// "observers;n=3" of a structured header: a word, and how many
function sourceWords(source) {
	const [word, ...parameters] = source.split(';');
	const n = Number(
		parameters.find((one) => one.trim().startsWith('n='))?.trim().slice(2),
	);
	const name = tMaybe(`source.${word}`) ?? word;
	return n > 0 ? `${tCount('source.observers', n)} (${name})` : name;
}

function facts({ main, wind, rain, visibility, clouds }) {
	const spread = Number.isFinite(main.temp_min) &&
		main.temp_min !== main.temp_max;
	const rows = [
		['feels-like', quantity('temp', main.feels_like)],
		spread && ['spread', `${degrees(main.temp_min)} – ${degrees(main.temp_max)}`],
		['humidity', quantity('humidity', main.humidity)],
		['pressure', quantity('pressure', main.pressure)],
		wind?.gust && ['gusts', quantity('wind_speed', wind.gust)],
		rain?.['1h'] && ['rain', quantity('precip', rain['1h'])],
		clouds && ['clouds', quantity('cloud_cover', clouds.all)],
		visibility && ['visibility', quantity('visibility', visibility / 1000)],
	];
	return h('dl', { class: 'facts' }, rows.filter(Boolean).map(([key, value]) =>
		h('div', {}, h('dt', {}, t(`now.${key}`)), h('dd', {}, value))));
}

function report(place, { weather, observed, source, isStale }) {
	const when = observed && ago(new Date(observed));
	return [
		h('p', { class: 'sentence' }, sentence(weather)),
		isStale && notice('warning', h('p', {}, t('now.stale', { ago: when }))),
		facts(weather),
		observed && h('p', { class: 'small' },
			t('now.observed'), ' ', timeElement(observed), ` (${when}). `,
			t('now.source', { source: sourceWords(source) })),
		h('p', {}, h('a', { href: href('history', place) }, t('now.history'))),
	];
}

export async function now(query, signal) {
	const place = placeOf(query);
	const choose = (wanted) => go('now', wanted);
	const search = placeForm(place, choose, show);
	if (!place)
		return { title: t('now'), nodes: [h('p', {}, t('now.ask')), search] };
	const title = t('now.title', { place: placeName(place) });
	try {
		const found = await current(place, signal);
		return { title, nodes: [report(place, found), search] };
	} catch (failure) {
		if (failure.kind === 'signed-out' || failure.advice === undefined)
			throw failure;
		return { title, nodes: [failureNotice(failure), search] };
	}
}
