import type { LiveState } from "./live-stream";

const faces: Record<LiveState, { text: string; dot: string; title: string }> = {
	connecting: { text: "Connecting", dot: "bg-line-strong", title: "Asking the server for new calls as they end." },
	live: { text: "Live", dot: "bg-good", title: "New calls appear by themselves." },
	paused: { text: "Paused", dot: "bg-line-strong", title: "New calls do not appear by themselves." },
	gone: { text: "Reconnecting", dot: "bg-warning", title: "The server does not answer. It is asked again by and by." },
};

/** Whether new calls appear by themselves. */
export function LiveBadge(props: { state: LiveState }) {
	return (
		<span role="status" title={faces[props.state].title} class="inline-flex items-center gap-2 text-[13px] text-soft">
			<span aria-hidden="true" class={`size-2 rounded-full ${faces[props.state].dot}`} />
			{faces[props.state].text}
		</span>
	);
}
