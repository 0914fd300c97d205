// What a person does at the page, and what they see.
import { expect, same } from './tap.mjs';

/** Opens the page and signs in as `name`, by the provider's form. */
export async function signIn(page, url, name) {
	await page.goto(url);
	await page.getByRole('button', { name: 'Sign in' }).click();
	await fillLogin(page, name);
}

/** The provider's form. */
export async function sendLogin(page, name) {
	await page.locator('input[name=login]').fill(name);
	await page.locator('input[name=password]').fill('any');
	await page.keyboard.press('Enter');
}

/** The same, and back to the page. */
export async function fillLogin(page, name) {
	await sendLogin(page, name);
	await page.getByRole('navigation', { name: 'Views' }).waitFor();
}

export const goTo = (page, view) =>
	page.getByRole('navigation', { name: 'Views' })
		.getByRole('link', { name: view }).click();

/** Waits for the heading of a view. */
export const heading = (page, name) =>
	page.getByRole('heading', { level: 1, name }).waitFor();

/** Waits for a text that is told as a status. */
export const told = (page, text) =>
	page.getByRole('status').getByText(text).waitFor({ state: 'attached' });

export async function askFor(page, city) {
	await page.getByLabel('City').fill(city);
	await page.getByRole('button', { name: 'Show' }).click();
}

/** Writes a report, from wherever the page is. */
export async function write(page, words, city = 'Seattle') {
	await goTo(page, 'Reports');
	await page.getByRole('link', { name: 'Write a report' }).click();
	await page.getByLabel('What do you see?').fill(words);
	await page.getByLabel('City').fill(city);
	await page.getByRole('button', { name: 'Send' }).click();
}

/** The report with these words in the list. */
export const reportOf = (page, words) =>
	page.getByRole('article').filter({ hasText: words });

/** The tokens of the tab, as the library stores them. */
export const stored = (page) => page.evaluate(() => {
	const key = Object.keys(sessionStorage).find((name) =>
		name.startsWith('oidc.user:'));
	return key ? JSON.parse(sessionStorage.getItem(key)) : null;
});

export const claims = (token) =>
	JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());

/** A request to the API with a token, past the page. */
export async function api(url, token, method, path, json, headers = {}) {
	const response = await fetch(new URL(path, url), {
		method,
		headers: {
			Authorization: `Bearer ${token}`,
			...(json ? { 'Content-Type': method === 'PATCH' ?
				'application/merge-patch+json' : 'application/json' } : {}),
			...headers,
		},
		body: json ? JSON.stringify(json) : undefined,
	});
	const text = await response.text();
	return {
		status: response.status, headers: response.headers,
		body: text && /json/.test(response.headers.get('Content-Type')) ?
			JSON.parse(text) : text,
	};
}

/** Tokens are in the tab's storage and nowhere else. */
export async function noTraces(page) {
	const traces = await page.evaluate(() => ({
		address: location.href,
		local: JSON.stringify(Object.entries(localStorage)),
		cookies: document.cookie,
	}));
	for (const [where, text] of Object.entries(traces))
		expect(!/eyJ|code=|state=|token/.test(text), `${where} has ${text}`);
	same(traces.cookies, '', 'cookies');
}
