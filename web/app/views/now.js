/** The current weather of a place, in words first. */
import { call, get } from '../api.js';
import { h } from '../dom.js';
import { failureNotice, notice } from '../notice.js';
import { placeForm, placeName, placeOf, placeQuery } from '../places.js';
import { go, href, show } from '../router.js';
import { t, tCount, tMaybe } from '../text.js';
import { ago, timeElement } from '../time.js';
import { quantity, units } from '../units.js';
import { codeWords, degrees, sentence } from '../words.js';

const path = ({ city }) => `api/weather/${encodeURIComponent(city)}`;

async function full(place, signal) {
	const response = await call('GET', path(place), {
		query: { ...placeQuery(place), units: units(), view: 'full' }, signal,
	});
	return { headers: response.headers, body: await response.json() };
}

/**
 * The place that was found: an item of RFC 9651, a string or, behind %, one
 * with percent-encoded bytes, and its parameters.
 */
function placeHeader(value) {
	const item = /^(%?)"((?:[^"\\]|\\.)*)"(.*)$/.exec(value ?? '');
	if (!item)
		return null;
	const [, isEncoded, text, parameters] = item;
	const place = { city: isEncoded ? decodeURIComponent(text) :
		text.replace(/\\(.)/g, '$1') };
	for (const [, name, word] of parameters.matchAll(/;\s*(\w+)=(\w+)/g))
		place[name] = word;
	return place;
}

// OpenWeatherMap's whole object, of the newest values that were measured
function whole(main, rows) {
	const newest = (name) =>
		rows.find((row) => Number.isFinite(row[name]))?.[name] ?? null;
	const description = codeWords(newest('weather_code'));
	return {
		main,
		weather: description ? [{ description }] : [],
		wind: {
			speed: newest('wind_speed'), deg: newest('wind_dir'),
			gust: newest('wind_gust'),
		},
	};
}

/**
 * What the short answer leaves out, from the newest measurements; nothing when
 * there are none, as where a weather provider was asked.
 */
const recent = (place, isStale, signal) =>
	get(`${path(place)}/observations`, {
		query: {
			...placeQuery(place), units: units(), limit: 100,
			from: isStale ? '-24h' : '-1h',
		},
		signal,
	}).then(({ items }) => items, (failure) => {
		if (signal.aborted || failure.status === 401)
			throw failure;
		return [];
	});

/**
 * @returns {Promise<Object>} the weather as OpenWeatherMap's whole object, and
 *	`observed`, `source`, `found`, `isStale` of the headers
 */
async function current(place, signal) {
	const { headers, body } = await full(place, signal);
	const isStale = headers.get('Weather-Stale') === '?1';
	const found = placeHeader(headers.get('Weather-Place'));
	return {
		weather: body.main ? body :
			whole(body, await recent({ ...place, ...found }, isStale, signal)),
		observed: headers.get('Weather-Observed-At'),
		source: headers.get('Weather-Source') ?? '',
		found, isStale,
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
		const weather = await current(place, signal);
		return {
			title: t('now.title', { place: placeName(weather.found ?? place) }),
			nodes: [report(place, weather), search],
		};
	} catch (failure) {
		if (failure.kind === 'signed-out' || failure.advice === undefined)
			throw failure;
		const before = failure.status === 404 &&
			h('p', {}, h('a', { href: href('history', place) }, t('now.history')));
		return { title, nodes: [failureNotice(failure), before, search] };
	}
}
