// The token comes to its end: renewed in silence, else asked for.
import { expect, same } from './tap.mjs';
import {
	claims, fillLogin, goTo, noTraces, reportOf, sendLogin, signIn,
	stored, told,
} from './person.mjs';

const jti = async (page) => claims((await stored(page)).access_token).jti;

const revoke = async (page, ctl) =>
	ctl('token', 'revoke', '--jti', await jti(page));

const dialogOf = (page) =>
	page.getByRole('dialog', { name: 'Please sign in again' });

async function renewedInSilence({ page, url, ctl }) {
	await signIn(page, `${url}#/account`, 'ada');
	await page.getByText('Signed in until').waitFor();
	const before = await jti(page);
	await revoke(page, ctl);
	await goTo(page, 'Reports');
	await page.getByRole('link', { name: 'Write a report' }).waitFor();
	same(await dialogOf(page).count(), 0, 'questions');
	expect(await jti(page) !== before, 'the same token');
	await noTraces(page);
}

export const cases = [
	{
		name: 'a 401 leads to one renewal by refresh token, unnoticed',
		test: renewedInSilence,
	},
	{
		name: 'without refresh tokens the renewal happens in a frame',
		async test(world) {
			world.idp.forget({ refresh: false });
			await renewedInSilence(world);
			same((await stored(world.page)).refresh_token ?? '', '', 'refresh token');
		},
	},
	{
		name: 'a token is renewed before its end',
		async test({ page, url, lifetime }) {
			await page.clock.install();
			await signIn(page, `${url}#/account`, 'ada');
			await page.getByText('Signed in until').waitFor();
			const before = await jti(page);
			const asked = page.waitForResponse('**/token');
			await page.clock.fastForward((lifetime - 30) * 1000);
			same((await asked).status(), 200, 'renewal');
			await page.waitForFunction((old) => {
				const name = Object.keys(sessionStorage)
					.find((key) => key.startsWith('oidc.user:'));
				return !sessionStorage.getItem(name).includes(old);
			}, (await stored(page)).access_token).catch(() => {});
			expect(await jti(page) !== before, 'the same token');
		},
	},
	{
		name: 'an end in mid-form asks to sign in, and keeps what was typed',
		async test({ page, url, ctl, idp }) {
			await signIn(page, `${url}#/reports/write`, 'gerd');
			const text = page.getByLabel('What do you see?');
			await text.fill('Hail as big as peas');
			await page.getByLabel('City').fill('Seattle');
			await revoke(page, ctl);
			idp.forget();
			await page.getByRole('button', { name: 'Send' }).click();
			await dialogOf(page).waitFor();
			await dialogOf(page).getByRole('button', { name: 'Not now' }).click();
			same(await text.inputValue(), 'Hail as big as peas', 'typed text');
			same(await stored(page), null, 'stored');
			await page.getByRole('button', { name: 'Sign in again' }).click();
			await fillLogin(page, 'gerd');
			await page.getByText('This is what you had typed before').waitFor();
			same(await text.inputValue(), 'Hail as big as peas', 'after signing in');
			same(await page.getByLabel('City').inputValue(), 'Seattle', 'city');
			await page.getByRole('button', { name: 'Send' }).click();
			await told(page, 'Your report is stored.');
			same(await reportOf(page, 'Hail as big as peas').count(), 1, 'reports');
			await noTraces(page);
		},
	},
	{
		name: 'what one person typed is not shown to another one',
		async test({ page, url, ctl, idp }) {
			await signIn(page, `${url}#/reports/write`, 'hanna');
			await page.getByLabel('What do you see?').fill('My secret garden');
			await revoke(page, ctl);
			idp.forget();
			await page.getByLabel('City').fill('Seattle');
			await page.getByRole('button', { name: 'Send' }).click();
			await dialogOf(page).getByRole('button', { name: 'Sign in again' })
				.click();
			await fillLogin(page, 'igor');
			const text = page.getByLabel('What do you see?');
			await text.waitFor();
			same(await text.inputValue(), '', 'typed text');
		},
	},
	{
		name: 'a service that takes no token at all is said to be at fault',
		async test({ page, url, ctl }) {
			ctl('token', 'revoke', '--subject', 'jutta');
			await page.goto(`${url}#/account`);
			await page.getByRole('button', { name: 'Sign in' }).click();
			// the dialog may hide the views before they are seen
			await sendLogin(page, 'jutta');
			await page.getByRole('dialog', { name: 'does not accept your sign-in' })
				.waitFor();
		},
	},
];
