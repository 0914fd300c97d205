// Reports: write, correct, delete, search; and text that wants to be more.
import { expect, same } from './tap.mjs';
import {
	api, claims, goTo, heading, reportOf, signIn, stored, told, write,
} from './person.mjs';

const token = async (page) => (await stored(page)).access_token;

const all = async (page, url, words) =>
	(await api(url, await token(page), 'GET',
		`api/reports?q=${encodeURIComponent(words)}`)).body;

export const cases = [
	{
		name: 'write a report, correct it, delete it',
		async test({ page, url }) {
			await signIn(page, url, 'ada');
			await write(page, '', '');
			const summary = page.locator('.summary');
			await summary.getByText('Please look at this again').waitFor();
			expect(await summary.evaluate((one) => one === document.activeElement),
				'the summary has no focus');
			await summary.getByRole('link', { name: 'Write what you see' }).click();
			const text = page.getByLabel('What do you see?');
			expect(await text.evaluate((one) => one === document.activeElement &&
				one.getAttribute('aria-invalid') === 'true' &&
				one.getAttribute('aria-describedby').split(' ').some((id) =>
					document.getElementById(id).textContent.includes('Write what'))),
			'the field is not marked');
			await text.fill('Fog over the Sound,\nclearing in the west');
			await page.getByLabel('City').fill('Seattle');
			await page.getByLabel('State').fill('Washington'.slice(0, 1));
			await page.getByRole('button', { name: 'Send' }).click();
			await summary.getByRole('link', { name: /state/i }).waitFor();
			await page.getByLabel('State').fill('WA');
			await page.getByRole('button', { name: 'Send' }).click();
			await told(page, 'Your report is stored.');
			const report = reportOf(page, 'Fog over the Sound');
			same(await page.getByRole('article').first().textContent(),
				await report.textContent(), 'the first report');

			await report.getByRole('link', { name: 'Edit' }).click();
			await heading(page, 'Correct a report');
			await text.fill('Fog over the Sound, gone by noon');
			await page.getByRole('button', { name: 'Send' }).click();
			await told(page, 'Your correction is stored.');
			const corrected = reportOf(page, 'gone by noon');
			await corrected.getByText('corrected').waitFor();

			await corrected.getByRole('button', { name: 'Delete' }).click();
			await page.getByRole('dialog').getByText('gone by noon').waitFor();
			await page.keyboard.press('Escape');
			expect(await corrected.getByRole('button', { name: 'Delete' })
				.evaluate((one) => one === document.activeElement),
			'the focus is not back');
			await corrected.getByRole('button', { name: 'Delete' }).click();
			await page.getByRole('dialog').getByRole('button', { name: 'Delete' })
				.click();
			await told(page, 'The report is deleted.');
			same(await corrected.count(), 0, 'reports left');
			same((await all(page, url, 'gone by noon')).length, 0, 'stored');
		},
	},
	{
		name: 'a correction that was overtaken keeps its text and is explained',
		async test({ page, url }) {
			await signIn(page, url, 'carol');
			await write(page, 'A rainbow');
			await reportOf(page, 'A rainbow').getByRole('link', { name: 'Edit' })
				.click();
			const text = page.getByLabel('What do you see?');
			await text.fill('A double rainbow');
			const [{ id }] = await all(page, url, 'rainbow');
			const other = await api(url, await token(page), 'PATCH',
				`api/reports/${id}`, { description: 'Two rainbows' });
			same(other.status, 200, 'the other change');
			await page.getByRole('button', { name: 'Send' }).click();
			await page.getByRole('alert').getByText('Two rainbows').waitFor();
			same(await text.inputValue(), 'A double rainbow', 'typed text');
			same((await all(page, url, 'rainbows')).length, 1, 'the other one');
			await page.getByRole('button', { name: 'Send' }).click();
			await told(page, 'Your correction is stored.');
			await reportOf(page, 'A double rainbow').waitFor();
			await api(url, await token(page), 'DELETE', `api/reports/${id}`);
			await page.getByRole('link', { name: 'Edit' }).first().waitFor();
		},
	},
	{
		name: 'sending again after a lost answer stores one report',
		async test({ page, url }) {
			await signIn(page, url, 'dora');
			let isLost = false;
			await page.route('**/api/reports', async (route) => {
				if (route.request().method() !== 'POST' || isLost)
					return route.continue();
				isLost = true;
				// it arrives; its answer does not
				const response = await route.fetch();
				same(response.status(), 201, 'the lost answer');
				return route.abort('connectionreset');
			});
			await write(page, 'Thunder, far away');
			await page.getByText('nobody knows whether your report').waitFor();
			expect(!await page.getByLabel('What do you see?').isEditable(),
				'the words can be changed');
			await page.reload();
			await page.getByText('nobody knows whether your report').waitFor();
			await page.getByRole('button', { name: 'Send again' }).click();
			await told(page, 'Your report is stored.');
			same((await all(page, url, 'Thunder')).length, 1, 'stored reports');
		},
	},
	{
		name: 'newest first, more on demand, filters in the address',
		async test({ page, url }) {
			await signIn(page, url, 'emil');
			for (let i = 1; i <= 25; i++)
				same((await api(url, await token(page), 'POST', 'api/reports', {
					description: `Cloud number ${i}`,
					location: { city: i === 7 ? 'Portland' : 'Seattle' },
				})).status, 201, 'a report');
			await goTo(page, 'Reports');
			const items = page.getByRole('article');
			await items.nth(19).waitFor();
			same(await items.count(), 20, 'reports');
			expect(/Cloud number 25/.test(await items.first().textContent()),
				'the newest is not the first');
			await page.getByRole('button', { name: 'Show more' }).click();
			await items.nth(24).waitFor();
			expect(await items.nth(20).getByRole('heading')
				.evaluate((one) => one === document.activeElement),
			'the focus is not at the first new one');
			await page.getByText('Search and filter').click();
			await page.getByLabel('City').fill('Portland');
			await page.getByRole('button', { name: 'Show these' }).click();
			await items.nth(1).waitFor({ state: 'detached' });
			await reportOf(page, 'Cloud number 7').waitFor();
			same(await items.count(), 1, 'in Portland');
			expect(page.url().includes('city=Portland'), page.url());
			await page.reload();
			await reportOf(page, 'Cloud number 7').waitFor();
			await page.getByRole('link', { name: 'Show all' }).click();
			await items.nth(19).waitFor();
			await page.getByText('Search and filter').click();
			await page.getByLabel('Words').fill('number 13');
			await page.getByLabel('Written by').selectOption('me');
			await page.getByRole('button', { name: 'Show these' }).click();
			await heading(page, 'My reports');
			await reportOf(page, 'Cloud number 13').waitFor();
			same(await items.count(), 1, 'with these words');
			await page.getByLabel('To, this day').fill('2020-01-01');
			await page.getByRole('button', { name: 'Show these' }).click();
			await page.getByText('There are no such reports').waitFor();
		},
	},
	{
		name: 'what may not be done is not offered, and explained where it is met',
		async test({ page, url }) {
			await signIn(page, url, 'reader-rob');
			await goTo(page, 'Reports');
			await page.getByText('may read reports, but not write').waitFor();
			await page.getByRole('article').first().waitFor();
			for (const name of ['Edit', 'Write a report'])
				same(await page.getByRole('link', { name }).count(), 0, name);
			same(await page.getByRole('button', { name: 'Delete' }).count(), 0,
				'Delete');
			await page.goto(`${url}#/reports/write`);
			await page.getByText('no permission to write reports').waitFor();
			same(await page.getByRole('textbox').count(), 0, 'fields');
			await goTo(page, 'Account');
			await page.getByText('No: write reports').waitFor();
			const answer = await api(url, await token(page), 'POST', 'api/reports', {
				description: 'x', location: { city: 'Seattle' },
			});
			same(answer.status, 403, 'the API');
		},
	},
	{
		name: 'only one’s own reports can be changed',
		async test({ page, url }) {
			await signIn(page, url, 'frida');
			await write(page, 'Mine alone');
			const mine = reportOf(page, 'Mine alone');
			await mine.getByRole('link', { name: 'Edit' }).waitFor();
			const others = page.getByRole('article').filter({
				hasNotText: 'Mine alone',
			});
			expect(await others.count() > 0, 'no other reports');
			same(await others.getByRole('button').count(), 0, 'buttons');
			const [{ id }] = await all(page, url, 'Cloud 25');
			await page.goto(`${url}#/reports/edit?id=${id}`);
			await page.getByLabel('What do you see?').fill('Taken over');
			await page.getByRole('button', { name: 'Send' }).click();
			await page.getByText('Only who wrote it can change it').waitFor();
			same(await page.getByLabel('What do you see?').inputValue(),
				'Taken over', 'typed text');
			await page.getByRole('button', { name: 'Discard' }).click();
		},
	},
	{
		name: 'without any permission every view says so',
		async test({ page, url, idp }) {
			await signIn(page, `${url}#/now?city=Seattle`, 'nobody-ned');
			await page.getByText('The permission weather.read is missing').waitFor();
			for (const view of ['Reports', 'Account']) {
				await goTo(page, view);
				await page.getByText('Your account may not do this').waitFor();
			}
			await page.getByText(new URL(idp.issuer).host).waitFor();
			await page.getByRole('button', { name: 'Sign out' }).waitFor();
		},
	},
	{
		name: 'markup in words, places and names stays text',
		async test({ page, url }) {
			const evil = '<img src=x onerror="document.title=1"><script>alert(1)' +
				'</script><b>bold</b>';
			await signIn(page, url, 'mallory-<b>m</b>');
			await write(page, `${evil} &amp; "quoted"`, evil.slice(0, 60));
			await told(page, 'Your report is stored.');
			const report = reportOf(page, 'onerror');
			same(await report.locator('.words').textContent(),
				`${evil} &amp; "quoted"`, 'words');
			same(await report.getByRole('heading').textContent(),
				`${evil.slice(0, 60)}, US`, 'place');
			same(await page.locator('main').locator('img, script, b').count(), 0,
				'elements');
			await report.getByRole('button', { name: 'Delete' }).click();
			same(await page.locator('dialog').locator('img, script, b').count(), 0,
				'elements of the dialog');
			await page.keyboard.press('Escape');
			const place = encodeURIComponent(evil.slice(0, 60));
			await page.goto(`${url}#/now?city=${place}&state=%3Cb%3E`);
			await page.getByRole('heading', { level: 1 }).getByText('<img').waitFor();
			same(await page.locator('main').locator('img, script, b').count(), 0,
				'elements of a place');
			await goTo(page, 'Account');
			await page.getByText('<b>m</b>').waitFor();
			expect(/^Account/.test(await page.title()), await page.title());
			same(claims(await token(page)).sub, 'mallory-<b>m</b>', 'subject');
		},
	},
];
