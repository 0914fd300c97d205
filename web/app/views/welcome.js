/** Without a sign-in: what this is, and the button. */
import { announce, h } from '../dom.js';
import { button } from '../forms.js';
import { failureNotice } from '../notice.js';
import { show } from '../router.js';
import { issuerName, signIn } from '../session.js';
import { t } from '../text.js';

let failure = null;

/** The next welcome tells of this failure. */
export function welcomeWith(found) {
	failure = found;
}

async function enter(event) {
	const { target } = event;
	target.setAttribute('aria-disabled', 'true');
	announce(t('welcome.going'));
	try {
		await signIn(location.hash);
	} catch (found) {
		welcomeWith(found);
		await show();
		document.querySelector('main h1').focus();
	}
}

export function welcome() {
	const found = failure;
	failure = null;
	return {
		title: t('welcome'),
		nodes: [
			found && failureNotice(found),
			h('p', { class: 'lead' }, t('welcome.lead')),
			h('ul', {}, ['now', 'history', 'reports'].map((view) =>
				h('li', {}, h('strong', {}, t(`nav.${view}`)), ' ',
					t(`welcome.${view}`)))),
			h('p', {}, button(t('sign-in'), enter, { class: 'main' })),
			h('p', { class: 'small' },
				t('welcome.where', { issuer: new URL(issuerName()).host })),
		],
	};
}
