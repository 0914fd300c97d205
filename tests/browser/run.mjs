// The cases of the page, one after the other, each in a browser of its own.
// page.sh starts it, with the server's and the provider's addresses.
import { execFileSync } from 'node:child_process';
import { Console } from 'node:console';
import { openBrowser } from './browser.mjs';
import { identityProvider } from './provider.mjs';
import { plan, report } from './tap.mjs';
import { cases as signIn } from './case_sign_in.mjs';
import { cases as weather } from './case_weather.mjs';
import { cases as reports } from './case_reports.mjs';
import { cases as ends } from './case_ends.mjs';
import { cases as manners } from './case_manners.mjs';
import { cases as docs } from './case_docs.mjs';

globalThis.console = new Console(process.stderr);
const { PAGE_URL, IDP_PORT, AUDIENCE, CTL, PICTURES, ONLY } = process.env;
const LIFETIME_S = 900;

const idp = identityProvider({
	port: Number(IDP_PORT), audience: AUDIENCE, pageUrl: PAGE_URL,
	lifetime: LIFETIME_S, refresh: true,
});

/** weatherctl, as an operator runs it. */
const ctl = (...words) =>
	execFileSync(CTL.split(' ')[0], [...CTL.split(' ').slice(1), ...words], {
		encoding: 'utf8',
	});

async function run({ name, browser: options, allowed, test }) {
	const browser = await openBrowser(PAGE_URL, options);
	const { page, context } = browser;
	let failure = null;
	try {
		await test({
			page, context, idp, ctl, url: PAGE_URL, pictures: PICTURES,
			lifetime: LIFETIME_S,
		});
		browser.quiet(allowed);
	} catch (error) {
		failure = error;
		await page.screenshot({
			path: `${PICTURES}/failed-${name.replace(/\W+/g, '-')}.png`,
			fullPage: true,
		}).catch(() => {});
		error.stack += browser.complaints.map((one) => `\n  ${one}`).join('');
	} finally {
		await browser.close();
		idp.refuse(null);
		idp.forget({ refresh: true });
	}
	report(name, failure);
}

await idp.start();
for (const one of [signIn, weather, reports, ends, manners, docs].flat())
	if (!ONLY || one.name.includes(ONLY))
		await run(one);
await idp.stop();
process.exit(plan());
