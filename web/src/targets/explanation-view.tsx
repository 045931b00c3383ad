import { createEffect, createResource, createSignal, For, onCleanup, Show } from "solid-js";
import { api } from "../api/client";
import { ApiFailure, dataOf } from "../api/failure";
import type { Explanation, RouteContent } from "../api/model";
import { formatShare } from "../format/count";
import { Field } from "./field";
import { listIn } from "./route-draft";

const pauseMs = 300;

interface ToExplain {
	projectId: string | null;
	route: RouteContent;
	call: { model?: string; tags?: string[]; environment?: string };
}

/** Where an example call would go by the route as it stands in the form, target by target, and why. */
export function ExplanationView(props: { projectId: string | null; route: RouteContent }) {
	const [model, setModel] = createSignal("");
	const [tags, setTags] = createSignal("");
	const [environment, setEnvironment] = createSignal("");
	const wanted = (): ToExplain => ({
		projectId: props.projectId,
		// A route that has no name yet can be explained all the same.
		route: { ...props.route, name: props.route.name || "new-route" },
		call: {
			model: model().trim() || undefined,
			tags: listIn(tags()),
			environment: environment().trim() || undefined,
		},
	});
	const [asked, setAsked] = createSignal(wanted());
	createEffect(() => {
		const next = wanted();
		const timer = setTimeout(() => setAsked(next), pauseMs);
		onCleanup(() => clearTimeout(timer));
	});
	const [explanation] = createResource(asked, (body) => dataOf(api.routes.explain.post(body)));
	const failure = () => (explanation.error instanceof ApiFailure ? explanation.error.detail : undefined);
	return (
		<section class="panel px-5 py-4 lg:sticky lg:top-8" aria-labelledby="explanation">
			<h2 id="explanation" class="font-semibold">
				Where a call would go
			</h2>
			<p class="mb-3 text-[13px] text-soft">With the breakers as they are now. Nothing is sent.</p>
			<div class="grid gap-3">
				<Field label="Model that is asked for" placeholder="the route's name" value={model()} onInput={setModel} />
				<div class="grid grid-cols-2 gap-3">
					<Field label="Tags of the call" placeholder="none" value={tags()} onInput={setTags} />
					<Field label="Its environment" placeholder="none" value={environment()} onInput={setEnvironment} />
				</div>
			</div>
			<div aria-live="polite" class="mt-4 border-t border-line pt-4">
				<Show when={failure()}>{(text) => <p class="whitespace-pre-line text-danger wrap-anywhere">{text()}</p>}</Show>
				<Show when={!explanation.error && explanation.latest}>{(found) => <Steps explanation={found()} />}</Show>
			</div>
		</section>
	);
}

function Steps(props: { explanation: Explanation }) {
	return (
		<>
			<Show
				when={props.explanation.targets.length > 0}
				fallback={<p class="font-medium text-warning">No target takes this call. It would be refused.</p>}
			>
				<ol class="space-y-2.5">
					<For each={props.explanation.targets}>
						{(target, place) => (
							<li class="grid grid-cols-[20px_minmax(0,1fr)] gap-x-2">
								<span class="text-soft">{place() + 1}</span>
								<span class="min-w-0 wrap-anywhere">
									<span class="font-medium">{target.target}</span>
									<Show when={target.share > 0 && target.share < 1}>
										<span class="text-soft"> · first for {formatShare(target.share, 1)}</span>
									</Show>
									<span class="block text-[13px] text-soft">{target.reason}</span>
								</span>
							</li>
						)}
					</For>
				</ol>
			</Show>
			<Show when={props.explanation.leftOut.length > 0}>
				<h3 class="mt-4 mb-1.5 text-[13px] font-medium">Left out</h3>
				<ul class="space-y-2">
					<For each={props.explanation.leftOut}>
						{(target) => (
							<li class="wrap-anywhere">
								{target.target}
								<span class="block text-[13px] text-soft">{target.reason}</span>
							</li>
						)}
					</For>
				</ul>
			</Show>
		</>
	);
}
