import { For } from "solid-js";

const rows = Array.from({ length: 12 }, (_, index) => index);

/** The place of a table that is still loading. */
export function TableOutline() {
	return (
		<div class="panel overflow-hidden" role="status" aria-label="Loading">
			<For each={rows}>
				{() => (
					<div class="flex h-14 items-center gap-8 border-b border-line px-4 last:border-0">
						<span class="skeleton h-3 w-24" />
						<span class="skeleton h-3 w-32" />
						<span class="skeleton ms-auto h-3 w-16" />
					</div>
				)}
			</For>
		</div>
	);
}
