// A real Chromium for each case, with guards: whatever the page complains of,
// and every violation of its policy, fails the case.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { expect } from './tap.mjs';

const FLAGS = [
	'--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
	'--disable-background-networking', '--disable-component-update',
	'--disable-sync',
	// nothing but this machine
	'--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1',
];
const PATIENCE_MS = 20000;

// answers of 4xx and requests that fail are what some cases are about
const EXPECTED = /^Failed to load resource/;

/** A browser with a new profile, which close() removes. */
export async function openBrowser(pageUrl, options = {}) {
	const profile = await mkdtemp(join(tmpdir(), 'weather-chromium.'));
	const context = await chromium.launchPersistentContext(profile, {
		executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
		args: FLAGS,
		headless: true,
		viewport: { width: 1280, height: 900 },
		locale: 'en-US',
		timezoneId: 'America/Los_Angeles',
		acceptDownloads: true,
		...options,
	});
	const complaints = [];
	const isOurs = (url) => url.startsWith(pageUrl);
	context.setDefaultTimeout(PATIENCE_MS);
	await context.exposeBinding('tellViolation', ({ frame }, text) => {
		if (isOurs(frame.url()))
			complaints.push(`policy: ${text}`);
	});
	await context.addInitScript(() => {
		document.addEventListener('securitypolicyviolation', (event) =>
			window.tellViolation(
				`${event.effectiveDirective} ${event.blockedURI}`,
			));
	});
	context.on('console', (message) => {
		if (message.type() === 'error' && isOurs(message.location().url) &&
			!EXPECTED.test(message.text()))
			complaints.push(message.text());
	});
	context.on('weberror', (error) => complaints.push(error.error().stack));
	context.on('dialog', (dialog) => {
		complaints.push(`a dialog: ${dialog.message()}`);
		return dialog.dismiss();
	});
	const page = context.pages()[0];
	return {
		context, page, complaints,
		/** Nothing was complained of but what fits `allowed`. */
		quiet(allowed = /^$/) {
			const other = complaints.filter((one) => !allowed.test(one));
			expect(!other.length, other.join('\n'));
		},
		async close() {
			await context.close();
			await rm(profile, { recursive: true, force: true });
		},
	};
}
