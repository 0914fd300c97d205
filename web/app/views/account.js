/** Who I am here, what I may do, who says so; and the way out. */
import { announceNext, h } from '../dom.js';
import { button } from '../forms.js';
import { dropDraft } from '../draft.js';
import { me, may } from '../me.js';
import { failureNotice, notice } from '../notice.js';
import { href, show } from '../router.js';
import { issuerName, signOut, tokenEnd } from '../session.js';
import { t, tCount } from '../text.js';
import { timeElement } from '../time.js';

const PERMISSIONS = ['read', 'write', 'admin'];

const row = (name, ...value) =>
	h('div', {}, h('dt', {}, t(`account.${name}`)), h('dd', {}, value));

const permissions = (who) => h('ul', { class: 'plain' },
	PERMISSIONS.map((name) => h('li', {},
		h('strong', {}, t(may(who, name) ? 'account.yes' : 'account.no')), ' ',
		t(`permission.${name}`))));

async function leave({ target }) {
	target.setAttribute('aria-disabled', 'true');
	dropDraft('new');
	const isTold = await signOut();
	announceNext(t(isTold ? 'signed-out' : 'signed-out.here', {
		issuer: new URL(issuerName()).host,
	}));
	if (!isTold)
		await show();
}

function details(who) {
	const end = tokenEnd();
	return [
		h('dl', { class: 'facts wide' },
			row('name', who.name ?? t('account.nameless')),
			row('id', h('code', {}, who.id)),
			row('permissions', permissions(who)),
			row('reports', who.reports ?
				h('a', { href: href('reports', { author: 'me' }) },
					tCount('account.count', who.reports)) :
				tCount('account.count', 0)),
			row('issuer', h('code', {}, issuerName())),
			end && row('until', timeElement(end.toISOString()))),
		PERMISSIONS.slice(0, 2).some((name) => !may(who, name)) &&
			notice('info', h('p', {}, t('account.lacking'))),
	];
}

// also who may do nothing here can see by whom they are signed in, and leave
const nobody = (failure) => [
	failureNotice(failure),
	h('dl', { class: 'facts wide' }, row('issuer', h('code', {}, issuerName()))),
];

export async function account() {
	const nodes = await me().then(details, (failure) => {
		if (failure.status !== 403)
			throw failure;
		return nobody(failure);
	});
	return {
		title: t('account'),
		nodes: [nodes, h('p', {}, button(t('sign-out'), leave))],
	};
}
