/** Measurements into what is drawn, told and listed. */

const HOUR_MS = 3600e3;

/** Ranges of the history: what the API calls them, and their length. */
export const RANGES = {
	'24h': { hours: 24, isByHour: true },
	'7d': { hours: 7 * 24, isByHour: false },
	'30d': { hours: 30 * 24, isByHour: false },
};

/** Lowest, highest, mean and sum of numbers; null of none. */
export function summary(values) {
	if (!values.length)
		return null;
	const sum = values.reduce((total, value) => total + value, 0);
	return {
		n: values.length,
		min: values.reduce((a, b) => Math.min(a, b)),
		max: values.reduce((a, b) => Math.max(a, b)),
		mean: sum / values.length,
		sum,
	};
}

/** The values of one field, without what nobody measured. */
export const valuesOf = (rows, field) =>
	rows.map((row) => row[field]).filter(Number.isFinite);

/**
 * The points of one field by time, the oldest first.  Those of one moment, by
 * several observers, become their mean.  After two hours and more without a
 * value comes a gap.
 * @returns {[number[], (number|null)[]]} seconds since 1970, and values
 */
export function points(rows, field) {
	const byTime = new Map();
	for (const row of rows)
		if (Number.isFinite(row[field])) {
			const at = Date.parse(row.observed_at) / 1000;
			byTime.set(at, [...(byTime.get(at) ?? []), row[field]]);
		}
	const spacing = byTime.size > 1 ?
		Math.max(2 * HOUR_MS / 1000, 3 * medianStep([...byTime.keys()])) : 0;
	const times = [];
	const values = [];
	for (const at of [...byTime.keys()].sort((a, b) => a - b)) {
		if (times.length && at - times.at(-1) > spacing) {
			times.push(at - 1);
			values.push(null);
		}
		times.push(at);
		values.push(summary(byTime.get(at)).mean);
	}
	return [times, values];
}

function medianStep(times) {
	const sorted = times.sort((a, b) => a - b);
	const steps = sorted.slice(1).map((at, i) => at - sorted[i])
		.sort((a, b) => a - b);
	return steps[Math.floor(steps.length / 2)];
}

/**
 * Rows by hours or days of the reader's zone, the newest first.
 * @returns {Array<{begin: Date, rows: Object[]}>}
 */
export function groups(rows, isByHour) {
	const found = new Map();
	for (const row of rows) {
		const begin = new Date(row.observed_at);
		begin.setMinutes(0, 0, 0);
		if (!isByHour)
			begin.setHours(0);
		const at = begin.getTime();
		if (!found.has(at))
			found.set(at, { begin, rows: [] });
		found.get(at).rows.push(row);
	}
	return [...found.values()].sort((a, b) => b.begin - a.begin);
}
