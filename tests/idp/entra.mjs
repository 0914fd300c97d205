// An identity provider with the addresses, scopes and tokens of Entra ID, for
// clients that know no other: npm's oidc-provider on a free port of 127.0.0.1,
// with https.  IDP_TENANT is its tenant, IDP_TLS.pem and IDP_TLS.key are its
// certificate.  It has the applications reader and writer, each as the clients
// NAME-secret, with IDP_SECRET, and NAME-certificate, with IDP_CERTIFICATE.
//
// It prints its origin, and ends with its input.
import { Console } from 'node:console';
import { X509Certificate, generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { Provider } from 'oidc-provider';

globalThis.console = new Console(process.stderr);
const { IDP_TENANT, IDP_SECRET, IDP_CERTIFICATE, IDP_TLS } = process.env;
const PATH = `/${IDP_TENANT}/v2.0`;
const ROLES = {
	reader: ['app.weather.read'],
	writer: ['app.weather.read', 'app.weather.write'],
};

const key = generateKeyPairSync('rsa', { modulusLength: 2048 });
const certificate = new X509Certificate(readFileSync(IDP_CERTIFICATE));

const ways = {
	secret: {
		token_endpoint_auth_method: 'client_secret_post',
		client_secret: IDP_SECRET,
	},
	certificate: {
		token_endpoint_auth_method: 'private_key_jwt',
		jwks: { keys: [certificate.publicKey.export({ format: 'jwk' })] },
	},
};

const clients = Object.keys(ROLES).flatMap((role) =>
	Object.entries(ways).map(([way, settings]) => ({
		client_id: `${role}-${way}`,
		grant_types: ['client_credentials'],
		redirect_uris: [],
		response_types: [],
		...settings,
	})),
);

// What an application asks for is api://ID/.default; what it gets, its roles.
const requested = (ctx) =>
	/^(api:\/\/[^/]+)\/\.default$/.exec(ctx.oidc.params.scope)?.[1];

const resourceServer = (ctx, resource) => ({
	audience: resource.slice('api://'.length),
	scope: `${resource}/.default`,
	accessTokenFormat: 'jwt',
});

const entraToken = (ctx, { clientId }, jwt) => {
	const { scope, client_id: none, jti, ...claims } = jwt.payload;
	jwt.header = { typ: 'JWT' };
	jwt.payload = {
		...claims,
		nbf: claims.iat,
		azp: clientId,
		azpacr: clientId.endsWith('secret') ? '1' : '2',
		oid: claims.sub,
		roles: ROLES[clientId.split('-')[0]],
		tid: IDP_TENANT,
		uti: jti,
		ver: '2.0',
	};
};

let answer;
const server = createServer(
	{
		cert: readFileSync(`${IDP_TLS}.pem`),
		key: readFileSync(`${IDP_TLS}.key`),
	},
	(request, response) => {
		request.originalUrl = request.url;
		request.url = request.url.replace(PATH, '');
		answer(request, response);
	},
);
server.listen(0, '127.0.0.1', () => {
	const authority = `https://127.0.0.1:${server.address().port}`;
	answer = new Provider(authority + PATH, {
		jwks: {
			keys: [
				{
					...key.privateKey.export({ format: 'jwk' }),
					kid: 'ours',
					use: 'sig',
				},
			],
		},
		clients,
		cookies: { keys: [IDP_SECRET] },
		enabledJWA: {
			clientAuthSigningAlgValues: ['RS256', 'PS256'],
		},
		formats: { customizers: { jwt: entraToken } },
		features: {
			clientCredentials: { enabled: true },
			devInteractions: { enabled: false },
			resourceIndicators: {
				enabled: true,
				defaultResource: requested,
				getResourceServerInfo: resourceServer,
			},
		},
	}).callback();
	process.stdout.write(`${authority}\n`);
	process.stdin.on('close', () => process.exit()).resume();
});
