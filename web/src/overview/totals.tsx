import { A } from "@solidjs/router";
import { type JSX, Show } from "solid-js";
import type { Summary } from "../api/model";
import { formatCount, formatCounted, formatShare } from "../format/count";
import { formatDuration } from "../format/duration";
import { countInexact, describeSpend, formatSaved, formatSpend } from "../format/money";

/** What the durations on this page are of. */
export const ofAnswered =
	"Of calls that the provider answered well: without errors, refusals and answers from the cache";

/** The figures of a range: spend first, because that is what the page is asked about. */
export function Totals(props: { summary: Summary | undefined; callsPath: string }) {
	const s = () => props.summary;
	const hits = () => s()?.cacheHits ?? 0;
	const errors = () => formatShare(s()?.errors ?? 0, s()?.calls ?? 0);
	return (
		<dl class="panel grid grid-cols-2 gap-px overflow-hidden bg-line lg:grid-cols-[1.7fr_1fr_1fr_1fr_1fr]">
			<Figure name="Spend" hero value={s() && formatSpend(s() as Summary)}>
				<Show when={s() && describeSpend(s() as Summary)}>
					{(why) => (
						<span class="text-warning" title={why()}>
							{countInexact(s() as Summary)}
						</span>
					)}
				</Show>
				<Show when={hits() > 0 && s()}>
					{(known) => <span class="block">{formatSaved(known())} saved by the cache</span>}
				</Show>
			</Figure>
			<Figure name="Calls" value={s() && formatCount(s()?.calls ?? 0)}>
				<Show when={hits() > 0}>
					<A class="link" href={`${props.callsPath}&cache=hit`}>
						{formatCount(hits())} from the cache
					</A>
				</Show>
				<Show when={s()?.otherRequests}>
					{(others) => (
						<span
							class="block"
							title="Requests without a model, like a list of models. They are among the calls that are listed, and in no sum."
						>
							and {formatCounted(others(), "other request")}
						</span>
					)}
				</Show>
			</Figure>
			<Figure name="Error rate" value={s() && errors()}>
				<Show when={s()?.errors}>
					{(count) => (
						<A class="link" href={`${props.callsPath}&status=error`}>
							{formatCounted(count(), "error")}
						</A>
					)}
				</Show>
			</Figure>
			<Figure name="Median duration" title={ofAnswered} value={s() && formatDuration(s()?.p50Ms ?? null)}>
				<Show when={s()?.p50Ms != null}>half are faster</Show>
			</Figure>
			<Figure name="95th percentile" title={ofAnswered} value={s() && formatDuration(s()?.p95Ms ?? null)}>
				<Show when={s()?.p95Ms != null}>1 in 20 is slower</Show>
			</Figure>
		</dl>
	);
}

function Figure(props: {
	name: string;
	title?: string;
	value: string | undefined;
	hero?: boolean;
	children?: JSX.Element;
}) {
	return (
		<div class="bg-surface px-5 py-4" classList={{ "col-span-2 lg:col-span-1": props.hero }}>
			<dt class="text-[13px] text-soft" title={props.title}>
				{props.name}
			</dt>
			<dd
				class="font-semibold tracking-tight"
				classList={{ "text-[34px] leading-[44px]": props.hero, "text-[22px] leading-[44px]": !props.hero }}
			>
				<Show when={props.value} fallback={<span class="skeleton leading-8">000</span>}>
					{props.value}
				</Show>
			</dd>
			<dd class="min-h-5 text-[13px] text-soft">{props.children}</dd>
		</div>
	);
}
