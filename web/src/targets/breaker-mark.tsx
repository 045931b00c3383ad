import { Show } from "solid-js";
import type { Breaker } from "../api/model";
import { Moment } from "../controls/moment";

const marks: Record<Breaker["state"], { dot: string; label: string }> = {
	closed: { dot: "bg-good", label: "takes calls" },
	half_open: { dot: "bg-warning", label: "tried by one call" },
	open: { dot: "bg-danger", label: "left out until" },
};

/** Whether a target's breaker lets calls through now: a colour and words. */
export function BreakerMark(props: { breaker: Breaker }) {
	const mark = () => marks[props.breaker.state];
	return (
		<span class="inline-flex flex-wrap items-center gap-x-1.5 text-[13px] text-soft">
			<span aria-hidden="true" class={`size-2 shrink-0 rounded-full ${mark().dot}`} />
			{mark().label}
			<Show when={props.breaker.until}>{(until) => <Moment at={until()} />}</Show>
			<Show when={props.breaker.cause}>{(cause) => <span>({cause()})</span>}</Show>
		</span>
	);
}
