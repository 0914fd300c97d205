/**
 * A line over time, drawn by uPlot.  It is for the eye only: the same is told
 * by the summary before it and listed by the table after it.
 */
import uPlot from '../lib/uplot.js';
import { h } from './dom.js';
import { number, t } from './text.js';
import { clock, day, moment } from './time.js';
import { QUANTITIES } from './units.js';

const DAY_S = 86400;
const HEIGHT = 280;

const colour = (name) =>
	getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const ticks = (_, splits, axis, space, step) =>
	splits.map((at) => {
		const date = new Date(at * 1000);
		return step >= DAY_S ? day(date) : clock(date);
	});

function options(width, name, readout) {
	const { sign, decimals } = QUANTITIES[name];
	const axis = {
		stroke: colour('--soft'),
		font: '13px system-ui, sans-serif',
		grid: { stroke: colour('--line'), width: 1 },
		ticks: { stroke: colour('--line'), width: 1 },
	};
	return {
		width, height: HEIGHT,
		legend: { show: false },
		// room for half a label
		padding: [null, 44, null, null],
		cursor: { drag: { x: false, y: false }, y: false },
		scales: { x: { time: true } },
		series: [{}, {
			stroke: colour('--accent'), width: 2, spanGaps: false,
			points: { size: 4, fill: colour('--accent') },
		}],
		axes: [
			{ ...axis, values: ticks, space: 96 },
			{
				...axis, size: 64,
				values: (_, splits) => splits.map((value) =>
					`${number(value, decimals)}\u00a0${sign()}`),
			},
		],
		hooks: { setCursor: [({ cursor: { idx }, data }) => readout(idx, data)] },
	};
}

/**
 * @param {[number[], number[]]} data of points()
 * @param {string} name the quantity
 * @param {string} summary what the chart shows, in words
 * @param {AbortSignal} signal ends it
 * @returns {HTMLElement}
 */
export function chart(data, name, summary, signal) {
	const value = h('p', { class: 'readout small', 'aria-hidden': 'true' },
		t('history.point'));
	const canvas = h('div', { class: 'canvas', role: 'img', 'aria-label': summary });
	const readout = (i, [times, values]) => {
		const isPoint = i !== null && i !== undefined && values[i] !== null;
		value.textContent = isPoint ?
			`${moment(new Date(times[i] * 1000))}: ` +
			`${number(values[i], 1)}\u00a0${QUANTITIES[name].sign()}` :
			t('history.point');
	};
	let plot = null;
	const draw = () => {
		plot?.destroy();
		plot = new uPlot(options(canvas.clientWidth, name, readout), data, canvas);
	};
	const size = new ResizeObserver(() => {
		if (!canvas.clientWidth)
			return;
		if (plot)
			plot.setSize({ width: canvas.clientWidth, height: HEIGHT });
		else
			draw();
	});
	size.observe(canvas);
	for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)'])
		matchMedia(query).addEventListener('change', draw, { signal });
	signal.addEventListener('abort', () => {
		size.disconnect();
		plot?.destroy();
	});
	return h('div', { class: 'chart' }, canvas, value);
}
