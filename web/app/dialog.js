/** Questions that have to be answered first. */
import { h } from './dom.js';
import { button } from './forms.js';

/**
 * Asks, and waits for the answer.  Escape is the last answer.
 * @param {string} title
 * @param {Node[]} children
 * @param {Array<[string, string, ?string]>} answers value, text and class of
 *	each button; the last one has the focus at first
 * @returns {Promise<string>} the value
 */
export function askFor(title, children, answers) {
	const returnTo = document.activeElement;
	return new Promise((resolve) => {
		const dialog = h('dialog', {
			'aria-labelledby': 'dialog-title',
			on: {
				close() {
					dialog.remove();
					if (returnTo?.isConnected)
						returnTo.focus();
					resolve(dialog.returnValue || answers.at(-1)[0]);
				},
			},
		},
		h('h2', { id: 'dialog-title' }, title),
		children,
		h('div', { class: 'buttons' },
			answers.map(([value, text, kind], i) =>
				button(text, () => dialog.close(value), {
					class: kind,
					autofocus: i === answers.length - 1,
				}))));
		document.body.append(dialog);
		dialog.showModal();
	});
}
