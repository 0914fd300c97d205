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

/** The API takes the token no longer: what is on the screen stays there. */
export async function offerEntry() {
	const answer = await askFor(t('ended'), [h('p', {}, t('ended.text'))], [
		['later', t('ended.later'), 'plain'],
		['sign-in', t('sign-in.again')],
	]);
	if (answer === 'sign-in')
		await enterAgain();
}
