import { Show } from "solid-js";
import type { ModelPrice } from "../api/model";
import { linkOf } from "./source";

const words: Record<ModelPrice["says"], { name: string; look: string }> = {
	own: { name: "You", look: "border-accent bg-accent-wash text-accent" },
	book: { name: "LensAI", look: "border-line-strong text-ink" },
	list: { name: "List", look: "border-line text-soft" },
};

/** Whose word a price is, with the page and the day on which it was said. */
export function SaysMark(props: { price: Pick<ModelPrice, "says" | "sourceUrl" | "sourceDate" | "model"> }) {
	const word = () => words[props.price.says];
	return (
		<span class="inline-flex items-center gap-x-2 whitespace-nowrap">
			<span class={`rounded border px-1.5 text-[12px] ${word().look}`}>{word().name}</span>
			<span class="text-[12px] whitespace-nowrap text-soft">
				<Show when={linkOf(props.price.sourceUrl)} fallback={props.price.sourceDate}>
					{(href) => (
						<a
							class="link relative z-10"
							href={href()}
							target="_blank"
							rel="noreferrer"
							aria-label={`Source of the price of ${props.price.model}, ${props.price.sourceDate ?? "undated"}`}
						>
							{props.price.sourceDate ?? "source"}
						</a>
					)}
				</Show>
			</span>
		</span>
	);
}
