import { For, Show } from "solid-js";
import type { CallDetail } from "../api/model";
import { type CallCost, formatExactCost, formatSignedUsd } from "../format/money";

/** How the cost that was recorded, to which the lines sum, became the one that counts now; nothing for a call that was not adjusted. */
export function Adjustments(props: { call: CallDetail }) {
	const recorded = (): CallCost => {
		const { recordedCost, usageState } = props.call;
		return { costState: recordedCost.state, costPicoUsd: recordedCost.picoUsd, usageState };
	};
	return (
		<Show when={props.call.adjustments.length > 0}>
			<dl class="grid grid-cols-[1fr_auto] gap-x-4 gap-y-1 border-t border-line px-5 py-3 text-[13px]">
				<dt>As recorded</dt>
				<dd class="text-end">{amount(recorded())}</dd>
				<For each={props.call.adjustments}>
					{(adjustment) => (
						<>
							<dt class="wrap-anywhere text-soft">
								{adjustment.at.slice(0, 10)}: {adjustment.reason}
							</dt>
							<dd class="text-end">{formatSignedUsd(BigInt(adjustment.differencePicoUsd))}</dd>
						</>
					)}
				</For>
				<dt class="font-semibold">Now</dt>
				<dd class="text-end font-semibold">{amount(props.call)}</dd>
			</dl>
		</Show>
	);
}

const amount = (cost: CallCost) =>
	cost.costPicoUsd === null || cost.costState === "unpriced" ? "unknown" : formatExactCost(cost);
