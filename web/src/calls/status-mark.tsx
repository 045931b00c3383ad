import { Show } from "solid-js";
import type { Call } from "../api/model";
import { statusOptions } from "./call-filter";
import { isRefusedByLimit } from "./refusal";

const dots: Record<Call["status"], string> = {
	ok: "bg-good",
	error: "bg-danger",
	client_closed: "bg-line-strong",
	interrupted: "bg-warning",
};

/** How a call ended: a word and a colour, and the HTTP status when that is not 200. A limit's refusal is none of the provider's errors. */
export function StatusMark(props: { call: Pick<Call, "status" | "httpStatus" | "errorType" | "firstByteMs"> }) {
	const isRefusal = () => isRefusedByLimit(props.call);
	const label = () =>
		isRefusal() ? "Limit" : statusOptions.find((option) => option.value === props.call.status)?.label;
	const oddStatus = () =>
		props.call.status === "error" && props.call.httpStatus !== 200 ? props.call.httpStatus : null;
	return (
		<span
			class="inline-flex items-center gap-2 whitespace-nowrap"
			title={isRefusal() ? "Refused by a limit of yours: nothing was sent to the provider" : undefined}
		>
			<span aria-hidden="true" class={`size-2 shrink-0 rounded-full ${dots[props.call.status]}`} />
			{label()}
			<Show when={oddStatus()}>{(status) => <span class="text-soft">{status()}</span>}</Show>
		</span>
	);
}
