/**
 * Elements from code.  Text is always text: nothing that a person wrote can
 * become markup, since no string is ever parsed as HTML.
 */

/**
 * Makes an element.
 * @param {string} tag its name
 * @param {Object} attributes `on` holds listeners by event; false, null and
 *	undefined leave an attribute out, true writes it without a value
 * @param {...(Node|string|number|null|Array)} children
 * @returns {HTMLElement}
 */
export function h(tag, attributes = {}, ...children) {
	const element = document.createElement(tag);
	const { on = {}, ...rest } = attributes;
	for (const [event, listener] of Object.entries(on))
		element.addEventListener(event, listener);
	for (const [name, value] of Object.entries(rest))
		if (value !== false && value !== null && value !== undefined)
			element.setAttribute(name, value === true ? '' : value);
	element.append(...present(children));
	return element;
}

const present = (children) =>
	children.flat(9).filter((child) => child || child === 0);

/**
 * Puts children in the place of what an element holds.
 * @param {Element} element
 * @param {...(Node|string|Array|null)} children
 */
export function fill(element, ...children) {
	element.replaceChildren(...present(children));
}

/** The element with this id. */
export const byId = (id) => document.getElementById(id);

let later = null;

/**
 * Tells of a result: shown below the heading, and spoken.
 * @param {string} text
 * @param {boolean} isQuiet spoken only, where it is seen anyway
 */
export function announce(text, isQuiet = false) {
	const status = byId('status');
	status.classList.toggle('unseen', isQuiet);
	// emptied first, for the same words twice are news, too
	fill(status);
	setTimeout(() => fill(status, h('p', {}, text)));
}

/** announce(), when the view that comes next is there. */
export function announceNext(text) {
	later = text;
}

/** A view is there: what was said of the last one is over. */
export function startView() {
	if (later)
		announce(later);
	else
		fill(byId('status'));
	later = null;
}
