import { Show } from "solid-js";
import type { PriceSource } from "../api/model";
import { linkOf, nameOfSource } from "./source";

/** Who says what something costs, with the page and the day on which it said so. */
export function SourceName(props: { source: PriceSource }) {
	return (
		<span class="wrap-anywhere">
			<Show when={props.source.kind === "factor" && !props.source.isOwn}>× by </Show>
			<Show when={linkOf(props.source.url)} fallback={nameOfSource(props.source)}>
				{(href) => (
					<a class="link" href={href()} target="_blank" rel="noreferrer">
						{nameOfSource(props.source)}
					</a>
				)}
			</Show>
			<Show when={props.source.date}>{(date) => <>, {date()}</>}</Show>
			<Show when={props.source.note}>{(note) => <span class="block text-soft">{note()}</span>}</Show>
		</span>
	);
}
