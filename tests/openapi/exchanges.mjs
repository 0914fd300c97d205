// Compares the answers that tests kept with the OpenAPI document.
//   node exchanges.mjs DOCUMENT FOLDER
// A file of FOLDER is "METHOD TARGET", then the answer as CGI or HTTP has it.
// Prints TAP: a line for each operation, and one for what is none.
import { readdirSync, readFileSync } from 'node:fs';
import { load } from './contract.mjs';

const [, , documentFile, folder] = process.argv;
const document = JSON.parse(readFileSync(documentFile));
const { operations, answerFaults } = load(document);
const seen = new Map(operations.map(({ id }) => [id, 0]));
const faults = new Map([...seen.keys(), 'none'].map((id) => [id, []]));

const parse = (text) => {
	const [, method, target, rest] = /^(\S+) (.*?)\r?\n([^]*)$/.exec(text);
	const [, head, body] = /^([^]*?)\r?\n\r?\n([^]*)$/.exec(`${rest}\n`) ?? [];
	const headers = {};
	let status;
	for (const line of head?.split(/\r?\n/) ?? []) {
		const [, code] = /^HTTP\/[\d.]+ (\d+)/.exec(line) ?? [];
		const [, name, value] = /^([^:]+): ?(.*)$/.exec(line) ?? [];
		if (code) status = Number(code);
		else if (name === 'Status') status = parseInt(value, 10);
		else if (name) headers[name.toLowerCase()] = value;
	}
	return { method, target, status, headers, body: body?.slice(0, -1) };
};

const decoded = (segment) => {
	try {
		return encodeURIComponent(decodeURIComponent(segment));
	} catch {
		return segment;
	}
};

// "." and ".." as the service takes them, empty segments dropped, one spelling
// of each other one.
const pathOf = (target) => {
	const segments = [];
	const path = target.replace(/^https?:\/\/[^/]*/i, '').split(/[?#]/)[0];
	for (const segment of path.split('/'))
		if (/^(?:\.|%2e){2}$/i.test(segment)) segments.pop();
		else if (segment && !/^(?:\.|%2e)$/i.test(segment))
			segments.push(decoded(segment));
	return `/${segments.join('/')}`;
};

for (const file of readdirSync(folder)) {
	const it = parse(readFileSync(`${folder}/${file}`, 'utf8'));
	const path = pathOf(it.target);
	const wanted = it.method === 'HEAD' ? 'GET' : it.method;
	const there = operations.filter(({ pattern }) => pattern.test(path));
	const operation = there.find(({ method }) => method === wanted);
	const say = (id, fault) =>
		faults.get(id).push(`${it.method} ${it.target}: ${it.status}: ${fault}`);

	// without an id it is the web server's own answer
	if (!it.headers['x-request-id']) continue;
	if (operation) {
		seen.set(operation.id, seen.get(operation.id) + 1);
		for (const fault of answerFaults(
			operation,
			it.method === 'HEAD',
			it.status,
			it.headers,
			it.body
		))
			say(operation.id, fault);
	} else if (it.method === 'OPTIONS' && it.status === 204) {
		continue; // a preflight
	} else if (![400, 500, there.length ? 405 : 404].includes(it.status)) {
		say('none', 'the document knows no such request');
	}
}

let count = 0;
for (const [id, lines] of faults) {
	const isSeen = id === 'none' || seen.get(id) > 0;
	const good = lines.length === 0 && isSeen;
	count += 1;
	console.log(
		`${good ? 'ok' : 'not ok'} ${count} - ${id}: ${seen.get(id) ?? 'no other'} answers`
	);
	for (const line of new Set(lines)) console.error(`# ${line}`);
	if (!isSeen) console.error('# no test asks for it');
}
console.log(`1..${count}`);
