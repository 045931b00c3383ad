import { Show } from "solid-js";
import type { Call } from "../api/model";
import { describeCostState, formatCost } from "../format/money";

/** What a call cost; an unknown cost says so. */
export function CostAmount(props: { call: Pick<Call, "costState" | "costPicoUsd"> }) {
	return (
		<Show
			when={props.call.costPicoUsd !== null && props.call.costState !== "unpriced"}
			fallback={
				<span class="text-soft" title={describeCostState("unpriced")}>
					<span aria-hidden="true">— </span>unpriced
				</span>
			}
		>
			<span title={describeCostState(props.call.costState)}>{formatCost(props.call)}</span>
		</Show>
	);
}
