import { Show } from "solid-js";
import { type CallCost, describeCost, formatCost } from "../format/money";

/** What a call cost; an unknown cost says so. */
export function CostAmount(props: { call: CallCost }) {
	return (
		<Show
			when={props.call.costPicoUsd !== null && props.call.costState !== "unpriced"}
			fallback={
				<span class="text-soft" title={describeCost(props.call)}>
					<span aria-hidden="true">— </span>unpriced
				</span>
			}
		>
			<span title={describeCost(props.call)}>{formatCost(props.call)}</span>
		</Show>
	);
}
