import { A } from "@solidjs/router";
import { For, type JSX, Show } from "solid-js";
import type { CallDetail } from "../api/model";
import { callsPath } from "../calls/call-filter";
import { Moment } from "../controls/moment";
import { formatBytes } from "../format/count";
import { KeyName } from "./key-name";
import { nameModel } from "./model-row";
import { isUnreadPath } from "./readable";

/** What else is known of a call. */
export function FactsPanel(props: { call: CallDetail }) {
	const call = () => props.call;
	const facts = (): [string, JSX.Element][] => [
		["Started", <Moment at={call().startedAt} as="day" />],
		[
			"Provider",
			<A class="link" href={callsPath({ provider: call().provider })}>
				{call().provider}
			</A>,
		],
		["Operation", call().operation],
		[nameModel(call()), call().model ?? "—"],
		["Model that answered", call().responseModel ?? "—"],
		["Answer", call().stream ? "streamed" : "at once"],
		["Finish reason", call().finishReason ?? "—"],
		["HTTP status", call().httpStatus ?? "—"],
		["Request", formatBytes(call().requestBytes)],
		["Response", call().cache === "hit" ? "from the cache" : formatBytes(call().responseBytes)],
		["Kept", call().capture === "full" && !isUnreadPath(call()) ? "metadata and bodies" : "metadata only"],
		["Key", <KeyName call={call()} />],
		["Call id", <Id text={call().id} />],
		...(call().cache === "miss" ? ([["Cache", "asked, and had no answer"]] satisfies [string, JSX.Element][]) : []),
	];
	return (
		<section class="panel px-5 py-4">
			<h2 class="mb-3 font-semibold">Details</h2>
			<dl class="grid grid-cols-[auto_minmax(0,1fr)] gap-x-5 gap-y-1.5 text-[13px]">
				<For each={facts()}>
					{([name, value]) => (
						<>
							<dt class="text-soft">{name}</dt>
							<dd class="min-w-0 wrap-anywhere">{value}</dd>
						</>
					)}
				</For>
			</dl>
		</section>
	);
}

function Id(props: { text: string }) {
	return (
		<Show when={props.text} fallback="—">
			<span class="font-mono text-[12px]">{props.text}</span>
		</Show>
	);
}
