// Reading: the weather now, and what was measured.
import { readFile } from 'node:fs/promises';
import { expect, same } from './tap.mjs';
import { askFor, goTo, heading, signIn, told } from './person.mjs';

export const cases = [
	{
		name: 'read the weather of Seattle in words, with time and source',
		async test({ page, url }) {
			await signIn(page, url, 'ada');
			await page.getByText('Which place').waitFor();
			await askFor(page, 'seattle');
			await heading(page, 'Now in Seattle, WA, US');
			const sentence = await page.locator('.sentence').textContent();
			same(sentence.replaceAll('\u00a0', ' '),
				'12 °C, light rain, wind south-west 3 m/s');
			await page.getByText('Feels like').waitFor();
			await page.getByText('Source: one observer here').waitFor();
			const time = page.locator('main time');
			expect(/P[SD]T/.test(await time.textContent()), 'no zone');
			await page.getByText('America/Los Angeles (Pacific').waitFor();
			same(await page.getByText('Careful').count(), 0, 'stale notices');
			await page.goto(url);
			await heading(page, 'Now in Seattle, WA, US');
		},
	},
	{
		name: 'old weather has a plain notice; no weather is explained',
		async test({ page, url }) {
			await signIn(page, url, 'ada');
			await askFor(page, 'Tacoma');
			await page.getByText('not the weather of this hour').waitFor();
			await page.getByText('it was measured 5 hours ago').waitFor();
			await askFor(page, 'Nowhere');
			await page.getByText('Try a place nearby').waitFor();
			await page.getByLabel('City').fill('');
			await page.getByRole('button', { name: 'Show' }).click();
			await page.getByRole('alert').getByText('Write the name of a city')
				.click();
			same(await page.evaluate(() => document.activeElement.id), 'city',
				'focus');
		},
	},
	{
		name: 'places are suggested while they are typed',
		async test({ page, url }) {
			await signIn(page, url, 'ada');
			const city = page.getByLabel('City');
			await city.pressSequentially('seat');
			await page.locator('datalist option[value="Seattle, WA, US"]')
				.waitFor({ state: 'attached' });
			// as when it is chosen
			await city.fill('Seattle, WA, US');
			same(await city.inputValue(), 'Seattle', 'city');
			same(await page.getByLabel('State').inputValue(), 'WA', 'state');
			same(await page.getByLabel('Country').inputValue(), 'US', 'country');
			await page.getByRole('button', { name: 'Show' }).click();
			await heading(page, 'Now in Seattle, WA, US');
		},
	},
	{
		name: 'units are remembered, and the focus stays where it was',
		async test({ page, url }) {
			await signIn(page, `${url}#/now?city=Seattle`, 'ada');
			await page.getByText('12 °C').waitFor();
			await page.getByLabel('Units').focus();
			await page.getByLabel('Units').selectOption('imperial');
			await page.getByText('53 °F').waitFor();
			same(await page.evaluate(() => document.activeElement.id), 'units',
				'focus');
			await page.reload();
			await page.getByText('53 °F').waitFor();
			await goTo(page, 'History');
			await page.getByText(/Temperature: lowest .*°F/).first().waitFor();
		},
	},
	{
		name: 'history: chart, summary and table of a day, a week, a month; CSV',
		async test({ page, url }) {
			await signIn(page, `${url}#/history?city=Seattle`, 'ada');
			await heading(page, 'Measured in Seattle');
			const chart = page.getByRole('img', { name: /^Temperature: lowest/ });
			for (const [range, least, most] of
				[['24 hours', 24, 26], ['7 days', 8, 9], ['30 days', 30, 32]]) {
				await page.getByRole('link', { name: range }).click();
				await page.locator(`[aria-current=true]`, { hasText: range }).waitFor();
				await chart.locator('canvas').waitFor();
				const rows = await page.locator('tbody tr').count();
				expect(rows >= least && rows <= most, `${range}: ${rows} rows`);
			}
			same(await page.locator('tbody th[scope=row]').first()
				.locator('time').count(), 1, 'times of a row');
			await page.getByLabel('Show', { exact: true }).selectOption('precip');
			await page.getByText(/Rain and snow: .*\smm altogether/).first().waitFor();
			await page.getByRole('link', { name: '24 hours' }).click();
			await page.getByText('Hour by hour').waitFor();
			const [download] = await Promise.all([
				page.waitForEvent('download'),
				page.getByRole('button', { name: 'Save all measurements' }).click(),
			]);
			same(download.suggestedFilename(), 'Seattle-24h.csv');
			const lines = (await readFile(await download.path(), 'utf8'))
				.trim().split('\n');
			expect(/observed_at/.test(lines[0]), lines[0]);
			expect(lines.length >= 47 && lines.length <= 50,
				`${lines.length} lines`);
			await told(page, 'Saved as Seattle-24h.csv');
			await askFor(page, 'Nowhere');
			await page.getByText(/Nobody/).first().waitFor();
		},
	},
];
