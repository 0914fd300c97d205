/**
 * Forms: every field has a label, its hint and its error are tied to it, and
 * a summary on top links to each field that has to be looked at again.
 */
import { byId, h } from './dom.js';
import { t } from './text.js';

/**
 * A labelled field.
 * @param {Object} of `id`, `label`, `hint`, `kind` (input, textarea, select),
 *	`options` of a select as [value, text]; the rest are attributes
 */
export function field({ id, label, hint, kind = 'input', options, value, on,
	...rest }) {
	const control = h(kind, {
		id, name: id, on,
		'aria-describedby': hint ? `${id}-hint` : null,
		...rest,
	}, options?.map(([key, text]) =>
		h('option', { value: key, selected: key === value }, text)));
	if (kind !== 'select')
		control.value = value ?? '';
	return h('div', { class: `field ${id}` },
		h('label', { for: id }, label),
		control,
		hint && h('p', { class: 'hint', id: `${id}-hint` }, hint));
}

/** What is in a form's fields, by their names, without blanks around. */
export const values = (form) =>
	Object.fromEntries([...new FormData(form)].map(([key, text]) =>
		[key, String(text).trim()]));

function clearErrors(form) {
	form.querySelector('.summary')?.remove();
	for (const error of form.querySelectorAll('.error-text'))
		error.remove();
	for (const control of form.querySelectorAll('[aria-invalid]')) {
		control.removeAttribute('aria-invalid');
		const hint = `${control.id}-hint`;
		if (byId(hint))
			control.setAttribute('aria-describedby', hint);
		else
			control.removeAttribute('aria-describedby');
	}
}

function markField(id, text) {
	const control = byId(id);
	const error = h('p', { class: 'error-text', id: `${id}-error` },
		h('span', {}, t('notice.error'), ': '), text);
	control.after(error);
	control.setAttribute('aria-invalid', 'true');
	control.setAttribute('aria-describedby', [
		control.getAttribute('aria-describedby'), error.id,
	].filter(Boolean).join(' '));
}

/**
 * Shows errors, and moves the focus to their summary.
 * @param {HTMLFormElement} form
 * @param {Array<{id: ?string, text: string}>} errors; without an id: of none
 *	of the fields
 */
export function showErrors(form, errors) {
	clearErrors(form);
	if (!errors.length)
		return;
	for (const { id, text } of errors)
		if (id)
			markField(id, text);
	const summary = h('div', {
		class: 'summary notice error', tabindex: '-1', role: 'alert',
	},
	h('h2', {}, t('form.summary')),
	h('ul', {}, errors.map(({ id, text }) =>
		h('li', {}, id ? h('a', { href: `#${id}` }, text) : text))));
	form.prepend(summary);
	summary.focus();
}

/**
 * The errors of a problem document for a form whose fields are named as the
 * last parts of the pointers: /location/city is the field city.
 */
export const errorsOf = (failure) =>
	failure.fields.map(({ pointer = '', detail }) => {
		const id = pointer.split('/').pop();
		return { id: byId(id) ? id : null, text: detail };
	});

/**
 * A form; `submit` gets its values and may return a promise, during which a
 * second submission does nothing.
 */
export function form({ submit, ...attributes }, ...children) {
	let isBusy = false;
	return h('form', {
		novalidate: true, ...attributes,
		on: {
			...attributes.on,
			async submit(event) {
				event.preventDefault();
				if (isBusy)
					return;
				isBusy = true;
				const { currentTarget } = event;
				currentTarget.setAttribute('aria-busy', 'true');
				try {
					await submit(values(currentTarget), currentTarget);
				} finally {
					isBusy = false;
					currentTarget.removeAttribute('aria-busy');
				}
			},
		},
	}, children);
}

/** A button that does something here and now. */
export const button = (text, click, attributes = {}) =>
	h('button', { type: 'button', ...attributes, on: { click } }, text);
