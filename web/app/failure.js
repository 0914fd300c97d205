/** Failures in words: of signing in, and of requests to the API. */
import { t, tMaybe, tCount } from './text.js';

/** Something that went wrong, as it is told to people. */
export class Failure extends Error {
	/**
	 * @param {string} title one sentence: what happened
	 * @param {string} advice what to do about it
	 * @param {Object} more `status`, `kind`, `fields` of an API's answer
	 */
	constructor(title, advice, more = {}) {
		super(title);
		this.advice = advice;
		Object.assign(this, { status: 0, kind: '', fields: [] }, more);
	}
}

const SETTLE_MS = 50;
let blocked = null;

/** Notes which address the page's policy has kept it from. */
export function watchPolicy() {
	document.addEventListener('securitypolicyviolation', (event) => {
		if (/^(connect|frame)-src/.test(event.effectiveDirective))
			blocked = event.blockedURI;
	});
}

const origin = (address) => {
	try {
		return new URL(address).origin;
	} catch {
		return address;
	}
};

/**
 * Why signing in did not work.
 * @param {Error} error of oidc-client-ts
 * @param {string} issuer
 * @returns {Promise<Failure>}
 */
export async function signInFailure(error, issuer) {
	// the policy's violation is told a moment later than the failure
	await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
	const at = { issuer: origin(issuer) };
	if (error.name === 'ErrorResponse')
		return new Failure(
			t('sign-in.refused', at),
			tMaybe(`oauth.${error.error}`, at) ?? t('oauth.other', at),
			{
				kind: error.error,
				detail: error.error_description ?? error.error,
				state: error.state,
			},
		);
	if (blocked)
		return new Failure(t('sign-in.blocked', at), t('sign-in.blocked.advice', {
			origin: origin(blocked),
		}));
	if (/state/i.test(error.message))
		return new Failure(t('sign-in.stale'), t('sign-in.stale.advice'));
	if (error instanceof TypeError || error.name === 'ErrorTimeout' ||
		/fetch|network/i.test(error.message))
		return new Failure(t('sign-in.down', at), t('sign-in.down.advice', at));
	return new Failure(t('sign-in.odd', at), t('sign-in.odd.advice', at), {
		detail: error.message,
	});
}

/** A request that got no answer: fetch() failed, or it took too long. */
export const noAnswer = () =>
	new Failure(t('api.unreachable'), t('api.unreachable.advice'), {
		kind: 'network',
	});

/** There is no token that the API takes; the reader was asked to sign in. */
export const signedOut = () =>
	new Failure(t('api.signed-out'), t('api.signed-out.advice'), {
		status: 401, kind: 'signed-out',
	});

// the last part of a problem's type says which one it is
const kindOf = (problem) => String(problem.type ?? '').split('/').pop();

const advice = (status, kind, headers) => {
	const seconds = Number(headers.get('Retry-After'));
	if (seconds > 0)
		return tCount('api.retry-after', seconds);
	return tMaybe(`problem.${kind}`) ?? tMaybe(`status.${status}`) ??
		t(status >= 500 ? 'status.5xx' : 'status.other');
};

/**
 * What the API's refusal means.
 * @param {Response} response
 * @param {?Object} problem its problem document (RFC 9457), if it has one
 * @returns {Failure}
 */
export function refusal(response, problem) {
	const { status, headers } = response;
	const kind = kindOf(problem ?? {});
	const scope = /scope="([^"]+)"/.exec(headers.get('WWW-Authenticate') ?? '');
	return new Failure(
		tMaybe(`problem.${kind}.title`) ?? problem?.detail ??
			problem?.title ?? t('api.status', { status }),
		kind === 'insufficient-scope' && scope ?
			t('problem.scope', { scope: scope[1] }) :
			advice(status, kind, headers),
		{
			status, kind,
			fields: problem?.errors ?? [],
			// where an operator can look it up
			request: status >= 500 ? headers.get('X-Request-Id') : null,
		},
	);
}
