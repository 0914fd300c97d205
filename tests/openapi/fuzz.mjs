// Asks a running service for what its OpenAPI document allows and forbids.
//   node fuzz.mjs BASE COUNT SEED, tokens in TOKEN (may all) and NOBODY
//
// Values are made without looking at a schema, then the schema says whether
// they are allowed.  Every answer must be one that the document describes; a
// request that it forbids must be refused, one that it allows must not be
// refused for its form.  The seed makes the run the same again.
import { request } from 'node:http';
import { load } from './contract.mjs';

const [, , BASE, COUNT, SEED] = process.argv;
const { TOKEN, NOBODY } = process.env;
const base = new URL(BASE);

let state = Number(SEED) >>> 0;
const random = () => {
	// mulberry32
	state = (state + 0x6d2b79f5) >>> 0;
	let t = Math.imul(state ^ (state >>> 15), state | 1);
	t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
	return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
};
const below = (n) => Math.floor(random() * n);
const pick = (list) => list[below(list.length)];
const chance = (p) => random() < p;

const send = (method, path, headers, body) =>
	new Promise((resolve, reject) => {
		const req = request(
			{ host: base.hostname, port: base.port, method, path, headers },
			(res) => {
				const parts = [];
				res.on('data', (part) => parts.push(part));
				res.on('end', () =>
					resolve({
						status: res.statusCode,
						headers: res.headers,
						body: Buffer.concat(parts).toString(),
					})
				);
			}
		);
		req.on('error', reject);
		req.setTimeout(20000, () => req.destroy(new Error('no answer')));
		req.end(body);
	});

const document = JSON.parse((await send('GET', '/openapi.json', {})).body);
const { operations, faults, answerFaults, resolve, coerced } = load(document);

// --- values -------------------------------------------------------------------

const TEXTS = [
	'', ' ', '-', '.', '0', '1', '-1', '1000', '1001', '5.0', '+5', '1e3',
	'null', 'true', 'all', 'replace', 'ignore', 'metric', 'imperial',
	'standard', 'kelvin', 'csv', 'json', 'ndjson', 'full', 'me', 'WA', 'wa',
	'W', 'USA', 'US', 'de', ' US ', 'É1', 'Seattle', 'São Paulo', '東京',
	'a/b', '100%', '%41', '?', '#', ';,', '"quoted"', "it's", '\\', '\n',
	'line\nline', 'tab\there', 'nul\u0000', '\u007f', '\u0085', '\ufeff',
	'\u200b', '😀', '!!!', '- -', 'x'.repeat(100), 'x'.repeat(101),
	'x'.repeat(4000), 'x'.repeat(4001), ' x ', '\rx\r',
	'2026-11-22T01:15:00Z', '2026-11-22T01:15:00+01:00',
	'2026-11-22T01:15:00', '2026-11-22', '2016-12-31T23:59:60Z',
	'2026-02-30T00:00:00Z', '0000-01-01T00:00:00Z', '9999-12-31T23:59:59Z',
	'1800-01-01T00:00:00Z', '2026-11-22t01:15:00z', '2026-11-22 01:15:00Z',
	'2026-11-22T01:15:00.123456789Z', '2026-11-22T24:00:00Z',
	'1795310100', '-62167219200', '-62167219201', '253402300799',
	'253402300800', '99999999999999999999', '-24h', '-7d', '24h', '-h',
	'-1000000d', '-999999d', "' OR 1=1 --", 'DROP TABLE report', '"*', 'a*',
	'NEAR(a b)', 'NOT', 'AND', '(', 'a AND', 'col:x', '^x', '{}', '[]',
	'019aa1c5-3a5b-7c1e-8f00-0123456789ab',
	'u_0123456789abcdefABCDEF', 'u_', 'MTIzIDQ1Ng', 'busy', 'ok', 'Busy',
];
const NUMBERS = [
	0, -0.0, 1, -1, 2, 20, 50, 100, 100.5, 101, 104, 104.5, 105, 360, 361,
	-95, -96, -139, -140, 65, 66, 149, 150, 338.15, 338.2, 300, 840, 839,
	1013.25, 1100, 1101, 3.5, 99, 86400, 86401, 1e6, -1e6, 1e15, -1e15, 1e300,
	0.1, 0.005, 1e-9, 4294967296, 9007199254740993,
];

