/** Writing a report, and correcting one of one's own. */
import { call } from '../api.js';
import { byId, announceNext, fill, h } from '../dom.js';
import { draftOf, dropDraft, keepDraft } from '../draft.js';
import { button, errorsOf, field, form, showErrors, values } from '../forms.js';
import { may, me } from '../me.js';
import { failureNotice, notice } from '../notice.js';
import { placeFields, placeOf } from '../places.js';
import { go, href } from '../router.js';
import { t } from '../text.js';
import { timeElement } from '../time.js';

const LONGEST = 4000;

const toJson = ({ description, city, state, country }) => ({
	description,
	location: { city, ...(state ? { state } : {}), ...(country ? { country } : {}) },
});

// a merge patch: null takes a member away
const toPatch = ({ description, city, state, country }) => ({
	description,
	location: { city, state: state || null, country: country || null },
});

const fromReport = ({ description, location }) => ({ description, ...location });

const missing = ({ description, city }) => [
	!description && { id: 'description', text: t('report.description.missing') },
	!city && { id: 'city', text: t('place.city.missing') },
].filter(Boolean);

/** Reads a report and its version. */
async function load(id, signal) {
	const response = await call('GET', `api/reports/${encodeURIComponent(id)}`, {
		signal,
	});
	return {
		report: await response.json(), etag: response.headers.get('ETag'),
	};
}

function send(id, draft) {
	if (id)
		return call('PATCH', `api/reports/${encodeURIComponent(id)}`, {
			json: toPatch(draft.values), headers: { 'If-Match': draft.etag },
		});
	return call('POST', 'api/reports', {
		json: toJson(draft.values), headers: { 'Idempotency-Key': draft.key },
	});
}

/**
 * Sending failed.  Only one whose answer was lost may have been stored, so
 * its words stay as they were sent, and its key with them.
 */
async function explain(failure, id, draft, save, element) {
	const box = byId('outcome');
	draft.isSent = failure.kind === 'network' && !id;
	lock(element, draft.isSent);
	save();
	if (failure.fields.length) {
		fill(box);
		showErrors(element, errorsOf(failure));
		return;
	}
	showErrors(element, []);
	if (failure.status === 412)
		fill(box, await conflict(id, draft, save));
	else if (draft.isSent)
		fill(box, notice('warning', h('p', {}, t('report.unsure'))));
	else
		fill(box, failureNotice(failure,
			failure.status === 404 && id && h('p', {}, t('report.gone'))));
	box.focus();
}

/** Somebody was faster: shows theirs; sending again replaces it. */
async function conflict(id, draft, save) {
	const { report, etag } = await load(id);
	draft.etag = etag;
	save();
	return notice('warning',
		h('p', {}, t('report.conflict')),
		h('blockquote', { class: 'words' }, report.description),
		h('p', {}, t('report.conflict.choice')));
}

function lock(element, isLocked) {
	for (const control of element.querySelectorAll('input, textarea'))
		control.readOnly = isLocked;
	byId('send').textContent = t(isLocked ? 'report.again' : 'report.send');
}

const leave = (name) => {
	dropDraft(name);
	go('reports');
};

const titleOf = (id) => t(id ? 'report.edit' : 'report.write');

const refused = (id) => ({
	title: titleOf(id),
	nodes: [
		notice('info', h('p', {}, t('report.may-not'))),
		h('p', {}, h('a', { href: href('reports') }, t('report.back'))),
	],
});

async function begin(id, query, owner, signal) {
	const kept = draftOf(id ?? 'new', owner);
	if (kept)
		return { draft: kept, isKept: true };
	if (!id)
		return {
			draft: {
				values: { description: '', ...placeOf(query) },
				key: crypto.randomUUID(),
			},
		};
	const { report, etag } = await load(id, signal);
	return { draft: { values: fromReport(report), etag }, report };
}

export async function reportForm(query, signal) {
	const id = query.id ?? null;
	const name = id ?? 'new';
	const who = await me();
	if (!may(who, 'write'))
		return refused(id);
	const { draft, isKept, report } = await begin(id, query, who.id, signal);
	const save = () => keepDraft(name, who.id, draft);
	const submit = async (given, element) => {
		if (!draft.isSent)
			draft.values = given;
		const errors = missing(draft.values);
		showErrors(element, errors);
		if (errors.length)
			return;
		save();
		try {
			await send(id, draft);
		} catch (failure) {
			if (failure.advice === undefined)
				throw failure;
			await explain(failure, id, draft, save, element);
			return;
		}
		announceNext(t(id ? 'report.changed' : 'report.stored'));
		leave(name);
	};
	const element = form({
		class: 'report', submit,
		on: {
			input({ currentTarget }) {
				draft.values = values(currentTarget);
				save();
			},
		},
	},
	field({
		id: 'description', label: t('report.description'), kind: 'textarea',
		hint: t('report.description.hint'), value: draft.values.description,
		rows: 5, maxlength: LONGEST, required: true,
	}),
	h('fieldset', { class: 'place' }, h('legend', {}, t('report.where')),
		placeFields(draft.values, { required: true })),
	h('div', { class: 'buttons' },
		h('button', { id: 'send' }, t(draft.isSent ? 'report.again' : 'report.send')),
		button(t('report.cancel'), () => leave(name), { class: 'plain' })));
	if (draft.isSent)
		for (const control of element.querySelectorAll('input, textarea'))
			control.readOnly = true;
	return {
		title: titleOf(id),
		nodes: [
			isKept && notice('info', h('p', {},
				t(draft.isSent ? 'report.unsure' : 'report.kept'))),
			report && h('p', { class: 'small' }, t('report.from'), ' ',
				timeElement(report.created_date)),
			h('div', { id: 'outcome', tabindex: '-1', role: 'alert' }),
			element,
		],
	};
}
