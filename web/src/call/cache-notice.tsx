import { A } from "@solidjs/router";
import { Show } from "solid-js";
import type { CallDetail } from "../api/model";
import { formatUsd } from "../format/money";

/** That the answer came from the cache, of which call it is, and what that saved. */
export function CacheNotice(props: { call: CallDetail }) {
	return (
		<Show when={props.call.cache === "hit"}>
			<div class="mb-6 rounded-lg border border-accent bg-accent-wash px-5 py-3">
				<p class="font-medium">The answer came from the cache</p>
				<p>
					Nothing was sent to the provider. This is the answer of{" "}
					<Show when={props.call.cachedCallId} fallback="an earlier call">
						{(id) => (
							<A class="link" href={`/calls/${id()}`}>
								an earlier call
							</A>
						)}
					</Show>
					<Show when={props.call.savedPicoUsd} fallback=", whose cost is not known.">
						{(saved) => (
							<>
								, which had cost <strong class="font-semibold">{formatUsd(BigInt(saved()))}</strong>: that much was
								saved.
							</>
						)}
					</Show>
				</p>
			</div>
		</Show>
	);
}
