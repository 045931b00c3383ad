import { For } from "solid-js";
import { ScrollRegion } from "../controls/scroll-region";
import { formatUsd } from "../format/money";
import { describeBar } from "./bar-label";
import { barTotal, type CostSeries } from "./cost-series";
import type { TimeRange } from "./time-range";

/** The figures of the chart as a table; bars in which nothing was spent are left out. */
export function CostTable(props: { range: TimeRange; series: readonly CostSeries[] }) {
	const spentIn = () =>
		props.range.starts.map((_, index) => index).filter((index) => barTotal(props.series, index) > 0n);
	return (
		<details class="mt-2">
			<summary class="inline-block rounded px-1 text-[13px] text-soft hover:text-ink">The chart as a table</summary>
			<ScrollRegion label="Cost by model over time" class="mt-2 max-h-80 overflow-auto">
				<table class="table">
					<caption class="sr-only">Cost by model over time</caption>
					<thead>
						<tr>
							<th scope="col">When</th>
							<For each={props.series}>
								{(series) => (
									<th scope="col" class="number">
										{series.label}
									</th>
								)}
							</For>
							<th scope="col" class="number">
								Total
							</th>
						</tr>
					</thead>
					<tbody>
						<For each={spentIn()}>
							{(index) => (
								<tr>
									<th scope="row" class="whitespace-nowrap">
										{describeBar(props.range, index)}
									</th>
									<For each={props.series}>
										{(series) => <td class="number">{formatUsd(series.bars[index] ?? 0n)}</td>}
									</For>
									<td class="number font-medium">{formatUsd(barTotal(props.series, index))}</td>
								</tr>
							)}
						</For>
					</tbody>
				</table>
			</ScrollRegion>
		</details>
	);
}
