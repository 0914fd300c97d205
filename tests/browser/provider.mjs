// The identity provider of the browser tests: npm's oidc-provider inside the
// test's own process, so that it can go away, come back and forget everybody.
//
// Anybody can sign in; who begins with "reader" may only read, with "nobody"
// nothing, and "stranger" is refused.
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const READ = 'weather.read';
const WRITE = 'weather.write';
const SCOPES = `openid ${READ} ${WRITE}`;

const KEY = {
	...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({
		format: 'jwk',
	}),
	kid: 'page', use: 'sig', alg: 'RS256',
};

const refused = (account) => {
	if (account.startsWith('reader'))
		return WRITE;
	return account.startsWith('nobody') ? `${READ} ${WRITE}` : '';
};

// Its memory: a new one has forgotten everybody.  Nothing expires in a test.
const memory = () => {
	const all = new Map();
	const find = (test) => [...all.values()].find(test);
	return (model) => ({
		upsert: async (id, payload) => all.set(`${model}:${id}`, payload),
		find: async (id) => all.get(`${model}:${id}`),
		findByUid: async (uid) => find((one) => one.uid === uid),
		destroy: async (id) => all.delete(`${model}:${id}`),
		consume: async (id) => {
			all.get(`${model}:${id}`).consumed = Math.floor(Date.now() / 1000);
		},
		revokeByGrantId: async (grantId) => {
			for (const [id, one] of all)
				if (one.grantId === grantId)
					all.delete(id);
		},
	});
};

// What the person may do is granted without asking, the rest is denied.
const grant = (provider, audience) => async (ctx) => {
	const { accountId } = ctx.oidc.session;
	const given = new provider.Grant({
		clientId: ctx.oidc.client.clientId, accountId,
	});
	const denied = refused(accountId);
	const allowed = [READ, WRITE].filter((one) => !denied.includes(one));
	given.addOIDCScope(SCOPES);
	if (allowed.length)
		given.addResourceScope(audience, allowed.join(' '));
	if (denied)
		given.rejectResourceScope(audience, denied);
	await given.save();
	return given;
};

function makeProvider({ issuer, audience, pageUrl, lifetime, refresh }) {
	const provider = new Provider(issuer, {
		adapter: memory(),
		jwks: { keys: [KEY] },
		clients: [{
			client_id: 'page',
			// a native one would be asked for consent every time
			application_type: 'web',
			token_endpoint_auth_method: 'none',
			grant_types: ['authorization_code', ...(refresh ? ['refresh_token'] : [])],
			redirect_uris: [
				pageUrl,
				new URL('swagger-ui/oauth2-redirect.html', pageUrl).href,
			],
			post_logout_redirect_uris: [pageUrl],
			response_types: ['code'],
			scope: SCOPES,
		}],
		scopes: SCOPES.split(' '),
		cookies: { keys: ['of a test'] },
		clientBasedCORS: (ctx, origin) => origin === new URL(pageUrl).origin,
		findAccount: (ctx, id) => ({
			accountId: id,
			claims: () => ({ sub: id }),
		}),
		extraTokenClaims: (ctx, token) => ({
			name: token.accountId?.replace('-', ' '),
		}),
		issueRefreshToken: () => refresh,
		loadExistingGrant: (ctx) => grant(provider, audience)(ctx),
		features: {
			devInteractions: { enabled: true },
			revocation: { enabled: true },
			rpInitiatedLogout: { enabled: true },
			resourceIndicators: {
				enabled: true,
				defaultResource: () => audience,
				useGrantedResource: () => true,
				getResourceServerInfo: () => ({
					audience, scope: `${READ} ${WRITE}`,
					accessTokenFormat: 'jwt',
					accessTokenTTL: lifetime,
					jwt: { sign: { alg: 'RS256' } },
				}),
			},
		},
	});
	return provider.callback();
}

/**
 * @param {Object} settings `port`, `audience`, `pageUrl`, `lifetime` of access
 *	tokens in seconds, `refresh`: whether there are refresh tokens
 * @returns {Object} `issuer`; start(), stop(), forget(changed settings)
 */
export function identityProvider(settings) {
	const issuer = `http://127.0.0.1:${settings.port}`;
	let current = { issuer, ...settings };
	let answer = null;
	let server = null;
	let refusal = null;
	const serve = (request, response) => {
		const url = new URL(request.url, issuer);
		// as a provider that shall not let this one in
		if (refusal && url.pathname === '/auth') {
			const back = new URL(url.searchParams.get('redirect_uri'));
			back.search = new URLSearchParams({
				...refusal, state: url.searchParams.get('state'), iss: issuer,
			});
			response.writeHead(303, { Location: back.href }).end();
			return;
		}
		answer(request, response);
	};
	return {
		issuer,
		start() {
			answer ??= makeProvider(current);
			server = createServer(serve);
			return new Promise((resolve) => {
				server.listen(settings.port, '127.0.0.1', resolve);
			});
		},
		stop() {
			server.closeAllConnections();
			return new Promise((resolve) => server.close(resolve));
		},
		/** Nobody's session or refresh token is good any more. */
		forget(changed = {}) {
			current = { ...current, ...changed };
			answer = makeProvider(current);
		},
		/** Everybody who comes is sent back with this error; null: nobody. */
		refuse(error) {
			refusal = error;
		},
	};
}
