// /docs: the API with Swagger UI, whose policy the browser enforces.
import { sendLogin } from './person.mjs';
import { expect, same } from './tap.mjs';

const open = async (page, url) => {
	await page.goto(new URL('docs', url).href);
	await page.locator('.swagger-ui .opblock').first().waitFor();
};

const operation = (page, id) => page.locator(`[id$="-${id}"].opblock`);

/** Signs in as `name` by the dialog and the provider's window. */
const authorize = async (page, name) => {
	await page.getByRole('button', { name: 'Authorize' }).first().click();
	const dialog = page.locator('.dialog-ux');
	const form = dialog.locator('.auth-container')
		.filter({ hasText: 'sign_in' });
	await form.waitFor();
	same(await form.locator('input[id^=client_id]').inputValue(), 'page',
		'client id');
	const [provider] = await Promise.all([
		page.waitForEvent('popup'),
		form.locator('button.authorize').click(),
	]);
	await sendLogin(provider, name);
	await provider.waitForEvent('close');
	await form.getByText('Logout').waitFor();
	await dialog.locator('button.btn-done').first().click();
};

/** Sends an operation's request; the status and text of its answer. */
const tryOut = async (page, id) => {
	const block = operation(page, id);
	await block.locator('.opblock-summary-control').click();
	await block.getByRole('button', { name: 'Try it out' }).click();
	await block.getByRole('button', { name: 'Execute' }).click();
	const answer = block.locator('.live-responses-table .response').first();
	await answer.waitFor();
	return {
		status: (await answer.locator('.response-col_status').innerText()).trim(),
		text: await answer.locator('.highlight-code, pre').first().innerText(),
	};
};

export const cases = [
	{
		name: 'docs: sign in with PKCE, and ask who you are',
		async test({ page, url }) {
			const asked = [];
			page.context().on('request', (one) => asked.push(one));
			await open(page, url);
			await authorize(page, 'ada');
			const { status, text } = await tryOut(page, 'me');
			same(status, '200', 'status');
			expect(/"permissions": \[\s*"read",\s*"write"/.test(text), text);
			const auth = asked.find((one) => /\/auth\?/.test(one.url()));
			expect(/code_challenge_method=S256/.test(auth.url()), 'no PKCE');
			const token = asked.find((one) => /\/token$/.test(one.url()) &&
				one.method() === 'POST');
			expect(/code_verifier=/.test(token.postData()), 'no verifier');
			expect(!/client_secret=[^&]/.test(token.postData()), 'a secret');
		},
	},
	{
		name: 'docs: without a token the answer is 401, and is shown',
		async test({ page, url }) {
			await open(page, url);
			const { status, text } = await tryOut(page, 'me');
			same(status, '401', 'status');
			expect(/missing-token/.test(text), text);
		},
	},
	{
		name: 'docs: its policy lets no script in and nothing be asked elsewhere',
		allowed: /^policy: |Content Security Policy|Failed to fetch/,
		async test({ page, url }) {
			await open(page, url);
			await page.evaluate(() => {
				const script = document.createElement('script');
				script.textContent = 'window.inline = true';
				document.body.append(script);
			});
			same(await page.evaluate(() => window.inline), 'undefined', 'inline');
			same(await page.evaluate(() => fetch('http://127.0.0.1:9/')
				.then(() => 'asked', () => 'refused')), 'refused', 'elsewhere');
		},
	},
	{
		name: 'docs: without its files the page says what is missing',
		allowed: /./,
		async test({ page, url }) {
			await page.route('**/swagger-ui-bundle.js', (route) =>
				route.fulfill({ status: 404 }));
			await page.goto(new URL('docs', url).href);
			await page.getByText('make docs-ui').waitFor();
			await page.getByRole('link', { name: 'openapi.json' }).click();
			await page.getByText('"openapi":"3.1.0"').waitFor();
		},
	},
];
