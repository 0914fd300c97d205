/** What was measured at a place: summary, chart, table and file. */
import { call } from '../api.js';
import { chart } from '../chart.js';
import { announce, h } from '../dom.js';
import { button, field } from '../forms.js';
import { failureNotice } from '../notice.js';
import { placeForm, placeName, placeOf, placeQuery } from '../places.js';
import { go, href, show } from '../router.js';
import { groups, points, RANGES, summary, valuesOf } from '../series.js';
import { t, tCount } from '../text.js';
import { clock, day, timeElement, zone } from '../time.js';
import { quantity, units } from '../units.js';

const FIELDS = ['temp', 'humidity', 'pressure', 'wind_speed', 'precip'];
// amounts are added up, all else has extremes and a mean
const AMOUNTS = ['precip'];

const path = (place) =>
	`api/weather/${encodeURIComponent(place.city)}/observations`;

const ask = (place, range, format, signal) =>
	call('GET', path(place), {
		query: {
			...placeQuery(place), from: `-${range}`, units: units(), format,
		},
		signal,
	});

async function observations(place, range, signal) {
	const text = await (await ask(place, range, 'ndjson', signal)).text();
	return text.split('\n').filter(Boolean).map((line) => {
		const row = JSON.parse(line);
		return { ...row, pressure: row.pressure_msl };
	});
}

/** Saves all measurements of the range as a file; the token cannot go into a
 * link. */
async function download(place, range, element) {
	try {
		const blob = await (await ask(place, range, 'csv')).blob();
		const link = h('a', {
			href: URL.createObjectURL(blob),
			download: `${place.city}-${range}.csv`.replace(/[^\p{L}\p{N}.-]+/gu, '-'),
		});
		link.click();
		setTimeout(() => URL.revokeObjectURL(link.href), 60e3);
		announce(t('history.saved', { file: link.download }));
	} catch (failure) {
		if (failure.advice === undefined)
			throw failure;
		element.append(failureNotice(failure));
	}
}

/** The whole range in a sentence or two. */
function words(rows, name) {
	const found = summary(valuesOf(rows, name));
	if (!found)
		return t('history.unmeasured', { field: t(`field.${name}`) });
	const at = (value) => rows.find((row) => row[name] === value).observed_at;
	const when = (iso) => `${day(new Date(iso))}, ${clock(new Date(iso))}`;
	if (AMOUNTS.includes(name))
		return t('history.amount', {
			field: t(`field.${name}`), sum: quantity(name, found.sum),
			max: quantity(name, found.max), max_at: when(at(found.max)),
		});
	return t('history.summary', {
		field: t(`field.${name}`),
		min: quantity(name, found.min), min_at: when(at(found.min)),
		max: quantity(name, found.max), max_at: when(at(found.max)),
		mean: quantity(name, found.mean),
	});
}

function cell(rows, name, kind) {
	const found = summary(valuesOf(rows, name));
	return h('td', {}, found ? quantity(name, found[kind]) : [
		h('span', { 'aria-hidden': 'true' }, t('nothing')),
		h('span', { class: 'unseen' }, t('not-measured')),
	]);
}

const COLUMNS = [
	['temp', 'min'], ['temp', 'mean'], ['temp', 'max'], ['humidity', 'mean'],
	['pressure', 'mean'], ['wind_speed', 'mean'], ['precip', 'sum'],
];

function table(rows, isByHour) {
	const head = COLUMNS.map(([name, kind]) =>
		h('th', { scope: 'col' }, t(`history.${kind}`, { field: t(`field.${name}`) })));
	const when = (begin) => isByHour ? `${day(begin)}, ${clock(begin)}` :
		day(begin);
	const row = (group) => h('tr', {},
		h('th', { scope: 'row' }, timeElement(group.begin.toISOString(), when)),
		COLUMNS.map(([name, kind]) => cell(group.rows, name, kind)));
	return [
		h('h2', { id: 'table-title' },
			t(isByHour ? 'history.by-hour' : 'history.by-day', { zone: zone() })),
		h('div', {
			class: 'scroll', role: 'region', tabindex: '0',
			'aria-labelledby': 'table-title',
		},
		h('table', { 'aria-labelledby': 'table-title' },
			h('thead', {}, h('tr', {},
				h('th', { scope: 'col' }, t('history.time')), head)),
			h('tbody', {}, groups(rows, isByHour).map(row)))),
	];
}

function choices(place, range, name) {
	const link = (one) => h('li', {}, h('a', {
		id: `range-${one}`,
		href: href('history', { ...place, range: one, field: name }),
		'aria-current': one === range ? 'true' : null,
	}, t(`range.${one}`)));
	return h('div', { class: 'choices' },
		h('nav', { 'aria-label': t('history.range') },
			h('ul', {}, Object.keys(RANGES).map(link))),
		field({
			id: 'field', label: t('history.field'), kind: 'select', value: name,
			options: FIELDS.map((one) => [one, t(`field.${one}`)]),
			on: {
				change: ({ target }) =>
					go('history', { ...place, range, field: target.value }),
			},
		}));
}

async function drawn(place, range, name, signal) {
	const rows = await observations(place, range, signal);
	if (!rows.length)
		return h('p', {}, t('history.none'));
	const text = words(rows, name);
	const save = h('p', {}, button(t('history.csv'),
		() => download(place, range, save), { class: 'plain' }));
	const data = points(rows, name);
	return [
		h('p', { class: 'lead' }, text),
		data[0].length > 1 && chart(data, name, text, signal),
		h('p', { class: 'small' }, tCount('history.count', rows.length)),
		table(rows, RANGES[range].isByHour),
		save,
	];
}

export async function historyView(query, signal) {
	const place = placeOf(query);
	const range = RANGES[query.range] ? query.range : '24h';
	const name = FIELDS.includes(query.field) ? query.field : 'temp';
	const search = placeForm(
		place, (wanted) => go('history', { ...wanted, range, field: name }), show,
	);
	if (!place)
		return { title: t('history'), nodes: [h('p', {}, t('now.ask')), search] };
	const title = t('history.title', { place: placeName(place) });
	const above = choices(place, range, name);
	try {
		return { title, nodes: [above, await drawn(place, range, name, signal), search] };
	} catch (failure) {
		if (failure.kind === 'signed-out' || failure.advice === undefined)
			throw failure;
		return { title, nodes: [above, failureNotice(failure), search] };
	}
}
