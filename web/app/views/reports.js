/** What people saw: newest first, filtered, more on demand. */
import { call, page } from '../api.js';
import { announce, h } from '../dom.js';
import { askFor } from '../dialog.js';
import { button, field, form } from '../forms.js';
import { may, me } from '../me.js';
import { failureNotice, notice } from '../notice.js';
import { placeName } from '../places.js';
import { go, href } from '../router.js';
import { t, tCount } from '../text.js';
import { ago, timeElement } from '../time.js';

const PAGE = 20;
const FILTERS = ['q', 'city', 'state', 'country', 'from', 'to', 'author'];

// a day of the reader's zone as the moment it begins; "to" is its end
function moment(date, days) {
	if (!date)
		return '';
	const [year, month, day] = date.split('-').map(Number);
	return new Date(year, month - 1, day + days).toISOString();
}

const parameters = (query) => ({
	...Object.fromEntries(FILTERS.map((name) => [name, query[name]])),
	from: moment(query.from, 0),
	to: moment(query.to, 1),
	limit: PAGE,
	// with authors, which say whose it is
	view: 'full',
});

function filterForm(query) {
	const isFiltered = FILTERS.some((name) => query[name]);
	return h('details', { class: 'filters', open: isFiltered },
		h('summary', {}, t('reports.filters')),
		form({ role: 'search', submit: (wanted) => go('reports', wanted) },
			h('div', { class: 'fields' },
				field({ id: 'q', label: t('reports.q'), value: query.q, type: 'search' }),
				field({
					id: 'author', label: t('reports.author'), kind: 'select',
					value: query.author ?? '',
					options: [['', t('reports.everybody')], ['me', t('reports.mine')]],
				}),
				field({ id: 'city', label: t('place.city'), value: query.city }),
				field({
					id: 'state', label: t('place.state'), value: query.state,
					maxlength: 2,
				}),
				field({
					id: 'country', label: t('place.country'), value: query.country,
					maxlength: 2,
				}),
				field({
					id: 'from', label: t('reports.from'), type: 'date',
					value: query.from,
				}),
				field({
					id: 'to', label: t('reports.to'), type: 'date', value: query.to,
				})),
			h('div', { class: 'buttons' },
				h('button', {}, t('reports.filter')),
				isFiltered && h('a', { href: href('reports') }, t('reports.all')))));
}

async function remove(report, item) {
	const answer = await askFor(t('report.delete.ask'), [
		h('blockquote', { class: 'words' }, report.description),
		h('p', {}, t('report.delete.text')),
	], [
		['delete', t('report.delete'), 'danger'], ['keep', t('report.keep')],
	]);
	if (answer !== 'delete')
		return;
	try {
		await call('DELETE', `api/reports/${encodeURIComponent(report.id)}`);
	} catch (failure) {
		if (failure.advice === undefined)
			throw failure;
		// gone is what it was to be
		if (failure.status !== 404) {
			item.append(failureNotice(failure));
			announce(failure.message, true);
			return;
		}
	}
	item.remove();
	document.querySelector('main h1').focus();
	announce(t('report.deleted'));
}

const isChanged = ({ created_date, updated_date }) =>
	updated_date && updated_date !== created_date;

function reportItem(report, isOwn) {
	const place = placeName(report.location);
	const heading = `report-${report.id}`;
	const item = h('li', {}, h('article', { 'aria-labelledby': heading },
		h('h2', { id: heading, tabindex: '-1' }, place),
		h('p', { class: 'small' }, timeElement(report.created_date),
			` (${ago(new Date(report.created_date))})`, isChanged(report) && [
				'; ', t('report.corrected'), ' ', timeElement(report.updated_date),
			]),
		h('p', { class: 'words' }, report.description),
		isOwn && h('p', { class: 'buttons' },
			h('a', {
				class: 'button plain',
				href: href('reports/edit', { id: report.id }),
				'aria-describedby': heading,
			}, t('report.edit.short')),
			button(t('report.delete'), () => remove(report, item), {
				class: 'plain', 'aria-describedby': heading,
			}))));
	return item;
}

export async function reports(query, signal) {
	const who = await me();
	const mayWrite = may(who, 'write');
	if (!may(who, 'read'))
		return {
			title: t('reports'),
			nodes: [
				notice('info', h('p', {}, t('reports.may-not-read'))),
				mayWrite && writeLink(),
			],
		};
	const first = await page('api/reports', { query: parameters(query), signal });
	const mayChange = ({ author }) =>
		mayWrite && (may(who, 'admin') || author === who.id);
	const items = (list) =>
		list.map((report) => reportItem(report, mayChange(report)));
	const list = h('ol', { class: 'reports' }, items(first.items));
	const more = moreButton(first.next, list, items);
	return {
		title: t(query.author === 'me' ? 'reports.mine' : 'reports'),
		nodes: [
			mayWrite ? writeLink() :
				h('p', { class: 'small' }, t('reports.may-not-write')),
			filterForm(query),
			first.items.length ? list : h('p', {}, t('reports.none')),
			more,
		],
	};
}

const writeLink = () => h('p', {},
	h('a', { class: 'button', href: href('reports/write') }, t('report.write')));

/** Adds the next page below; goes away with the last one. */
function moreButton(next, list, items) {
	if (!next)
		return null;
	let address = next;
	const paragraph = h('p', {}, button(t('reports.more'), async () => {
		let found;
		try {
			found = await page(address);
		} catch (failure) {
			if (failure.advice === undefined)
				throw failure;
			paragraph.append(failureNotice(failure));
			return;
		}
		const added = items(found.items);
		list.append(...added);
		added[0]?.querySelector('h2').focus();
		announce(tCount('reports.shown', list.children.length), true);
		address = found.next;
		if (!address)
			paragraph.remove();
	}, { id: 'more' }));
	return paragraph;
}
