/** What the service says about itself to this page: GET /api/config. */

import { noAnswer, refusal } from './failure.js';

const TIMEOUT_MS = 20000;

/** The folder of index.html, and so of the whole service. */
export const ROOT = new URL('.', location.href.split(/[?#]/)[0]);

/**
 * @returns {Promise<Object>} `issuer`, `metadata_url`, `client_id`, `scopes`
 * @throws {Failure} also when signing in is not set up
 */
export async function settings() {
	let response;
	try {
		response = await fetch(new URL('api/config', ROOT), {
			signal: AbortSignal.timeout(TIMEOUT_MS),
		});
	} catch {
		throw noAnswer();
	}
	const body = await response.json().catch(() => null);
	if (!response.ok || !body)
		throw refusal(response, body);
	return body;
}
