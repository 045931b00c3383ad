import { Show } from "solid-js";
import { Button } from "../controls/button";
import { formatDay } from "../format/time";
import type { PriceDraft } from "./price-draft";

/** That a price was saved, and what it does: it holds for calls to come, and changes no cost that was recorded. */
export function SavedNotice(props: { saved: PriceDraft | undefined; onClose(): void }) {
	const begins = (from: string) =>
		Date.parse(from) > Date.now() ? `from ${formatDay(new Date(from), "UTC")} on` : "from now on";
	return (
		<div role="status">
			<Show when={props.saved}>
				{(saved) => (
					<div class="mb-4 flex flex-wrap items-center justify-between gap-4 rounded-lg border border-accent bg-accent-wash px-5 py-3">
						<div class="min-w-0 wrap-anywhere">
							<p class="font-medium">The price of {saved().model} is in the book</p>
							<p>Calls are priced by it {begins(saved().from)}. Costs that were recorded before stay as they are.</p>
						</div>
						<Button onClick={() => props.onClose()}>Done</Button>
					</div>
				)}
			</Show>
		</div>
	);
}