const letter = () =>
	String.fromCodePoint(
		pick([
			() => 97 + below(26),
			() => 32 + below(95),
			() => below(32),
			() => 0xa0 + below(0x500),
			() => 0x4e00 + below(0x500),
			() => 0x1f600 + below(0x40),
		])()
	);
const text = () =>
	chance(0.7)
		? pick(TEXTS)
		: Array.from({ length: below(12) }, letter).join('');
const number = () =>
	chance(0.7) ? pick(NUMBERS) : (random() - 0.3) * 10 ** below(5);

const anything = (depth) =>
	pick([
		text,
		number,
		() => null,
		() => chance(0.5),
		() => (depth ? [anything(depth - 1)] : []),
		() => (depth ? { [text()]: anything(depth - 1) } : {}),
	])();

// A value that a schema probably allows; close enough to be wrong at times.
const likely = (schema, depth) => {
	const it = resolve(schema);
	const types = [it.type ?? []].flat();
	if (it.enum && chance(0.9)) return pick(it.enum);
	if (it.anyOf && !it.properties && chance(0.9))
		return likely(pick(it.anyOf), depth);
	if (it.examples && chance(0.3)) return pick(it.examples);
	if (types.includes('null') && chance(0.1)) return null;
	if (types.includes('object')) return likelyObject(it, depth);
	if (types.includes('number') || types.includes('integer')) {
		const { minimum = -1e6, maximum = 1e6 } = it;
		const value = pick([
			() => minimum,
			() => maximum,
			() => minimum - 1,
			() => maximum + 1,
			() => minimum + random() * (maximum - minimum),
			() => Math.round(minimum + random() * (maximum - minimum)),
			() => below(20),
		])();
		return value;
	}
	return text();
};

const likelyObject = (schema, depth) => {
	const object = {};
	const names = Object.keys(schema.properties ?? {});
	for (const name of names)
		if (schema.required?.includes(name) ? chance(0.97) : chance(0.25))
			object[name] = chance(0.95)
				? likely(schema.properties[name], depth - 1)
				: anything(2);
	for (const [pattern, value] of Object.entries(
		schema.patternProperties ?? {}
	))
		if (chance(0.2))
			object[
				pattern
					.replace(/^\^(?:\(\?:)?|\)?\$$/g, '')
					.split('|')[0]
					.replace(/\[(.)[^\]]*\](?:\{[^}]*\})?/g, '$1')
			] = likely(value, depth - 1);
	if (chance(0.05)) object[text()] = anything(2);
	return object;
};

// --- requests -----------------------------------------------------------------

// What answers gave out and requests can name, the last of each.
const known = new Map();
const learn = (name, value) => {
	if (value === undefined) return;
	known.set(name, [value, ...(known.get(name) ?? [])].slice(0, 20));
};
const learnFrom = (got) => {
	learn('If-Match', got.headers.etag);
	learn('If-None-Match', got.headers.etag);
	learn('id', /\/api\/reports\/([0-9a-f-]{36})$/.exec(got.headers.location)?.[1]);
	learn('cursor', /cursor=([\w-]+)/.exec(got.headers.link)?.[1]);
};

// Strings that the server may not pass on as they are.
const sendable = (value) => value !== '.' && value !== '..' && value !== '';

