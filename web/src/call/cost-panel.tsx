import { A } from "@solidjs/router";
import { createResource, For, Show } from "solid-js";
import { api } from "../api/client";
import { dataOf } from "../api/failure";
import type { CallCost, CallDetail } from "../api/model";
import { CostAmount } from "../calls/cost-amount";
import { distinctSources } from "../prices/source";
import { SourceName } from "../prices/source-name";
import { useSession } from "../session/session";
import { Adjustments } from "./adjustments";
import { CostLines } from "./cost-lines";
import { CostMark } from "./cost-mark";
import { isUnreadPath } from "./readable";
import { UsageMark } from "./usage-mark";

const unreadCost = "LensAI does not read this path yet: it passes through, so its usage and its cost are unknown.";

/** How the cost came about: tokens × rate = cost, line by line, whose rates these are, and what is estimated or missing. */
export function CostPanel(props: { call: CallDetail }) {
	const { may } = useSession();
	const [loaded] = createResource(
		() => props.call.id,
		(id) => dataOf(api.calls({ id }).cost.get()),
	);
	const cost = () => (loaded.error ? undefined : loaded.latest) ?? withoutSources(props.call);
	const sources = () => distinctSources(cost().lines);
	const served = () => {
		const { serviceTier, region } = cost();
		return [...(serviceTier ? [`at tier ${serviceTier}`] : []), ...(region ? [`in ${region}`] : [])].join(", ");
	};
	const lastAdjustment = () => props.call.adjustments.at(-1);
	/** Of rates that were missing then, some may be known now. */
	const lacksRate = () =>
		cost().lines.some(({ rate }) => rate === null) && !(lastAdjustment() && props.call.costState === "priced");
	const hasSum = () => cost().lines.length + cost().earlierAttempts.length > 0;
	return (
		<section class="panel">
			<header class="flex items-baseline justify-between gap-4 px-5 pt-4 pb-1">
				<h2 class="font-semibold">Cost</h2>
				<p class="text-[22px] font-semibold tracking-tight">
					<CostAmount call={props.call} exact />
				</p>
			</header>
			<Show when={hasSum()}>
				<Show when={lastAdjustment()}>
					<p class="px-5 pb-2 text-[13px] text-soft">
						As recorded when the call ended, with the rates of then. What it was found to cost later stands below.
					</p>
				</Show>
				<CostLines
					cost={cost()}
					sources={sources()}
					estimated={props.call.usageState === "estimated"}
					adjusted={lastAdjustment() !== undefined}
				/>
			</Show>
			<Adjustments call={props.call} />
			<div class="space-y-1.5 border-t border-line px-5 py-3 text-[13px] text-soft">
				<Show when={!isUnreadPath(props.call)} fallback={<p>{unreadCost}</p>}>
					<CostMark call={props.call} />
					<UsageMark call={props.call} />
				</Show>
				<Show when={lacksRate() && may("prices.read")}>
					<A class="link" href="/prices?show=unpriced">
						Models without a price
					</A>
				</Show>
				<Show when={served()}>{(words) => <p>Served {words()}, which sets the rates</p>}</Show>
				<Show when={sources().length > 0}>
					<p id="cost-sources" class="pt-1 font-medium text-ink">
						Where the rates are from
					</p>
					<ol class="list-decimal space-y-0.5 ps-5" aria-labelledby="cost-sources">
						<For each={sources()}>
							{(source) => (
								<li>
									<SourceName source={source} />
								</li>
							)}
						</For>
					</ol>
				</Show>
				<Show when={props.call.cache !== "hit" && props.call.costSource}>
					{(source) => (
						<p class="wrap-anywhere">
							{lastAdjustment() ? "As recorded, priced" : "Priced"} by {source()}
						</p>
					)}
				</Show>
				<Show when={lastAdjustment()?.source}>{(source) => <p class="wrap-anywhere">Now priced by {source()}</p>}</Show>
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

/** As much of the sum as the call itself says, until the rest has come. */
function withoutSources(call: CallDetail): CallCost {
	return {
		id: call.id,
		state: call.recordedCost.state,
		picoUsd: call.recordedCost.picoUsd,
		adjustments: call.adjustments,
		current: { state: call.costState, picoUsd: call.costPicoUsd },
		usageState: call.usageState,
		source: call.costSource,
		serviceTier: null,
		region: null,
		lines: call.costLines.map(({ bucket, tokens, picoUsdPerToken, per, picoUsd }) => ({
			model: call.responseModel ?? call.model,
			unit: bucket,
			amount: tokens,
			rate: picoUsdPerToken,
			per,
			picoUsd,
			sources: [],
		})),
		earlierAttempts: [],
	};
}
