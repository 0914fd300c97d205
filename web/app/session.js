/**
 * Who is signed in: authorization code with PKCE, by oidc-client-ts.  Tokens
 * stay in sessionStorage, so they end with the tab.
 */
import oidc from '../lib/oidc-client-ts.js';
import { ROOT } from './settings.js';
import { signInFailure } from './failure.js';
import { drafts } from './store.js';

// whether the API has ever taken a token of this sign-in
const WORKED = 'worked';
const PROBE_MS = 10000;

let manager = null;
let user = null;
let issuer = '';
let renewal = null;
let hasEndedHere = false;
const listeners = [];

/** Calls `listener` when somebody came, went, or has to come again. */
export const onSession = (listener) => listeners.push(listener);
const tell = (what) => listeners.forEach((listener) => listener(what));

const random = () => crypto.randomUUID();

function makeManager({ issuer: authority, metadata_url, client_id, scopes }) {
	const store = new oidc.WebStorageStateStore({ store: sessionStorage });
	return new oidc.UserManager({
		authority,
		metadataUrl: metadata_url,
		client_id,
		// the one address to register at the provider
		redirect_uri: ROOT.href,
		silent_redirect_uri: ROOT.href,
		post_logout_redirect_uri: ROOT.href,
		response_type: 'code',
		scope: scopes.join(' '),
		userStore: store,
		stateStore: store,
		// renew() does it, once at a time
		automaticSilentRenew: false,
		monitorSession: false,
		loadUserInfo: false,
		requestTimeoutInSeconds: 15,
		validateSubOnSilentRenew: true,
	});
}

const isAnswer = (query) =>
	query.has('state') && (query.has('code') || query.has('error'));

/**
 * Begins: takes the provider's answer out of the address, if there is one,
 * else what this tab knows.
 * @param {Object} config of settings()
 * @returns {Promise<{route: ?string, failure: ?Object}>} where the reader was
 *	before signing in, and why it failed
 */
export async function startSession(config) {
	const query = new URLSearchParams(location.search);
	manager = makeManager(config);
	({ issuer } = config);
	manager.events.addUserLoaded((loaded) => {
		user = loaded;
	});
	manager.events.addAccessTokenExpiring(() => renew());
	if (!isAnswer(query)) {
		user = await manager.getUser();
		return { route: null, failure: null };
	}
	const { href } = location;
	// neither the code nor the state stays in the address or the history
	history.replaceState(null, '', ROOT.pathname + location.hash);
	try {
		user = await manager.signinRedirectCallback(href);
		return { route: user.state?.route, failure: null };
	} catch (error) {
		user = await manager.getUser();
		return { route: error.state?.route, failure: await signInFailure(error, issuer) };
	} finally {
		await manager.clearStaleState();
	}
}

/** The provider's answer to a renewal, inside a frame: for the page around. */
export const answerToParent = () =>
	new oidc.UserManager({
		authority: ROOT.href, client_id: '-', redirect_uri: ROOT.href,
	}).signinSilentCallback();

/** Whether the token of this page came to its end unasked. */
export const hasEnded = () => hasEndedHere;
export const isSignedIn = () => user !== null;
export const token = () => user?.access_token;
/** When the current token ends, as a Date, or null. */
export const tokenEnd = () =>
	user?.expires_at ? new Date(user.expires_at * 1000) : null;
export const issuerName = () => issuer;

// What is known of the provider may be old: whoever is sent to one that is
// down sees the browser's error instead of this page.
const reachProvider = () => fetch(manager.settings.metadataUrl, {
	cache: 'no-store', credentials: 'omit',
	signal: AbortSignal.timeout(PROBE_MS),
});

/**
 * Goes to the provider; comes back to `route`.
 * @throws what signInFailure() explains
 */
export async function signIn(route) {
	drafts.set(WORKED, null);
	try {
		await reachProvider();
		await manager.signinRedirect({ state: { route }, nonce: random() });
	} catch (error) {
		throw await signInFailure(error, issuer);
	}
}

/**
 * A new token without asking anybody: by refresh token, else by a frame.
 * Concurrent callers share one renewal, for refresh tokens are good once.
 * @returns {Promise<boolean>} whether there is one
 */
export function renew() {
	renewal ??= manager.signinSilent({ nonce: random() })
		.then((renewed) => {
			user = renewed;
			return renewed !== null;
		}, () => false)
		.finally(() => {
			renewal = null;
		});
	return renewal;
}

/** The API takes the token. */
export const tokenWorks = () => drafts.set(WORKED, true);

/** The API refuses the token, and there is no other one. */
export async function forgetToken() {
	if (!user)
		return;
	user = null;
	hasEndedHere = true;
	await manager.removeUser();
	tell(drafts.get(WORKED) ? 'ended' : 'unwanted');
}

/**
 * Signs out here, whatever else fails, and then at the provider.
 * @returns {Promise<boolean>} false when the provider was not told; otherwise
 *	the browser is on its way there
 */
export async function signOut() {
	const hint = user?.id_token;
	await manager.revokeTokens(['refresh_token']).catch(() => {});
	user = null;
	await manager.removeUser();
	tell('out');
	try {
		await reachProvider();
		await manager.signoutRedirect({ id_token_hint: hint });
		return true;
	} catch {
		return false;
	}
}
