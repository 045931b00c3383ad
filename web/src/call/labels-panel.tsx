import { A } from "@solidjs/router";
import { For, type JSX, Show } from "solid-js";
import type { CallDetail } from "../api/model";
import { type CallFilter, callsPath } from "../calls/call-filter";

/** What the call was labelled with, and the trace it belongs to. Each label leads to the calls that have it too. */
export function LabelsPanel(props: { call: CallDetail }) {
	const call = () => props.call;
	const metadata = () => Object.entries(call().metadata);
	/** A call that names no trace is one of its own, under the call's id. */
	const inTrace = () => call().traceId !== call().id || call().parentSpanId !== null;
	const labels = (): [string, JSX.Element][] => [
		...named("Environment", call().environment, { environment: call().environment ?? undefined }),
		...named("User", call().user, { user: call().user ?? undefined }),
		...named("Session", call().session, { session: call().session ?? undefined }),
		...(call().tags.length > 0 ? [["Tags", <Tags tags={call().tags} />] satisfies [string, JSX.Element]] : []),
		...(metadata().length > 0 ? [["Metadata", <Metadata entries={metadata()} />] satisfies [string, JSX.Element]] : []),
		...named("Call site", call().callSite, { callSite: call().callSite ?? undefined }, "font-mono text-[12px]"),
		...(inTrace() ? named("Trace", call().traceId, { traceId: call().traceId }, "font-mono text-[12px]") : []),
	];
	return (
		<Show when={labels().length > 0}>
			<section class="panel px-5 py-4">
				<h2 class="mb-3 font-semibold">Labels</h2>
				<dl class="grid grid-cols-[auto_minmax(0,1fr)] gap-x-5 gap-y-1.5 text-[13px]">
					<For each={labels()}>
						{([name, value]) => (
							<>
								<dt class="text-soft">{name}</dt>
								<dd class="min-w-0 wrap-anywhere">{value}</dd>
							</>
						)}
					</For>
					<Show when={call().parentSpanId}>
						{(parent) => (
							<>
								<dt class="text-soft">Parent span</dt>
								<dd class="min-w-0 font-mono text-[12px] wrap-anywhere">{parent()}</dd>
							</>
						)}
					</Show>
				</dl>
			</section>
		</Show>
	);
}

function named(name: string, value: string | null, filter: CallFilter, style = ""): [string, JSX.Element][] {
	if (value === null) return [];
	return [[name, <Label text={value} filter={filter} style={style} />]];
}

function Label(props: { text: string; filter: CallFilter; style?: string }) {
	return (
		<A class={`link ${props.style ?? ""}`} href={callsPath(props.filter)} title="Calls with this label">
			{props.text}
		</A>
	);
}

/** An empty value cannot be asked for: such an entry leads to the calls that have the key. */
function Metadata(props: { entries: readonly [key: string, value: string][] }) {
	return (
		<ul class="space-y-1">
			<For each={props.entries}>
				{([metadataKey, value]) => (
					<li>
						<Label text={`${metadataKey} = ${value}`} filter={{ metadataKey, metadataValue: value || undefined }} />
					</li>
				)}
			</For>
		</ul>
	);
}

function Tags(props: { tags: readonly string[] }) {
	return (
		<ul class="flex flex-wrap gap-x-3 gap-y-1">
			<For each={props.tags}>
				{(tag) => (
					<li>
						<Label text={tag} filter={{ tag }} />
					</li>
				)}
			</For>
		</ul>
	);
}
