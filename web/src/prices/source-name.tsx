import { Show } from "solid-js";
import type { PriceSource } from "../api/model";
import { linkOf, nameOfSource } from "./source";

/** Who says what something costs, with the page and the day on which it said so. */
export function SourceName(props: { source: PriceSource }) {
	return (
		<span class="wrap-anywhere">
			<Show when={linkOf(props.source.url)} fallback={nameOfSource(props.source)}>
				{(href) => (
					<a class="link" href={href()} target="_blank" rel="noreferrer">
						{nameOfSource(props.source)}
					</a>
				)}
			</Show>
			<Show when={props.source.date}>{(date) => <span class="whitespace-nowrap">, {date()}</span>}</Show>
			<Show when={props.source.note}>{(note) => <span class="block text-soft">{note()}</span>}</Show>
		</span>
	);
}
