import { A } from "@solidjs/router";
import { createResource, Show } from "solid-js";
import { api } from "../api/client";
import { dataOf } from "../api/failure";
import { FirstCall } from "../connect/first-call";
import { Moment } from "../controls/moment";

/** What stands on the overview when a range has no calls: when the last one was, or how to make the first. */
export function EmptyRange(props: { projectId: string }) {
	const [lastCall] = createResource(
		() => props.projectId,
		async (projectId) => {
			const { calls } = await dataOf(api.calls.get({ query: { projectId, limit: 1 } }));
			return { startedAt: calls[0]?.startedAt };
		},
	);
	const known = () => (lastCall.error ? { startedAt: undefined } : lastCall());
	return (
		<Show when={known()}>
			{(last) => (
				<Show when={last().startedAt} fallback={<FirstCall />}>
					{(at) => (
						<div class="panel px-5 py-10 text-center">
							<p class="font-medium">No calls in this range</p>
							<p class="text-soft">
								The last one was <Moment at={at()} as="age" />. Choose a longer range, or see{" "}
								<A class="link" href="/calls">
									all calls
								</A>
								.
							</p>
						</div>
					)}
				</Show>
			)}
		</Show>
	);
}
