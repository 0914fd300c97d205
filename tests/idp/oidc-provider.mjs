// An identity provider for tests: npm's oidc-provider on a free port of
// 127.0.0.1.  IDP_AUDIENCE, IDP_SECRET and IDP_REDIRECT say whom it serves,
// IDP_LIFETIME for how many seconds its tokens are good.  IDP_CERTIFICATE, if
// it is set, is that of the application "certified".
//
// It prints the issuer, then obeys one line on standard input at a time and
// answers each with a line: "rotate" signs with new keys and still publishes
// the old ones, "retire" publishes the new ones only.  The end of the input
// ends it, so that it cannot outlive its test.
import { Console } from 'node:console';
import { X509Certificate, createHash, generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { Provider } from 'oidc-provider';

globalThis.console = new Console(process.stderr);
const { IDP_AUDIENCE, IDP_SECRET, IDP_REDIRECT } = process.env;
const LIFETIME = Number(process.env.IDP_LIFETIME);
const SCOPES = 'weather.read weather.write';

const KINDS = {
	RS256: ['rsa', { modulusLength: 2048 }],
	PS256: ['rsa', { modulusLength: 2048 }],
	ES256: ['ec', { namedCurve: 'P-256' }],
	EdDSA: ['ed25519', {}],
};

const generateKeys = (generation) =>
	Object.entries(KINDS).map(([alg, [type, options]]) => ({
		...generateKeyPairSync(type, options).privateKey.export({
			format: 'jwk',
		}),
		kid: `${alg}-${generation}`,
		use: 'sig',
		alg,
	}));

// Signing the tokens of a client with an algorithm is the business of the
// API; the client app-ALG gets ALG.
const resourceServer = (ctx, resource, client) => ({
	audience: resource,
	scope: SCOPES,
	accessTokenFormat: 'jwt',
	accessTokenTTL: LIFETIME,
	jwt: { sign: { alg: KINDS[client.clientId.slice(4)] ? client.clientId.slice(4) : 'RS256' } },
});

const application = (alg) => ({
	client_id: `app-${alg}`,
	client_secret: IDP_SECRET,
	grant_types: ['client_credentials'],
	redirect_uris: [],
	response_types: [],
	scope: SCOPES,
});

const page = {
	client_id: 'page',
	application_type: 'native', // may have plain http to this machine
	token_endpoint_auth_method: 'none',
	grant_types: ['authorization_code'],
	redirect_uris: [IDP_REDIRECT],
	response_types: ['code'],
	scope: `openid ${SCOPES}`,
};

// weather-client's: a console app of a person, and two of nobody
const terminal = {
	client_id: 'terminal',
	application_type: 'native',
	token_endpoint_auth_method: 'none',
	grant_types: [
		'authorization_code',
		'refresh_token',
		'urn:ietf:params:oauth:grant-type:device_code',
	],
	redirect_uris: ['http://127.0.0.1/callback'],
	response_types: ['code'],
	scope: `openid offline_access ${SCOPES}`,
};

const poster = {
	...application('RS256'),
	client_id: 'poster',
	token_endpoint_auth_method: 'client_secret_post',
};

// A secret with what form-encoding changes.
const odd = {
	...application('RS256'),
	client_id: 'odd:id',
	client_secret: `${IDP_SECRET} +%&=:~*"`,
};

const certified = () => {
	const file = process.env.IDP_CERTIFICATE;
	if (!file) return [];
	const certificate = new X509Certificate(readFileSync(file));
	const { client_secret: none, ...rest } = application('RS256');
	return ['RS256', 'PS256'].map((alg) => ({
		...rest,
		client_id: `certified-${alg}`,
		token_endpoint_auth_method: 'private_key_jwt',
		token_endpoint_auth_signing_alg: alg,
		jwks: {
			keys: [
				{
					...certificate.publicKey.export({
						format: 'jwk',
					}),
					use: 'sig',
					kid: createHash('sha1')
						.update(certificate.raw)
						.digest('base64url'),
				},
			],
		},
	}));
};

const provider = (issuer, keys) =>
	new Provider(issuer, {
		jwks: { keys },
		clients: [
			...Object.keys(KINDS).map(application),
			page,
			terminal,
			poster,
			odd,
			...certified(),
		],
		scopes: ['openid', 'offline_access', ...SCOPES.split(' ')],
		cookies: { keys: [IDP_SECRET] },
		findAccount: (ctx, id) => ({
			accountId: id,
			claims: () => ({ sub: id }),
		}),
		ttl: { ClientCredentials: LIFETIME },
		features: {
			clientCredentials: { enabled: true },
			devInteractions: { enabled: true },
			deviceFlow: { enabled: true },
			revocation: { enabled: true },
			rpInitiatedLogout: { enabled: true },
			resourceIndicators: {
				enabled: true,
				defaultResource: () => IDP_AUDIENCE,
				useGrantedResource: () => true,
				getResourceServerInfo: resourceServer,
			},
		},
	}).callback();

let answer;
const server = createServer((request, response) => answer(request, response));
server.listen(0, '127.0.0.1', () => {
	const issuer = `http://127.0.0.1:${server.address().port}`;
	let generation = 1;
	let keys = generateKeys(generation);
	const say = (line) => process.stdout.write(`${line}\n`);
	const renew = (changed) => {
		keys = changed;
		answer = provider(issuer, keys);
	};
	// the first key that fits is the one that signs
	const commands = {
		rotate: () => renew([...generateKeys(++generation), ...keys]),
		retire: () => renew(keys.slice(0, Object.keys(KINDS).length)),
	};

	renew(keys);
	say(issuer);
	createInterface(process.stdin)
		.on('line', (line) => {
			commands[line]();
			say(line);
		})
		.on('close', () => process.exit());
});
