import { Show } from "solid-js";
import { type CallCost, describeCost, formatCost, isRefused } from "../format/money";

/** What a call cost; an unknown cost says so, and a refused call has none to be known. */
export function CostAmount(props: { call: CallCost }) {
	return (
		<Show
			when={props.call.costPicoUsd !== null && props.call.costState !== "unpriced"}
			fallback={
				<span class="text-soft" title={describeCost(props.call)}>
					<Show when={!isRefused(props.call)} fallback="—">
						<span aria-hidden="true">— </span>unpriced
					</Show>
				</span>
			}
		>
			<span title={describeCost(props.call)}>{formatCost(props.call)}</span>
		</Show>
	);
}
