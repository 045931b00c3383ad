import { For, Show } from "solid-js";
import type { CallDetail, CostLine } from "../api/model";
import { CostAmount } from "../calls/cost-amount";
import { formatTokens } from "../format/count";
import { describeCost, formatExactUsd, formatRatePerMillion } from "../format/money";
import { Adjustments } from "./adjustments";
import { describeBucket } from "./bucket";
import { isUnreadPath } from "./readable";
import { UsageMark } from "./usage-mark";

const unreadCost = "LensAI does not read this path yet: it passes through, so its usage and its cost are unknown.";

/** How the cost came about: tokens × rate = cost, line by line, and whose rates these are. */
export function CostPanel(props: { call: CallDetail }) {
	return (
		<section class="panel">
			<header class="flex items-baseline justify-between gap-4 px-5 pt-4 pb-1">
				<h2 class="font-semibold">Cost</h2>
				<p class="text-[22px] font-semibold tracking-tight">
					<CostAmount call={props.call} />
				</p>
			</header>
			<Show when={props.call.costLines.length > 0}>
				<table class="table text-[13px]">
					<caption class="sr-only">Tokens, rates and cost</caption>
					<thead>
						<tr>
							<th scope="col" class="ps-5!">
								Tokens
							</th>
							<th scope="col" class="number">
								Count
							</th>
							<th scope="col" class="number">
								USD per 1M
							</th>
							<th scope="col" class="number pe-5!">
								Cost
							</th>
						</tr>
					</thead>
					<tbody>
						<For each={props.call.costLines}>
							{(line) => <Line line={line} estimated={props.call.usageState === "estimated"} />}
						</For>
					</tbody>
				</table>
			</Show>
			<Adjustments call={props.call} />
			<div class="space-y-1 border-t border-line px-5 py-3 text-[13px] text-soft">
				<p>{isUnreadPath(props.call) ? unreadCost : describeCost(props.call)}</p>
				<Show when={!isUnreadPath(props.call)}>
					<UsageMark call={props.call} />
				</Show>
				<Show when={props.call.cache !== "hit" && props.call.costSource}>
					{(source) => <p class="wrap-anywhere">Rates: {source()}</p>}
				</Show>
				<Show when={props.call.rawUsage}>
					<details>
						<summary class="hover:text-ink">Usage as the provider reported it</summary>
						<pre class="mt-2 overflow-x-auto font-mono">{JSON.stringify(props.call.rawUsage, null, 2)}</pre>
					</details>
				</Show>
			</div>
		</section>
	);
}

function Line(props: { line: CostLine; estimated: boolean }) {
	return (
		<tr>
			<th scope="row" class="ps-5! font-normal" title={describeBucket(props.line.bucket).meaning}>
				{describeBucket(props.line.bucket).name}
			</th>
			<td class="number">{formatTokens(props.line.tokens, props.estimated ? "estimated" : null)}</td>
			<td class="number text-soft">
				<Show when={props.line.picoUsdPerToken} fallback="no rate">
					{(rate) => `× ${formatRatePerMillion(BigInt(rate()), props.line.per)}`}
				</Show>
			</td>
			<td class="number pe-5!">
				<Show when={props.line.picoUsd} fallback="—">
					{(picoUsd) => formatExactUsd(BigInt(picoUsd()))}
				</Show>
			</td>
		</tr>
	);
}
