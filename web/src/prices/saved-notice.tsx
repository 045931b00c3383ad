import { Show } from "solid-js";
import { Button } from "../controls/button";
import { formatDay } from "../format/time";
import type { SavedPrice } from "./enter-prices";
import { RepricingProgress } from "./repricing-progress";

/** That a price was saved, and what it does: it holds for calls to come, and for earlier ones only where they are priced again. */
export function SavedNotice(props: { saved: SavedPrice | undefined; onClose(): void }) {
	const begins = (from: string) =>
		Date.parse(from) > Date.now() ? `from ${formatDay(new Date(from), "UTC")} on` : "from now on";
	return (
		<div role="status">
			<Show when={props.saved}>
				{(saved) => (
					<div class="mb-4 flex flex-wrap items-center justify-between gap-4 rounded-lg border border-accent bg-accent-wash px-5 py-3">
						<div class="min-w-0 wrap-anywhere">
							<p class="font-medium">The price of {saved().draft.model} is in the book</p>
							<p>
								Calls are priced by it {begins(saved().draft.from)}.{" "}
								<Show when={saved().draft.reprices} fallback="Costs that were recorded before stay as they are.">
									<RepricingProgress id={saved().repricingId} />
								</Show>
							</p>
						</div>
						<Button onClick={() => props.onClose()}>Done</Button>
					</div>
				)}
			</Show>
		</div>
	);
}
