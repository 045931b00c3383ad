import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { formatExactUsd, toPlotUsd } from "../format/money";
import { tickLabel } from "./bar-label";
import type { CostSeries } from "./cost-series";
import type { TimeRange } from "./time-range";

interface StackedBars {
	range: TimeRange;
	series: readonly CostSeries[];
	/** Resolved colours, one for each series, and those of the axes. */
	colors: { series: string[]; text: string; grid: string };
	width: number;
	/** The bar under the pointer; undefined when there is none. */
	onPoint(index: number | undefined): void;
	onChoose(index: number): void;
}

const heightPx = 240;
const yAxisPx = 60;
const axisFont = "12px system-ui, sans-serif";

/** Draws cost by model as stacked bars into `host`. */
export function drawStackedBars(host: HTMLElement, chart: StackedBars): uPlot {
	const bars = uPlot.paths.bars?.({ size: [0.72, 40], align: 1 });
	const plot = new uPlot(
		{
			width: chart.width,
			height: heightPx,
			padding: [8, 0, 0, 0],
			legend: { show: false },
			cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
			scales: {
				x: { time: false, range: [0, chart.range.starts.length] },
				y: { range: (_, __, max) => [0, max > 0 ? max * 1.08 : 1] },
			},
			axes: axesOf(chart),
			series: [
				{},
				...stackedTopDown(chart.series).map((index) => ({
					paths: bars,
					width: 0,
					fill: chart.colors.series[index],
					points: { show: false },
				})),
			],
			hooks: {
				setCursor: [(u) => chart.onPoint(indexAt(u, chart.range))],
				ready: [
					(u) =>
						u.over.addEventListener("click", () => {
							const index = indexAt(u, chart.range);
							if (index !== undefined) chart.onChoose(index);
						}),
				],
			},
		},
		dataOf(chart),
		host,
	);
	return plot;
}

/** The tallest stack is drawn first, so that each lower one covers its own part of it. */
function stackedTopDown(series: readonly CostSeries[]): number[] {
	return series.map((_, index) => index).reverse();
}

function dataOf(chart: StackedBars): uPlot.AlignedData {
	const heights = chart.range.starts.map(() => 0n);
	const stacked = chart.series.map((series) =>
		series.bars.map(({ costPicoUsd }, bar) => {
			heights[bar] = (heights[bar] ?? 0n) + costPicoUsd;
			return toPlotUsd(heights[bar]);
		}),
	);
	return [chart.range.starts.map((_, index) => index), ...stacked.reverse()];
}

function axesOf(chart: StackedBars): uPlot.Axis[] {
	const shared = { stroke: chart.colors.text, font: axisFont, ticks: { show: false } };
	return [
		{
			...shared,
			grid: { show: false },
			size: 30,
			splits: () => chart.range.starts.map((_, index) => index + 0.5),
			values: (plot, splits) => splits.map((split) => tickLabel(chart.range, Math.floor(split), plot.width - yAxisPx)),
		},
		{
			...shared,
			grid: { stroke: chart.colors.grid, width: 1 },
			size: yAxisPx,
			space: 44,
			values: (_, splits) => splits.map((usd) => (usd === 0 ? "$0" : formatExactUsd(BigInt(Math.round(usd * 1e12))))),
		},
	];
}

function indexAt(plot: uPlot, range: TimeRange): number | undefined {
	const left = plot.cursor.left;
	if (left === undefined || left < 0) return undefined;
	const index = Math.floor(plot.posToVal(left, "x"));
	return index >= 0 && index < range.starts.length ? index : undefined;
}
