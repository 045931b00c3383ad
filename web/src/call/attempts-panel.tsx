import { A } from "@solidjs/router";
import { createResource, For, Show } from "solid-js";
import { api } from "../api/client";
import { dataOf } from "../api/failure";
import type { CallDetail } from "../api/model";
import { formatDuration } from "../format/duration";
import { formatUsd } from "../format/money";
import { useSession } from "../session/session";

/** What was tried for a call that went by a route, in order, and why the targets stood where they stood. */
export function AttemptsPanel(props: { call: CallDetail }) {
	return (
		<Show when={props.call.routeId !== null}>
			<section class="panel px-5 py-4">
				<div class="mb-3 flex items-baseline gap-x-4">
					<h2 class="font-semibold">Attempts</h2>
					<RouteName call={props.call} />
				</div>
				<Show when={props.call.attempts.length > 0} fallback={<p class="text-[13px] text-soft">Nothing was sent.</p>}>
					<ol class="space-y-3">
						<For each={props.call.attempts}>{(attempt) => <AttemptLine attempt={attempt} />}</For>
					</ol>
				</Show>
				<Show when={props.call.targets.length > 0}>
					<details class="mt-4 border-t border-line pt-3 text-[13px]">
						<summary class="text-soft hover:text-ink">Why these targets</summary>
						<ul class="mt-2 space-y-2">
							<For each={props.call.targets}>
								{(target) => (
									<li class="wrap-anywhere">
										<span classList={{ "text-soft": target.leftOut }}>
											{target.target}
											{target.leftOut ? " (left out)" : ""}
										</span>
										<span class="block text-soft">{target.reason}</span>
									</li>
								)}
							</For>
						</ul>
					</details>
				</Show>
			</section>
		</Show>
	);
}

/** The route by the name that it has now; nothing for one that was deleted, or that the reader may not see. */
function RouteName(props: { call: CallDetail }) {
	const { may } = useSession();
	const [routes] = createResource(
		() => may("routes.read") && props.call.projectId,
		(projectId) => dataOf(api.routes.get({ query: { projectId } })),
	);
	// Only once it is there: to wait for it would take the page away meanwhile.
	const known = () => (routes.state === "ready" ? routes() : []);
	const name = () => known().find(({ id }) => id === props.call.routeId)?.name;
	return (
		<Show when={name()}>
			<A class="link ms-auto min-w-0 truncate text-[13px]" href="/routes" title={`Route ${name()}`}>
				{name()}
			</A>
		</Show>
	);
}

function AttemptLine(props: { attempt: CallDetail["attempts"][number] }) {
	const isGood = () => props.attempt.error === null && props.attempt.status !== null && props.attempt.status < 400;
	const cost = () => {
		if (props.attempt.costPicoUsd !== null) return formatUsd(BigInt(props.attempt.costPicoUsd));
		return props.attempt.costUnknown && !isGood() ? "cost unknown" : undefined;
	};
	return (
		<li class="grid grid-cols-[10px_minmax(0,1fr)_auto] items-baseline gap-x-2.5">
			<span aria-hidden="true" class={`size-2 rounded-full ${isGood() ? "bg-good" : "bg-danger"}`} />
			<span class="min-w-0 wrap-anywhere">
				<span class="font-medium">{props.attempt.target}</span>
				<span class="block text-[13px] text-soft">{props.attempt.reason}</span>
			</span>
			<span class="text-end text-[13px] whitespace-nowrap">
				{formatDuration(props.attempt.durationMs)}
				<Show when={cost()}>{(text) => <span class="block text-soft">{text()}</span>}</Show>
			</span>
		</li>
	);
}
