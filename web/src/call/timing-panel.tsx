import { Show } from "solid-js";
import type { CallDetail } from "../api/model";
import { formatShare } from "../format/count";
import { formatDuration } from "../format/duration";

/** Where the time went: waiting for the first byte, then receiving the rest. */
export function TimingPanel(props: { call: CallDetail }) {
	const total = () => props.call.durationMs ?? 0;
	const waiting = () => Math.min(props.call.firstByteMs ?? total(), total());
	const rate = () => tokensPerSecond(props.call);
	return (
		<section class="panel px-5 py-4">
			<header class="mb-3 flex items-baseline justify-between gap-4">
				<h2 class="font-semibold">Time</h2>
				<p class="text-[22px] font-semibold tracking-tight">{formatDuration(props.call.durationMs)}</p>
			</header>
			<Show
				when={props.call.durationMs !== null}
				fallback={<p class="text-[13px] text-soft">The call was cut off, so its duration is not known.</p>}
			>
				<div class="flex h-2.5 gap-0.5 overflow-hidden rounded-full" aria-hidden="true">
					<div class="min-w-0.5 bg-line-strong" style={{ "flex-grow": partOf(waiting(), total()) }} />
					<div class="bg-accent" style={{ "flex-grow": 1 - partOf(waiting(), total()) }} />
				</div>
				<dl class="mt-3 space-y-1 text-[13px]">
					<Part
						color="bg-line-strong"
						name={props.call.firstByteMs === null ? "Until the end, without an answer" : "Until the first byte"}
						value={formatDuration(waiting())}
						share={formatShare(waiting(), total())}
					/>
					<Show when={props.call.firstByteMs !== null}>
						<Part
							color="bg-accent"
							name="From first to last byte"
							value={formatDuration(total() - waiting())}
							share={formatShare(total() - waiting(), total())}
						/>
					</Show>
					<Show when={rate()}>
						{(perSecond) => (
							<div class="flex justify-between gap-3 text-soft">
								<dt>Output per second of streaming</dt>
								<dd>{perSecond()} tokens</dd>
							</div>
						)}
					</Show>
				</dl>
			</Show>
		</section>
	);
}

function Part(props: { color: string; name: string; value: string; share: string }) {
	return (
		<div class="flex items-center gap-2">
			<dt class="flex flex-1 items-center gap-2">
				<span aria-hidden="true" class={`size-2.5 rounded-[3px] ${props.color}`} />
				{props.name}
			</dt>
			<dd>
				{props.value} <span class="ms-1 inline-block min-w-[5ch] text-end text-soft">{props.share}</span>
			</dd>
		</div>
	);
}

/** From 0 to 1: `flex-grow`s that add up to less than 1, as milliseconds may, would leave the bar partly empty. */
function partOf(ms: number, totalMs: number): number {
	return totalMs > 0 ? ms / totalMs : 1;
}

/** How fast a stream wrote, between its first byte and its last; undefined when that can't be said. */
function tokensPerSecond(call: CallDetail): number | undefined {
	if (!call.stream || call.outputTokens === null || call.durationMs === null || call.firstByteMs === null)
		return undefined;
	const streamingMs = call.durationMs - call.firstByteMs;
	return streamingMs > 0 && call.outputTokens > 0 ? Math.round((call.outputTokens / streamingMs) * 1000) : undefined;
}
