// Barriers, sizes, and pictures for people to look at.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { gzipSync } from 'node:zlib';
import { expect, same } from './tap.mjs';
import { goTo, heading, reportOf, signIn, write } from './person.mjs';

const AXE = await readFile(
	createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8',
);
const BUDGET = 60000;
const WIDTHS = [360, 1280];

/** axe-core has nothing to say, best practices included. */
async function noBarriers(page, where) {
	await page.evaluate(AXE);
	const { violations, passes } = await page.evaluate(() => window.axe.run({
		resultTypes: ['violations'],
	}));
	expect(passes.length > 10, `${where}: axe has hardly looked`);
	same(violations.flatMap(({ id, nodes }) =>
		nodes.map((node) => `${id}: ${node.html}`)).join('\n'), '', where);
}

/** Nothing sticks out at the side. */
async function fits(page, where) {
	const [inner, outer] = await page.evaluate(() => [
		document.scrollingElement.scrollWidth, innerWidth,
	]);
	expect(inner <= outer, `${where}: ${inner} pixels wide in ${outer}`);
}

const VIEWS = {
	welcome: async (page, url) => {
		await page.goto(url);
		await page.getByRole('button', { name: 'Sign in' }).waitFor();
	},
	now: async (page, url) => {
		await signIn(page, `${url}#/now?city=Seattle`, 'karla-kolumna');
		await page.locator('.sentence').waitFor();
	},
	stale: async (page) => {
		await page.getByLabel('City').fill('Tacoma');
		await page.getByRole('button', { name: 'Show' }).click();
		await page.getByText('Careful').waitFor();
	},
	none: async (page) => {
		await page.getByLabel('City').fill('Nowhere');
		await page.getByRole('button', { name: 'Show' }).click();
		await page.getByText('Problem').waitFor();
	},
	history: async (page, url) => {
		await page.goto(`${url}#/history?city=Seattle&range=7d`);
		await page.locator('canvas').waitFor();
	},
	reports: async (page, url) => {
		await goTo(page, 'Reports');
		await page.getByRole('link', { name: 'Write a report' }).waitFor();
		if (!await page.getByRole('link', { name: 'Edit' }).count()) {
			await write(page, 'Low clouds over the Sound, and a light rain that ' +
				'does not want to end. The mountains are not out today.');
			// whoever leaves at once may see the list of before
			await reportOf(page, 'Low clouds').first().waitFor();
		}
		await page.goto(`${url}#/reports`);
		await page.getByRole('link', { name: 'Edit' }).first().waitFor();
	},
	filters: async (page) => {
		await page.getByText('Search and filter').click();
		await page.getByLabel('Words').waitFor();
	},
	delete: async (page) => {
		await page.getByRole('button', { name: 'Delete' }).first().click();
		await page.getByRole('dialog').waitFor();
	},
	write: async (page, url) => {
		await page.keyboard.press('Escape');
		await page.goto(`${url}#/reports/write`);
		await heading(page, 'Write a report');
	},
	errors: async (page) => {
		await page.getByLabel('City').fill('');
		await page.getByRole('button', { name: 'Send' }).click();
		await page.getByRole('alert').getByRole('link').first().waitFor();
	},
	account: async (page) => {
		await goTo(page, 'Account');
		await page.getByText('Signed in until').waitFor();
	},
};

const everyView = (colorScheme) => ({
	name: `axe-core finds nothing on any view, ${colorScheme}, narrow or wide`,
	browser: { colorScheme },
	async test({ page, url, pictures }) {
		for (const [view, open] of Object.entries(VIEWS)) {
			await page.setViewportSize({ width: 1280, height: 900 });
			await open(page, url);
			for (const width of WIDTHS) {
				const where = `${view}-${width}-${colorScheme}`;
				await page.setViewportSize({ width, height: 900 });
				await noBarriers(page, where);
				await fits(page, where);
				await page.screenshot({
					path: `${pictures}/${where}.png`, fullPage: true,
				});
			}
		}
	},
});

export const cases = [
	everyView('light'),
	everyView('dark'),
	{
		name: 'at 400 % zoom (320 pixels) everything is in one column',
		browser: { viewport: { width: 320, height: 256 } },
		async test({ page, url }) {
			for (const [view, open] of Object.entries(VIEWS)) {
				await open(page, url);
				await fits(page, view);
			}
		},
	},
	{
		name: 'forced colours and reduced motion are followed',
		browser: { forcedColors: 'active', reducedMotion: 'reduce' },
		async test({ page, url, pictures }) {
			await signIn(page, `${url}#/history?city=Seattle`, 'ada');
			await page.locator('canvas').waitFor();
			await page.screenshot({ path: `${pictures}/forced.png`, fullPage: true });
			same(await page.getByRole('button', { name: 'Show' }).evaluate((one) =>
				getComputedStyle(one).transitionDuration), '0s', 'transition');
		},
	},
	{
		name: 'the keyboard alone leads everywhere, and the focus is seen',
		async test({ page, url }) {
			await signIn(page, `${url}#/now?city=Seattle`, 'ada');
			await page.locator('.sentence').waitFor();
			const active = () => page.evaluate(() => ({
				text: document.activeElement.textContent,
				id: document.activeElement.id,
				tag: document.activeElement.tagName,
				outline: getComputedStyle(document.activeElement).outlineStyle,
			}));
			await page.reload();
			await page.locator('.sentence').waitFor();
			await page.keyboard.press('Tab');
			same((await active()).text, 'Skip to the content');
			await page.keyboard.press('Enter');
			same((await active()).id, 'main', 'focus');
			expect(page.url().endsWith('#/now?city=Seattle'), page.url());
			await page.keyboard.press('Tab');
			same((await active()).text, 'What was measured here before');
			same((await active()).outline, 'solid', 'outline');
			await page.keyboard.press('Enter');
			await heading(page, 'Measured in Seattle');
			same((await active()).tag, 'H1', 'focus');
			expect(/Measured in Seattle – Weather/.test(await page.title()),
				await page.title());
		},
	},
	{
		name: 'an address that names no view shows the weather',
		async test({ page, url }) {
			const seen = [];
			await signIn(page, `${url}#/now`, 'ada');
			for (const name of ['now', 'nowhere', 'constructor', '__proto__']) {
				await page.goto(`${url}#/${name}`);
				await page.reload();
				await page.locator('main form').first().waitFor();
				seen.push(await page.locator('h1').textContent());
			}
			same(new Set(seen).size, 1, seen.join());
		},
	},
	{
		name: `what the page loads is less than ${BUDGET} bytes, compressed`,
		async test({ page, url }) {
			const loaded = new Map();
			page.on('response', async (response) => {
				const { pathname } = new URL(response.url());
				if (response.url().startsWith(url) && response.status() === 200 &&
					/\.(js|css|svg)$|^\/$/.test(pathname))
					loaded.set(pathname, await response.body());
			});
			await page.goto(url);
			await page.getByRole('button', { name: 'Sign in' }).waitFor();
			await page.waitForLoadState('networkidle');
			const size = [...loaded.values()].reduce((sum, body) =>
				sum + gzipSync(body, { level: 9 }).length, 0);
			expect(loaded.size > 20, `${loaded.size} files`);
			expect(size < BUDGET, `${size} bytes in ${loaded.size} files`);
			process.stdout.write(`# ${size} bytes in ${loaded.size} files\n`);
		},
	},
];
