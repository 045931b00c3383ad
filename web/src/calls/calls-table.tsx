import { A } from "@solidjs/router";
import { For, Show } from "solid-js";
import type { Call } from "../api/model";
import { Moment } from "../controls/moment";
import { formatShare, formatTokens } from "../format/count";
import { formatDuration } from "../format/duration";
import { formatUsd } from "../format/money";
import { CostAmount } from "./cost-amount";
import { StatusMark } from "./status-mark";

interface CallsTableProps {
	calls: readonly Call[];
	arrived: ReadonlySet<string>;
	keyNames: ReadonlyMap<string, string>;
}

/** The calls, one row each; a row leads to its call. On narrow screens only time, model, status, duration and cost are left, and the model gets what room there is. */
export function CallsTable(props: CallsTableProps) {
	return (
		<table class="table">
			<caption class="sr-only">Calls, newest first</caption>
			<thead>
				<tr>
					<th scope="col">Time</th>
					<th scope="col">Model</th>
					<th scope="col" class="max-sm:hidden">
						Status
					</th>
					<th scope="col" class="max-xl:hidden">
						Key
					</th>
					<th scope="col" class="number max-xl:hidden">
						Input
					</th>
					<th scope="col" class="number max-xl:hidden">
						Output
					</th>
					<th scope="col" class="number max-xl:hidden">
						First byte
					</th>
					<th scope="col" class="number max-sm:hidden">
						Duration
					</th>
					<th scope="col" class="number">
						Cost
					</th>
				</tr>
			</thead>
			<tbody>
				<For each={props.calls}>
					{(call) => (
						<CallRow call={call} arrived={props.arrived.has(call.id)} keyName={props.keyNames.get(call.keyId ?? "")} />
					)}
				</For>
			</tbody>
		</table>
	);
}

function CallRow(props: { call: Call; arrived: boolean; keyName: string | undefined }) {
	const call = () => props.call;
	const about = () => [call().provider, call().environment, ...call().tags].filter(Boolean).join(" · ");
	return (
		<tr class="row-link" classList={{ arrived: props.arrived }}>
			<td>
				<A class="row-target" href={`/calls/${call().id}`}>
					<Moment at={call().startedAt} />
				</A>
				<span class="mt-0.5 block text-[13px] sm:hidden">
					<StatusMark call={call()} />
				</span>
			</td>
			<td class="max-w-64 max-[1320px]:w-full max-[1320px]:max-w-0">
				<span
					class="block truncate font-medium max-sm:wrap-anywhere max-sm:whitespace-normal"
					title={call().model ?? undefined}
				>
					{call().model ?? call().operation}
				</span>
				<span class="block truncate text-[13px] text-soft max-sm:hidden" title={about()}>
					{about()}
				</span>
				<span class="block text-[13px] text-soft sm:hidden">{formatDuration(call().durationMs)}</span>
			</td>
			<td class="max-sm:hidden">
				<StatusMark call={call()} />
			</td>
			<td class="max-w-40 truncate text-soft max-xl:hidden">
				<Show when={call().keyId} fallback={<span title="Made from this machine without a lens key">no key</span>}>
					{props.keyName ?? "another key"}
				</Show>
			</td>
			<td class="number max-xl:hidden">
				{formatTokens(call().inputTokens, call().usageState)}
				<Note text={cachedShare(call())} title="Read from the provider's own cache" />
			</td>
			<td class="number max-xl:hidden">{formatTokens(call().outputTokens, call().usageState)}</td>
			<td class="number max-xl:hidden">{formatDuration(call().firstByteMs)}</td>
			<td class="number max-sm:hidden">
				{formatDuration(call().durationMs)}
				<Note text={(call().attemptCount ?? 0) > 1 && `${call().attemptCount} attempts`} title="It went by a route" />
			</td>
			<td class="number font-medium">
				<CostAmount call={call()} />
				<Note text={call().cache === "hit" && "from cache"} title={savedWords(call())} />
			</td>
		</tr>
	);
}

/** A second, quieter line in a cell; nothing when there is nothing to say. */
function Note(props: { text: string | false | undefined; title: string }) {
	return (
		<Show when={props.text}>
			<span class="block text-[13px] font-normal text-soft" title={props.title}>
				{props.text}
			</span>
		</Show>
	);
}

/** `80% cached`; nothing where none was, or where the provider did not say. */
function cachedShare({ inputTokens, cachedInputTokens }: Call): string | undefined {
	return inputTokens && cachedInputTokens ? `${formatShare(cachedInputTokens, inputTokens)} cached` : undefined;
}

function savedWords({ savedPicoUsd }: Call): string {
	return savedPicoUsd === null ? "What it saved is not known" : `Saved ${formatUsd(BigInt(savedPicoUsd))}`;
}
