/**
 * Views by the address: #/NAME?QUERY.  Links are real ones; each view moves
 * the focus to its heading, so that a screen reader starts there.
 */
import { announce, byId, fill, h, startView } from './dom.js';
import { Failure } from './failure.js';
import { failureNotice } from './notice.js';
import { t } from './text.js';

const SLOW_MS = 400;

let views = {};
let current = { name: null, controller: new AbortController() };

/** "#/history?city=Seattle" of a view's name and its query. */
export function href(name, query = {}) {
	const given = Object.entries(query).filter(([, value]) => value);
	const text = new URLSearchParams(given).toString();
	return `#/${name}${text ? `?${text}` : ''}`;
}

/** What the address asks for. */
export function route() {
	const [path, query] = location.hash.slice(2).split('?');
	return { name: path, query: Object.fromEntries(new URLSearchParams(query)) };
}

/** Goes there, as a link would. */
export const go = (name, query) => {
	location.hash = href(name, query);
};

/** The same view with another query in its address, as it is. */
export const rewrite = (query) =>
	history.replaceState(null, '', href(route().name, query));

const isWanted = (controller) => current.controller === controller;

function moveFocus(isSameView, isFirst, heldId) {
	const held = isSameView && heldId && byId(heldId);
	if (held)
		held.focus();
	else if (!isFirst)
		document.querySelector('main h1').focus();
}

async function ask(view, query, signal) {
	const slow = setTimeout(() => announce(t('loading')), SLOW_MS);
	try {
		return await view(query, signal);
	} catch (error) {
		if (!(error instanceof Failure))
			throw error;
		return { title: t('failed'), nodes: failureNotice(error) };
	} finally {
		clearTimeout(slow);
	}
}

/**
 * Shows what the address asks for.  A view gets its query and a signal that
 * ends with it; it returns its title and its nodes.
 */
export async function show() {
	const { name, query } = route();
	const controller = new AbortController();
	const isSame = current.name === name;
	const isFirst = current.name === null;
	current.controller.abort();
	current = { name, controller };
	const main = byId('main');
	const heldId = document.activeElement?.id;
	main.setAttribute('aria-busy', 'true');
	const { title, nodes } =
		await ask(views[name] ?? views[''], query, controller.signal);
	if (!isWanted(controller))
		return;
	document.title = `${title} – ${t('name')}`;
	fill(main, h('h1', { tabindex: '-1' }, title), nodes);
	main.removeAttribute('aria-busy');
	startView();
	if (!isSame)
		scrollTo(0, 0);
	moveFocus(isSame, isFirst, heldId);
	document.dispatchEvent(new CustomEvent('shown'));
}

/**
 * @param {Object} table of views by name; '' is for all other addresses
 */
export function startRouter(table) {
	views = table;
	addEventListener('hashchange', show);
	// links inside the page (skip link, error summary) are no addresses
	document.addEventListener('click', (event) => {
		const link = event.target.closest('a[href^="#"]');
		if (!link || link.hash.startsWith('#/'))
			return;
		event.preventDefault();
		byId(link.hash.slice(1))?.focus();
	});
	return show();
}
