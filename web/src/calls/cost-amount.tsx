import { Show } from "solid-js";
import {
	type CallCost,
	costLook,
	describeCost,
	formatCost,
	formatExactCost,
	hasNoPrice,
	isRefused,
} from "../format/money";

/** Beside its sign, what is not measured is underlined: dotted an estimate, dashed a part. */
const lines = {
	measured: undefined,
	estimated: "underline decoration-warning decoration-dotted underline-offset-4",
	partial: "underline decoration-warning decoration-dashed underline-offset-4",
	unpriced: undefined,
};

/**
 * What a call cost, to the last digit where it stands over its sum; an unknown cost says so; a refused call, and one without anything
 * to price, have none to be known.
 */
export function CostAmount(props: { call: CallCost; exact?: boolean }) {
	return (
		<Show
			when={props.call.costPicoUsd !== null && props.call.costState !== "unpriced"}
			fallback={
				<span class="text-soft" title={describeCost(props.call)}>
					<Show when={!isRefused(props.call) && !hasNoPrice(props.call)} fallback="—">
						<span aria-hidden="true">— </span>unpriced
					</Show>
				</span>
			}
		>
			<span title={describeCost(props.call)} class={lines[costLook(props.call)]}>
				{props.exact ? formatExactCost(props.call) : formatCost(props.call)}
			</span>
		</Show>
	);
}
