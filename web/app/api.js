/** Requests to the API, each with the token of who is signed in. */
import { ROOT } from './settings.js';
import { noAnswer, refusal, signedOut } from './failure.js';
import { forgetToken, renew, token, tokenWorks } from './session.js';

const TIMEOUT_MS = 30000;

const query = (parameters) => {
	const given = Object.entries(parameters ?? {})
		.filter(([, value]) => value !== '' && value !== null && value !== undefined);
	return given.length ? `?${new URLSearchParams(given)}` : '';
};

async function send(method, url, { json, headers, signal }) {
	const type = method === 'PATCH' ? 'application/merge-patch+json' :
		'application/json';
	try {
		return await fetch(url, {
			method,
			headers: {
				Authorization: `Bearer ${token()}`,
				...(json === undefined ? {} : { 'Content-Type': type }),
				...headers,
			},
			body: json === undefined ? undefined : JSON.stringify(json),
			// ours is the newest; its ETag saves sending it again
			cache: 'no-cache',
			credentials: 'omit',
			redirect: 'error',
			signal: AbortSignal.any([
				AbortSignal.timeout(TIMEOUT_MS), ...(signal ? [signal] : []),
			]),
		});
	} catch (error) {
		if (signal?.aborted)
			throw error;
		throw noAnswer();
	}
}

const isJson = (response) =>
	/[/+]json/.test(response.headers.get('Content-Type') ?? '');

async function fail(response) {
	const problem = isJson(response) ? await response.json().catch(() => null) :
		null;
	throw refusal(response, problem);
}

/**
 * One request.  A 401 leads to one renewal of the token and one repetition;
 * after another 401 the reader is asked to sign in.
 * @param {string} method
 * @param {string} path below the page's folder, or a whole address there
 * @param {Object} options `query`, `json`, `headers`, `signal`
 * @returns {Promise<Response>} a good one
 * @throws {Failure} for all others; AbortError after `signal`
 */
export async function call(method, path, options = {}) {
	const url = new URL(path + query(options.query), ROOT);
	if (url.origin !== ROOT.origin)
		throw new Error('the token is for this service only');
	if (!token())
		throw signedOut();
	let response = await send(method, url, options);
	if (response.status === 401 && await renew())
		response = await send(method, url, options);
	if (response.status === 401) {
		await forgetToken();
		throw signedOut();
	}
	tokenWorks();
	if (!response.ok)
		await fail(response);
	return response;
}

/** The body of a GET as JSON. */
export const get = async (path, options) =>
	(await call('GET', path, options)).json();

/**
 * A page of a list.
 * @returns {Promise<{items: Array, next: ?string}>} `next`: path of the next
 *	page, from the header Link (RFC 8288)
 */
export async function page(path, options) {
	const response = await call('GET', path, options);
	const link = /<([^>]*)>\s*;\s*rel="?next"?/.exec(
		response.headers.get('Link') ?? '',
	);
	const body = await response.json();
	return {
		items: Array.isArray(body) ? body : body.items,
		next: link ? new URL(link[1], response.url).href : null,
	};
}
