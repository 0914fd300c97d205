// Our API as somebody calls it who gets tokens by a library of npm: the
// argument is openid-client or msal.  For each way in which an application
// proves itself there, a line for each thing that it tries: what it is, the
// status, and the challenge where there is one.
import { ConfidentialClientApplication } from '@azure/msal-node';
import { X509Certificate, webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';

const { API, SECRET, CERTIFICATE, KEY, ELSEWHERE } = process.env;
const REPORTS = new URL('/api/reports', API);
const report = JSON.stringify({
	description: 'Fog',
	location: { city: 'Seattle', state: 'WA', country: 'US' },
});
const json = new Headers({ 'Content-Type': 'application/json' });
const privateKey = readFileSync(KEY, 'utf8');

// A library is a list of ways and what each tries: reading and writing with a
// token that may, writing with one that may only read, reading with one for
// another service; each resolves to [status, challenge].

// It knows the address of the API and nothing else: what is asked without a
// token says where the metadata is (RFC 9728), and that names the provider.
const openidClient = async () => {
	const insecure = { [oauth.allowInsecureRequests]: true };
	const refusal = await fetch(REPORTS);
	const [, address] = /resource_metadata="(.*)"/.exec(
		refusal.headers.get('WWW-Authenticate'),
	);
	const answer = await oauth.resourceDiscoveryRequest(new URL(API), insecure);
	if (answer.url !== address) throw new Error(`${address} is not ${answer.url}`);
	const resource = await oauth.processResourceDiscoveryResponse(
		new URL(API),
		answer,
	);
	const issuer = new URL(resource.authorization_servers[0]);
	const key = await webcrypto.subtle.importKey(
		'pkcs8',
		Buffer.from(privateKey.replace(/-.*-/g, ''), 'base64'),
		{ name: 'RSA-PSS', hash: 'SHA-256' },
		false,
		['sign'],
	);

	const way = async (id, authentication) => {
		const config = await openid.discovery(
			issuer,
			id,
			undefined,
			authentication,
			{ execute: [openid.allowInsecureRequests] },
		);
		const call = async (scope, method, audience = resource.resource) => {
			const { access_token: token } =
				await openid.clientCredentialsGrant(config, {
					scope,
					resource: audience,
				});
			try {
				const { status } = await openid.fetchProtectedResource(
					config,
					token,
					REPORTS,
					method,
					...(method === 'POST' ? [report, json] : []),
				);
				return [status];
			} catch (error) {
				const [{ scheme, parameters }] = error.cause;
				const words = Object.entries(parameters).map(
					([name, value]) => `${name}="${value}"`,
				);
				return [error.status, `${scheme} ${words.join(', ')}`];
			}
		};
		return {
			reads: () => call('weather.read', 'GET'),
			writes: () => call('weather.write', 'POST'),
			oversteps: () => call('weather.read', 'POST'),
			strays: () => call('weather.read', 'GET', ELSEWHERE),
		};
	};
	return {
		basic: await way('app-RS256', openid.ClientSecretBasic(SECRET)),
		posted: await way('poster', openid.ClientSecretPost(SECRET)),
		certificate: await way('certified-PS256', openid.PrivateKeyJwt(key)),
	};
};

const msal = async () => {
	const { AUTHORITY, API_ID } = process.env;
	const certificate = new X509Certificate(readFileSync(CERTIFICATE));
	const hex = (fingerprint) => fingerprint.replaceAll(':', '');

	const way = (suffix, proof) => {
		// what a client has signed once it sends again, which not
		// everybody takes: a client for each token
		const call = async (role, method, api = API_ID) => {
			const { accessToken } = await new ConfidentialClientApplication({
				auth: {
					clientId: `${role}-${suffix}`,
					authority: AUTHORITY,
					knownAuthorities: [new URL(AUTHORITY).host],
					...proof,
				},
			}).acquireTokenByClientCredential({
				scopes: [`api://${api}/.default`],
			});
			const { status, headers } = await fetch(REPORTS, {
				method,
				...(method === 'POST' && { body: report }),
				headers: {
					Authorization: `Bearer ${accessToken}`,
					'Content-Type': 'application/json',
				},
			});
			return [status, headers.get('WWW-Authenticate')];
		};
		return {
			reads: () => call('reader', 'GET'),
			writes: () => call('writer', 'POST'),
			oversteps: () => call('reader', 'POST'),
			strays: () => call('reader', 'GET', ELSEWHERE),
		};
	};
	return {
		secret: way('secret', { clientSecret: SECRET }),
		sha1: way('certificate', {
			clientCertificate: {
				thumbprint: hex(certificate.fingerprint),
				privateKey,
			},
		}),
		sha256: way('certificate', {
			clientCertificate: {
				thumbprintSha256: hex(certificate.fingerprint256),
				privateKey,
			},
		}),
	};
};

const ways = await { 'openid-client': openidClient, msal }[process.argv[2]]();
for (const [way, tries] of Object.entries(ways))
	for (const [name, attempt] of Object.entries(tries))
		console.log([way, name, ...(await attempt())].join(' ').trim());
