// One line of TAP for each case: a sentence and a function that throws.
let count = 0;
let failed = 0;

/** What is true; `text` says what it is about. */
export function expect(isTrue, text) {
	if (!isTrue)
		throw new Error(text);
}

/** Equal as texts. */
export const same = (actual, wanted, text = '') =>
	expect(String(actual) === String(wanted),
		`${text}: ${JSON.stringify(actual)}, not ${JSON.stringify(wanted)}`);

export function report(name, error) {
	count++;
	if (error) {
		failed++;
		process.stdout.write(`${error.stack ?? error}\n`.replace(/^/gm, '# '));
		process.stdout.write('\n');
	}
	process.stdout.write(`${error ? 'not ok' : 'ok'} ${count} - ${name}\n`);
}

/** The plan; the exit code to end with. */
export function plan() {
	process.stdout.write(`1..${count}\n`);
	return failed ? 1 : 0;
}
