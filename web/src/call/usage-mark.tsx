import { Show } from "solid-js";
import { describeUsage, type UsageOfCall } from "./usage-words";

/** How sure the tokens are: a full dot when measured, a broken ring when estimated, an empty ring when unknown. */
export function UsageMark(props: { call: UsageOfCall }) {
	return (
		<Show when={describeUsage(props.call)}>
			{(usage) => (
				<p class="flex items-baseline gap-2">
					<span
						aria-hidden="true"
						class={`size-2.5 shrink-0 translate-y-px rounded-full border-2 ${rings[usage().look]}`}
					/>
					<span>
						<span
							classList={{ "text-warning": usage().look === "estimated", "text-ink": usage().look !== "estimated" }}
						>
							{usage().name}
						</span>
						: {usage().meaning}
					</span>
				</p>
			)}
		</Show>
	);
}

const rings = {
	measured: "border-good bg-good",
	estimated: "border-dashed border-warning",
	unknown: "border-line-strong",
};
