/**
 * Starts the page: settings, session, then the view of the address.  What
 * draws charts is loaded when it is wanted.
 */
import { announceNext, byId, fill, h } from './dom.js';
import { offerEntry } from './entry.js';
import { watchPolicy } from './failure.js';
import { button } from './forms.js';
import { drawFrame } from './frame.js';
import { forgetMe } from './me.js';
import { failureNotice } from './notice.js';
import { startRouter } from './router.js';
import {
	answerToParent, isSignedIn, onSession, startSession,
} from './session.js';
import { settings } from './settings.js';
import { t } from './text.js';
import { account } from './views/account.js';
import { now } from './views/now.js';
import { reportForm } from './views/report_form.js';
import { reports } from './views/reports.js';
import { welcome, welcomeWith } from './views/welcome.js';

const whenSignedIn = (view) => (query, signal) =>
	isSignedIn() ? view(query, signal) : welcome();

const VIEWS = {
	// no view has a name that every object has
	__proto__: null,
	now: whenSignedIn(now),
	history: whenSignedIn(async (...of) =>
		(await import('./views/history.js')).historyView(...of)),
	reports: whenSignedIn(reports),
	'reports/write': whenSignedIn(reportForm),
	'reports/edit': whenSignedIn(reportForm),
	account: whenSignedIn(account),
	'': whenSignedIn(now),
};

onSession((what) => {
	forgetMe();
	drawFrame();
	if (what !== 'out')
		offerEntry(what);
});

function showFailure(failure) {
	const again = button(t('again'), () => location.reload());
	document.title = `${t('failed')} – ${t('name')}`;
	fill(byId('main'), h('h1', { tabindex: '-1' }, t('failed')),
		failureNotice(failure, again));
}

async function start() {
	watchPolicy();
	drawFrame();
	try {
		const { route: wanted, failure } = await startSession(await settings());
		if (wanted)
			history.replaceState(null, '', wanted);
		if (failure)
			welcomeWith(failure);
		else if (wanted !== null)
			announceNext(t('signed-in'));
	} catch (failure) {
		showFailure(failure);
		if (failure.advice === undefined)
			throw failure;
		return;
	}
	drawFrame();
	document.addEventListener('shown', drawFrame);
	await startRouter(VIEWS);
}

if (window.parent === window)
	start();
else
	answerToParent();