const made = (operation) => {
	const headers = {};
	const query = [];
	const values = new Map();
	let path = operation.path;
	let allowed = true;
	for (const parameter of operation.parameters) {
		const isPath = parameter.in === 'path';
		if (!isPath && !chance(parameter.in === 'query' ? 0.3 : 0.1)) continue;
		let value = chance(0.8)
			? likely(parameter.schema)
			: text();
		if (parameter.example !== undefined && chance(0.4))
			value = parameter.example;
		if (known.has(parameter.name) && chance(0.6))
			value = pick(known.get(parameter.name));
		value = String(value);
		if (isPath && !sendable(value)) value = 'x';
		if (parameter.in === 'header' && !/^[\x20-\x7e]*$/.test(value)) continue;
		if (parameter.in === 'header' && value.trim() === '') continue;
		// a number that is too large for this language is no number to it
		allowed &&=
			faults(parameter.schema, value).length === 0 ||
			faults(parameter.schema, coerced(parameter.schema, value))
				.length === 0 ||
			(parameter.schema.anyOf ?? []).some(
				(one) => faults(one, coerced(one, value)).length === 0
			);
		values.set(`${parameter.in} ${parameter.name}`, value);
		const escaped = encodeURIComponent(value);
		if (isPath) path = path.replace(`{${parameter.name}}`, escaped);
		else if (parameter.in === 'query')
			query.push(`${parameter.name}=${escaped}`);
		else headers[parameter.name] = value;
	}
	if (chance(0.03)) {
		query.push(`unheard_of=${below(9)}`);
		if (!/gnore/.test(document.paths[operation.path][operation.method.toLowerCase()].description))
			allowed = false;
	}
	let body;
	if (operation.requestBody) {
		const [[type, media]] = Object.entries(operation.requestBody.content);
		const value = chance(0.92) ? likely(media.schema, 4) : anything(4);
		body = JSON.stringify(value);
		headers['Content-Type'] = type;
		headers['Content-Length'] = Buffer.byteLength(body);
		allowed &&= faults(media.schema, value).length === 0;
		if (chance(0.02)) {
			body = body.slice(0, -1);
			headers['Content-Length'] = Buffer.byteLength(body);
			allowed = false;
		}
		if (chance(0.02)) {
			headers['Content-Type'] = 'text/plain';
			allowed = false;
		}
	}
	return {
		path: path + (query.length ? `?${query.join('&')}` : ''),
		headers,
		body,
		allowed,
		values,
	};
};

// What no schema can say: two parameters together, the clock, another unit,
// what was stored before.
const CODES = new Set([
	'out-of-range', 'in-the-future', 'too-old', 'missing-parameter', 'missing',
]);
const isBeyondSchema = (operation, asked, problem) => {
	const { values } = asked;
	if (operation.id === 'reports_clear')
		return !values.has('query confirm') && !values.has('query before');
	if (values.get('path city') === '-' || values.has('query cursor'))
		return true;
	if (problem.type === '/problems/idempotency-key-reused') return true;
	return (problem.errors ?? []).every(({ code }) => CODES.has(code));
};

const complaints = new Map();
const complain = (operation, asked, got, what) => {
	const key = `${operation.id}: ${got.status}: ${what}`;
	if (!complaints.has(key))
		complaints.set(
			key,
			`${operation.method} ${asked.path} ` +
				`${JSON.stringify({ ...asked.headers, Authorization: '' })} ` +
				`${asked.body ?? ''} -> ${got.body.slice(0, 500)}`
		);
};

const judge = (operation, asked, got, isHead) => {
	if (!got.headers['x-request-id']) return; // the web server's own answer
	for (const fault of answerFaults(
		operation, isHead, got.status, got.headers, got.body
	))
		complain(operation, asked, got, fault);
	if (got.status >= 500) complain(operation, asked, got, 'a fault of ours');
	if (asked.allowed && !isHead && [400, 415, 422].includes(got.status)) {
		if (!isBeyondSchema(operation, asked, JSON.parse(got.body)))
			complain(operation, asked, got, 'refused what is allowed');
	}
	if (!asked.allowed && got.status < 400)
		complain(operation, asked, got, 'did what is not allowed');
};

const counts = new Map();
for (let n = 0; n < Number(COUNT); n++) {
	const operation = pick(operations);
	if (operation.id === 'reports_clear' && chance(0.9)) continue;
	const asked = made(operation);
	const who = chance(0.9) ? TOKEN : chance(0.5) ? NOBODY : '';
	if (operation.security.length && who)
		asked.headers.Authorization = `Bearer ${who}`;
	const isHead = operation.method === 'GET' && chance(0.05);
	const got = await send(
		isHead ? 'HEAD' : operation.method, asked.path, asked.headers, asked.body
	);
	if (who !== TOKEN && operation.security.length) asked.allowed = true;
	judge(operation, asked, got, isHead);
	learnFrom(got);
	const key = `${operation.id} ${got.status}`;
	counts.set(key, (counts.get(key) ?? 0) + 1);
}

for (const [key, count] of [...counts].sort()) console.log(`# ${key}: ${count}`);
for (const [key, example] of complaints) console.error(`# ${key}\n#   ${example}`);
for (const { id } of operations)
	if (![...counts.keys()].some((k) => k.startsWith(`${id} 2`)))
		console.log(`# ${id}: no success`);
console.log(`${complaints.size ? 'not ok' : 'ok'} 1 - seed ${SEED}: every answer is described, what is forbidden is refused`);
console.log('1..1');
process.exit(complaints.size ? 1 : 0);
