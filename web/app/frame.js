/** What is around every view: name, ways to the others, who is signed in. */
import { byId, fill, h } from './dom.js';
import { enterAgain } from './entry.js';
import { button } from './forms.js';
import { href, route } from './router.js';
import { hasEnded, isSignedIn } from './session.js';
import { t } from './text.js';
import { zone } from './time.js';

const VIEWS = ['now', 'history', 'reports', 'account'];

const link = (view, current) =>
	h('li', {}, h('a', {
		href: href(view),
		'aria-current': current.split('/')[0] === view ? 'page' : null,
	}, t(`nav.${view}`)));

/** Draws head and foot; the view is that of the address. */
export function drawFrame() {
	const current = route().name || 'now';
	fill(byId('head'),
		h('a', { class: 'name', href: '#/' },
			h('img', { src: 'icon.svg', alt: '', width: 28, height: 28 }),
			t('name')),
		isSignedIn() && h('nav', { 'aria-label': t('nav') },
			h('ul', {}, VIEWS.map((view) => link(view, current)))),
		hasEnded() && button(t('sign-in.again'), enterAgain));
	fill(byId('foot'),
		h('p', {}, t('foot.zone', { zone: zone() })),
		h('p', {}, h('a', { href: 'docs' }, t('foot.docs'))));
}
