import { useNavigate } from "@solidjs/router";
import { createEffect, createSignal, For, onCleanup, onMount, Show } from "solid-js";
import type uPlot from "uplot";
import { formatSpend } from "../format/money";
import { describeBar } from "./bar-label";
import { type BarSpend, type CostSeries, formatBar } from "./cost-series";
import { seriesColor } from "./series-color";
import { drawStackedBars } from "./stacked-bars";
import { barEnd, type TimeRange } from "./time-range";

/** Cost by model over time. A bar leads to its calls. The same figures stand in `CostTable`, for those who can't see a canvas. */
export default function CostChart(props: {
	range: TimeRange;
	series: readonly CostSeries[];
	totals: readonly BarSpend[];
}) {
	const navigate = useNavigate();
	const [pointed, setPointed] = createSignal<number>();
	const [repaint, setRepaint] = createSignal(0);
	let host!: HTMLDivElement;
	let plot: uPlot | undefined;

	onMount(() => {
		const sizes = new ResizeObserver(() => plot?.setSize({ width: host.clientWidth, height: plot.height }));
		sizes.observe(host);
		const darkness = matchMedia("(prefers-color-scheme: dark)");
		const onRepaint = () => setRepaint((count) => count + 1);
		darkness.addEventListener("change", onRepaint);
		const themes = new MutationObserver(onRepaint);
		themes.observe(document.documentElement, { attributeFilter: ["data-theme"] });
		onCleanup(() => {
			sizes.disconnect();
			themes.disconnect();
			darkness.removeEventListener("change", onRepaint);
		});
	});

	createEffect(() => {
		repaint();
		const { range, series } = props;
		plot?.destroy();
		plot = drawStackedBars(host, {
			range,
			series,
			width: host.clientWidth,
			colors: {
				series: series.map((_, index) => resolveColor(host, seriesColor(index))),
				text: resolveColor(host, "var(--color-soft)"),
				grid: resolveColor(host, "var(--color-line)"),
			},
			onPoint: setPointed,
			onChoose: (index) => navigate(callsOfBar(range, index)),
		});
	});
	onCleanup(() => plot?.destroy());

	return (
		<div>
			<Readout range={props.range} series={props.series} totals={props.totals} pointed={pointed()} />
			<div ref={host} aria-hidden="true" class="h-[240px] cursor-pointer" />
		</div>
	);
}

/** What the bar under the pointer cost; without a pointer, what each colour is. One line of fixed height. */
function Readout(props: {
	range: TimeRange;
	series: readonly CostSeries[];
	totals: readonly BarSpend[];
	pointed: number | undefined;
}) {
	const amount = (series: CostSeries) =>
		props.pointed === undefined ? formatSpend(series.total) : formatBar(series.bars, props.pointed);
	return (
		<div aria-hidden="true" class="mb-1 flex min-h-12 flex-wrap content-start items-baseline gap-x-4 text-[13px]">
			<span class="w-full">
				<Show when={props.pointed !== undefined} fallback={<span class="text-soft">The whole range</span>}>
					<span class="font-medium">{describeBar(props.range, props.pointed ?? 0)}</span>
					<span class="text-soft"> · {formatBar(props.totals, props.pointed ?? 0)}</span>
				</Show>
			</span>
			<For each={props.series}>
				{(series, index) => (
					<span class="inline-flex max-w-full items-center gap-1.5">
						<span class="size-2.5 shrink-0 rounded-[3px]" style={{ background: seriesColor(index()) }} />
						<span class="min-w-0 wrap-anywhere">{series.label}</span>
						<span class="whitespace-nowrap text-soft">{amount(series)}</span>
					</span>
				)}
			</For>
		</div>
	);
}

function callsOfBar(range: TimeRange, index: number): string {
	const from = range.starts[index] ?? range.from;
	return `/calls?${new URLSearchParams({ from: from.toISOString(), to: barEnd(range, index).toISOString() })}`;
}

/** A canvas can't read CSS variables, so the browser is asked what one stands for right now. */
function resolveColor(host: HTMLElement, color: string): string {
	const probe = document.createElement("span");
	probe.style.color = color;
	host.append(probe);
	const resolved = getComputedStyle(probe).color;
	probe.remove();
	return resolved;
}
