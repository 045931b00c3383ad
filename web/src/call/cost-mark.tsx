import { type CallCost, costLook, describeCost } from "../format/money";

/** How far a cost can be trusted: a full dot when measured, a broken ring when estimated, half a dot in part, an empty ring when unknown. */
export function CostMark(props: { call: CallCost }) {
	const look = () => costLook(props.call);
	return (
		<p class="flex items-baseline gap-2">
			<span aria-hidden="true" class={`size-2.5 shrink-0 translate-y-px rounded-full border-2 ${rings[look()]}`} />
			<span classList={{ "text-warning": look() === "estimated" || look() === "partial" }}>
				{describeCost(props.call)}
			</span>
		</p>
	);
}

const rings = {
	measured: "border-good bg-good",
	estimated: "border-dashed border-warning",
	partial: "border-warning bg-linear-to-r from-warning from-50% to-transparent to-50%",
	unpriced: "border-line-strong",
};
