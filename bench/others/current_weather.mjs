/*
 * The weather of a city, by Node, fastify, jose and better-sqlite3: a cluster
 * of two.
 *
 *	FOLDER=... PORT=... [REMEMBER=1] node current_weather.mjs
 *
 * With REMEMBER the claims of up to 1000 tokens that were verified are kept by
 * the token, and only their times are looked at again.  It leaves out:
 * feels_like, temp_min and temp_max, how old a reading may be, units, accents
 * in names, entity tags, the deny-list, keys that change, request ids, problem
 * documents, and the log.
 */
import cluster from 'node:cluster';
import { readFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import Fastify from 'fastify';
import { createLocalJWKSet, jwtVerify } from 'jose';

const folder = process.env.FOLDER;
const jwks = createLocalJWKSet(
	JSON.parse(readFileSync(`${folder}/jwks.json`)));
const expected = {
	algorithms: ['RS256'], issuer: 'https://id.example',
	audience: 'weather', requiredClaims: ['exp'],
};

async function verify(token) {
	return (await jwtVerify(token, jwks, expected)).payload;
}

const seen = new Map();

async function remembered(token) {
	let claims = seen.get(token);
	const now = Date.now() / 1000;
	if (claims && claims.exp > now && !(claims.nbf > now))
		return claims;
	claims = await verify(token);
	if (seen.size >= 1000)
		seen.clear();
	seen.set(token, claims);
	return claims;
}

const claimsOf = process.env.REMEMBER ? remembered : verify;

async function reader(request, reply) {
	const [scheme, token] = (request.headers.authorization ?? '').split(' ');
	let claims;
	try {
		if (scheme !== 'Bearer')
			throw new Error('no bearer token');
		claims = await claimsOf(token);
	} catch {
		reply.header('WWW-Authenticate', 'Bearer').code(401);
		return reply.send({ error: 'invalid_token' });
	}
	if (!(claims.scope ?? '').split(' ').includes('weather.read'))
		return reply.code(403).send({ error: 'insufficient_scope' });
}

function serve() {
	const database = new Database(`${folder}/state/weather.db`,
		{ readonly: true });
	const newest = database.prepare(
		readFileSync(new URL('newest.sql', import.meta.url), 'utf8'));
	const app = Fastify();
	const number = { type: 'number' };
	const schema = { response: { 200: {
		type: 'object',
		properties: { temp: number, pressure: number, humidity: number },
	} } };
	app.get('/api/weather/:city', { onRequest: reader, schema },
		async (request, reply) => {
			const { state = '', country = 'US' } = request.query;
			const row = newest.get(request.params.city.toLowerCase(),
				country, state);
			return row ?? reply.code(404).send({ error: 'no-data' });
		});
	app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
}

if (cluster.isPrimary) {
	cluster.fork();
	cluster.fork();
} else {
	serve();
}
