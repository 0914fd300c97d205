// Signing in and out, and what goes wrong with it.
import { expect, same } from './tap.mjs';
import {
	claims, fillLogin, goTo, heading, noTraces, sendLogin, signIn, stored, told,
} from './person.mjs';

const signInButton = (page) => page.getByRole('button', { name: 'Sign in' });

export const cases = [
	{
		name: 'without a sign-in: what this is, and the button',
		async test({ page, url }) {
			const answer = await page.goto(url);
			const policy = answer.headers()['content-security-policy'];
			expect(policy.startsWith("default-src 'none'; script-src 'self';"),
				policy);
			expect(!/unsafe|\*/.test(policy), policy);
			await signInButton(page).waitFor();
			await page.getByText('This page does not see your password').waitFor();
			same(await page.getByRole('navigation').count(), 0, 'ways to views');
			await page.goto(`${url}#/account`);
			await signInButton(page).waitFor();
		},
	},
	{
		name: 'sign in with PKCE, state and nonce; no trace of a token',
		async test({ page, url }) {
			const asked = [];
			page.on('request', (request) => {
				if (new URL(request.url()).pathname === '/auth')
					asked.push(new URL(request.url()).searchParams);
			});
			await signIn(page, `${url}#/account`, 'ada-lovelace');
			const [query] = asked;
			same(query.get('response_type'), 'code');
			same(query.get('code_challenge_method'), 'S256');
			for (const name of ['state', 'nonce', 'code_challenge'])
				expect(query.get(name)?.length >= 16, `${name} is short`);
			await heading(page, 'Account');
			await told(page, 'You are signed in.');
			await page.getByText('ada lovelace').waitFor();
			await page.getByText('Yes: write reports').waitFor();
			await noTraces(page);
			expect((await stored(page)).access_token, 'no token in the tab');
			await page.reload();
			await page.getByText('ada lovelace').waitFor();
		},
	},
	{
		name: 'an answer that was not asked for signs nobody in',
		async test({ page, url }) {
			await page.goto(`${url}?code=x&state=y`);
			await page.getByText('too old, or was begun in another tab').waitFor();
			await noTraces(page);
			same(await stored(page), null, 'stored');
			await signInButton(page).click();
			await fillLogin(page, 'ada');
		},
	},
	{
		name: 'a token for another nonce is not taken',
		async test({ page, url }) {
			await page.goto(url);
			await page.route('**/auth?*', (route) => {
				const asked = new URL(route.request().url());
				asked.searchParams.set('nonce', 'of-somebody-else');
				return route.continue({ url: asked.href });
			});
			await signInButton(page).click();
			await sendLogin(page, 'ada');
			await page.getByText('Signing in at').waitFor();
			await page.getByText('nonce').waitFor();
			same(await stored(page), null, 'stored');
		},
	},
	{
		name: 'what the provider refuses is explained, and its words stay text',
		async test({ page, url, idp }) {
			idp.refuse({
				error: 'access_denied',
				error_description: 'Not <img src=x onerror=alert(1)> today',
			});
			await page.goto(url);
			await signInButton(page).click();
			await page.getByText('did not agree to this page').waitFor();
			await page.getByText('Not <img src=x onerror=alert(1)> today').waitFor();
			idp.refuse({ error: 'something_new', error_description: 'Hm' });
			await signInButton(page).click();
			await page.getByText('Hm').waitFor();
			await page.getByText('Please try again').waitFor();
			idp.refuse(null);
			await signInButton(page).click();
			await fillLogin(page, 'ada');
		},
	},
	{
		name: 'a provider that is down is explained; what is signed in stays so',
		async test({ page, url, idp }) {
			await page.goto(url);
			await idp.stop();
			try {
				await signInButton(page).click();
				await page.getByText('does not answer').waitFor();
				await page.getByText('or try again in a few minutes').waitFor();
				same(await page.evaluate(() => document.activeElement.tagName), 'H1',
					'focus');
			} finally {
				await idp.start();
			}
			await signInButton(page).click();
			await fillLogin(page, 'ada');
			await goTo(page, 'Account');
			await page.getByText('Signed in until').waitFor();
			await idp.stop();
			try {
				await goTo(page, 'Reports');
				await page.getByRole('link', { name: 'Write a report' }).waitFor();
				await goTo(page, 'Account');
				await page.getByRole('button', { name: 'Sign out' }).click();
				await page.getByText('was not told, and may still').waitFor();
				same(await stored(page), null, 'stored');
			} finally {
				await idp.start();
			}
		},
	},
	{
		name: 'a provider that the policy does not name is named to the operator',
		allowed: /connect-src|Content Security Policy/,
		async test({ page, url }) {
			await page.route('**/api/config', async (route) => {
				const response = await route.fetch();
				const json = await response.json();
				await route.fulfill({
					response,
					json: { ...json, metadata_url: 'http://127.0.0.1:9/metadata' },
				});
			});
			await page.goto(url);
			await signInButton(page).click();
			await page.getByText('WEATHER_SIGN_IN').waitFor();
			await page.getByText('http://127.0.0.1:9').waitFor();
		},
	},
	{
		name: 'a service without a page section says so',
		async test({ page, url }) {
			await page.route('**/api/config', (route) => route.fulfill({
				status: 404, contentType: 'application/problem+json',
				json: { type: '/problems/not-found', detail: 'No sign-in here.' },
			}));
			await page.goto(url);
			await page.getByText('No sign-in here.').waitFor();
			await page.unroute('**/api/config');
			await page.getByRole('button', { name: 'Try again' }).click();
			await signInButton(page).waitFor();
		},
	},
	{
		name: 'sign out ends it here and at the provider',
		async test({ page, url }) {
			await signIn(page, url, 'ada');
			const { refresh_token: token } = await stored(page);
			expect(token, 'no refresh token');
			const revoked = page.waitForRequest('**/token/revocation');
			await goTo(page, 'Account');
			await page.getByRole('button', { name: 'Sign out' }).click();
			expect((await revoked).postData().includes(token), 'another token');
			await page.locator('button[name=logout], [autofocus]').first().click();
			await signInButton(page).waitFor();
			same(await stored(page), null, 'stored');
			await noTraces(page);
			// the provider asks again who it is
			await signInButton(page).click();
			await fillLogin(page, 'bob');
			same(claims((await stored(page)).access_token).sub, 'bob', 'subject');
		},
	},
];
