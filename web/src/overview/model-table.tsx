import { A } from "@solidjs/router";
import { For, Show } from "solid-js";
import type { ModelTotals } from "../api/model";
import { formatCount, formatShare } from "../format/count";
import { formatDuration } from "../format/duration";
import { describeSpend, formatSpend } from "../format/money";
import { ofAnswered } from "./totals";

/** One row for each model, dearest first. A row leads to the model's calls. */
export function ModelTable(props: { models: readonly ModelTotals[]; callsPath: string }) {
	const ranked = () => props.models.toSorted((a, b) => compareCost(b, a) || b.calls - a.calls);
	const spent = () => props.models.reduce((sum, model) => sum + BigInt(model.costPicoUsd), 0n);
	return (
		<div class="panel overflow-x-auto">
			<table class="table">
				<caption class="px-5 pt-4 pb-2 text-start font-semibold">By model</caption>
				<thead>
					<tr>
						<th scope="col" class="ps-5!">
							Model
						</th>
						<th scope="col" class="number">
							Calls
						</th>
						<th scope="col" class="number max-sm:hidden">
							Errors
						</th>
						<th scope="col" class="number max-md:hidden" title={ofAnswered}>
							Median
						</th>
						<th scope="col" class="number max-md:hidden" title={ofAnswered}>
							p95
						</th>
						<th scope="col" class="number max-sm:hidden">
							Share
						</th>
						<th scope="col" class="number pe-5!">
							Spend
						</th>
					</tr>
				</thead>
				<tbody>
					<For each={ranked()}>
						{(totals) => (
							<tr class="row-link">
								<th scope="row" class="ps-5! font-medium">
									<Show when={totals.model} fallback="No model">
										{(model) => (
											<A class="row-target" href={`${props.callsPath}&model=${encodeURIComponent(model())}`}>
												{model()}
											</A>
										)}
									</Show>
								</th>
								<td class="number">{formatCount(totals.calls)}</td>
								<td class="number max-sm:hidden">{formatShare(totals.errors, totals.calls)}</td>
								<td class="number max-md:hidden">{formatDuration(totals.p50Ms)}</td>
								<td class="number max-md:hidden">{formatDuration(totals.p95Ms)}</td>
								<td class="number text-soft max-sm:hidden">{shareOf(totals, spent())}</td>
								<td class="number pe-5!">
									<span title={describeSpend(totals)}>{formatSpend(totals)}</span>
									<Show when={totals.pricedCalls === 0 && totals.unpricedCalls > 0}>
										<span class="ms-1.5 text-warning">unpriced</span>
									</Show>
								</td>
							</tr>
						)}
					</For>
				</tbody>
			</table>
		</div>
	);
}

function shareOf(totals: ModelTotals, spent: bigint): string {
	return totals.pricedCalls === 0 ? "—" : formatShare(Number(BigInt(totals.costPicoUsd)), Number(spent));
}

function compareCost(a: ModelTotals, b: ModelTotals): number {
	const difference = BigInt(a.costPicoUsd) - BigInt(b.costPicoUsd);
	return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
