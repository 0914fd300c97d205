/** Signing in again, from wherever the reader is, and coming back there. */
import { h } from './dom.js';
import { askFor } from './dialog.js';
import { signIn } from './session.js';
import { t } from './text.js';

/** Goes to the provider; if that fails, says why and stays. */
export async function enterAgain() {
	try {
		await signIn(location.hash);
	} catch (failure) {
		await askFor(failure.message, [h('p', {}, failure.advice)], [
			['close', t('close')],
		]);
	}
}

/**
 * There is no token that the API takes: what is on the screen stays there.
 * @param {string} why ended; or unwanted, when it never took one
 */
export async function offerEntry(why) {
	const answer = await askFor(t(why), [h('p', {}, t(`${why}.text`))], [
		['later', t('ended.later'), 'plain'],
		['sign-in', t('sign-in.again')],
	]);
	if (answer === 'sign-in')
		await enterAgain();
}
