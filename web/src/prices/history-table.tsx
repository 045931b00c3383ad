import { For, Show } from "solid-js";
import { formatDay } from "../format/time";
import type { HistoryEntry } from "./history";
import { SourceName } from "./source-name";

/** What was said of a model's price, newest first, by whom and where. */
export function HistoryTable(props: { entries: readonly HistoryEntry[] }) {
	return (
		<table class="table">
			<caption class="sr-only">What its price was, newest first</caption>
			<thead>
				<tr>
					<th scope="col" class="ps-5!">
						From
					</th>
					<th scope="col">Price</th>
					<th scope="col" class="pe-5! max-sm:hidden">
						Source
					</th>
				</tr>
			</thead>
			<tbody class="[&>tr>*]:align-top">
				<For each={props.entries}>
					{(entry) => (
						<tr>
							<th scope="row" class="ps-5! whitespace-nowrap">
								<Show when={entry.from} fallback={<span class="text-soft">always</span>}>
									{(from) => formatDay(new Date(from()), "UTC")}
								</Show>
								<Show when={entry.isAhead}>
									<span class="block text-[12px] text-warning">has not begun</span>
								</Show>
							</th>
							<td>
								<Show when={entry.when.length > 0}>
									<span class="block font-semibold first-letter:uppercase">{entry.when.join(", ")}</span>
								</Show>
								<ul>
									<For each={entry.says}>{(says) => <li>{says}</li>}</For>
								</ul>
								<span class="mt-1 block text-[13px] text-soft sm:hidden">
									<SourceName source={entry.source} />
								</span>
							</td>
							<td class="w-[30%] pe-5! text-[13px] text-soft max-sm:hidden">
								<SourceName source={entry.source} />
							</td>
						</tr>
					)}
				</For>
			</tbody>
		</table>
	);
}
