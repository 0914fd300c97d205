/** Notices: a box with a word that says what kind it is, not a colour alone. */
import { h } from './dom.js';
import { t } from './text.js';

/**
 * @param {string} kind info, warning or error
 * @param {...(Node|string)} children
 */
export const notice = (kind, ...children) =>
	h('div', { class: `notice ${kind}` },
		h('p', { class: 'kind' }, t(`notice.${kind}`)), children);

/** What went wrong, what to do, and the id to ask an operator about. */
export const failureNotice = (failure, ...more) =>
	notice('error',
		h('p', {}, h('strong', {}, failure.message)),
		h('p', {}, failure.advice),
		failure.detail &&
			h('p', {}, t('sign-in.detail'), ' ', h('q', {}, failure.detail)),
		failure.request &&
			h('p', { class: 'small' }, t('api.request', { id: failure.request })),
		more);
