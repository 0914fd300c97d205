/** Times, in the reader's zone, which is always named. */
import { h } from './dom.js';
import { locale, t } from './text.js';

const format = (options) => {
	const formatter = new Intl.DateTimeFormat(locale, options);
	return (date) => formatter.format(date);
};

/** "Sun 22 Nov" */
export const day = format({ weekday: 'short', day: 'numeric', month: 'short' });
/** "14:05" */
export const clock = format({ hour: 'numeric', minute: '2-digit' });
/** "22 Nov 2026, 14:05 GMT+1" */
export const moment = format({
	day: 'numeric', month: 'short', year: 'numeric',
	hour: 'numeric', minute: '2-digit', timeZoneName: 'short',
});

/** The zone's name: "Europe/Berlin (Central European Standard Time)". */
export function zone() {
	const long = new Intl.DateTimeFormat(locale, { timeZoneName: 'long' })
		.formatToParts(new Date())
		.find((part) => part.type === 'timeZoneName').value;
	const id = Intl.DateTimeFormat().resolvedOptions().timeZone;
	return `${id.replaceAll('_', ' ')} (${long})`;
}

const UNITS = [
	['day', 86400], ['hour', 3600], ['minute', 60],
];
const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });

/** How long ago: "5 minutes ago". */
export function ago(date, now = Date.now()) {
	const seconds = (date - now) / 1000;
	const [unit, length] =
		UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? [];
	return unit ? relative.format(Math.round(seconds / length), unit) :
		t('just-now');
}

/** An element with a time that machines can read as well. */
export const timeElement = (iso, print = moment) =>
	h('time', { datetime: iso }, print(new Date(iso)));
