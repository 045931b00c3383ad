import { For } from "solid-js";
import { ScrollRegion } from "../controls/scroll-region";
import { describeBar } from "./bar-label";
import { type BarSpend, type CostSeries, formatBar } from "./cost-series";
import type { TimeRange } from "./time-range";

/** The total stays in sight when the table is wider than its place, and scrolls. */
const inSight = "sticky end-0 bg-surface";

/** The figures of the chart as a table, whose names wrap so that it is no wider than it must be; bars without a call of known cost are left out. */
export function CostTable(props: { range: TimeRange; series: readonly CostSeries[]; totals: readonly BarSpend[] }) {
	const spentIn = () =>
		props.range.starts.map((_, index) => index).filter((index) => (props.totals[index]?.pricedCalls ?? 0) > 0);
	return (
		<details class="mt-2">
			<summary class="inline-block rounded-md border border-line-strong px-2.5 py-1 text-[13px] hover:bg-sunken">
				The chart as a table
			</summary>
			<ScrollRegion label="Cost by model over time" class="mt-2 max-h-80 overflow-auto">
				<table class="table">
					<caption class="sr-only">Cost by model over time</caption>
					<thead>
						<tr>
							<th scope="col">When</th>
							<For each={props.series}>
								{(series) => (
									<th scope="col" class="number min-w-24 whitespace-normal! wrap-anywhere">
										{series.label}
									</th>
								)}
							</For>
							<th scope="col" class={`number ${inSight}`}>
								Total
							</th>
						</tr>
					</thead>
					<tbody>
						<For each={spentIn()}>
							{(index) => (
								<tr>
									<th scope="row" class="min-w-28 sm:whitespace-nowrap">
										{describeBar(props.range, index)}
									</th>
									<For each={props.series}>{(series) => <td class="number">{formatBar(series.bars, index)}</td>}</For>
									<td class={`number font-medium ${inSight}`}>{formatBar(props.totals, index)}</td>
								</tr>
							)}
						</For>
					</tbody>
				</table>
			</ScrollRegion>
		</details>
	);
}
