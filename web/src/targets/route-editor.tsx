import { createSignal, Index, onMount, Show } from "solid-js";
import { createStore, produce, reconcile } from "solid-js/store";
import { api } from "../api/client";
import { ApiFailure, dataOf } from "../api/failure";
import type { Route } from "../api/model";
import { Button } from "../controls/button";
import { Choice } from "../controls/choice";
import { ExplanationView } from "./explanation-view";
import { Field } from "./field";
import { PolicyFields } from "./policy-fields";
import type { ProviderChoices } from "./provider-choices";
import { contentOf, draftOf, emptyDraft, emptyTarget } from "./route-draft";
import { TargetFields } from "./target-fields";

interface RouteEditorProps {
	/** Absent: a new one. */
	route?: Route;
	projectId: string;
	choices: ProviderChoices;
	onSaved(): void;
	onCancel(): void;
}

/** The form that makes or changes a route, with an explanation beside it that follows every change. */
export function RouteEditor(props: RouteEditorProps) {
	const [draft, setDraft] = createStore(structuredClone(props.route ? draftOf(props.route) : emptyDraft));
	const [scope, setScope] = createSignal<"project" | "organization">(
		props.route?.projectId === null ? "organization" : "project",
	);
	const [failure, setFailure] = createSignal<string>();
	const [busy, setBusy] = createSignal(false);
	const projectId = () => (scope() === "organization" ? null : (props.route?.projectId ?? props.projectId));
	let form: HTMLFormElement | undefined;
	onMount(() => form?.querySelector("input")?.focus());

	function move(index: number, by: -1 | 1): void {
		const targets = structuredClone(contentTargets());
		const [moved] = targets.splice(index, 1);
		if (moved) targets.splice(index + by, 0, moved);
		setDraft("targets", reconcile(targets));
	}
	const contentTargets = () => draft.targets.map((target) => ({ ...target }));

	async function save(event: SubmitEvent): Promise<void> {
		event.preventDefault();
		setBusy(true);
		try {
			const content = contentOf(draft);
			if (props.route) await dataOf(api.routes({ id: props.route.id }).put(content));
			else await dataOf(api.routes.post({ ...content, projectId: projectId() }));
			props.onSaved();
		} catch (reason) {
			if (!(reason instanceof ApiFailure)) throw reason;
			setFailure(reason.detail);
		} finally {
			setBusy(false);
		}
	}

	return (
		<div class="mb-6 flex flex-col gap-6 lg:grid lg:grid-cols-[minmax(0,1fr)_360px] lg:items-start">
			<form ref={form} class="panel space-y-5 px-5 py-4" onSubmit={save}>
				<h2 class="font-semibold">{props.route ? `Change ${props.route.name}` : "New route"}</h2>
				<div class="flex flex-wrap items-start gap-x-6 gap-y-3">
					<Field
						class="min-w-60 flex-1"
						label="Name"
						required
						hint="Callers write it as their model, or in x-lensai-route."
						pattern="[A-Za-z0-9][A-Za-z0-9._:\/@+\-]*"
						title="Letters, digits and . _ : / @ + - only; a letter or digit first"
						value={draft.name}
						onInput={(name) => setDraft("name", name)}
					/>
					<Show when={!props.route}>
						<div>
							<span aria-hidden="true" class="mb-1 block text-[13px] font-medium">
								Serves
							</span>
							<Choice
								label="Serves"
								options={[
									{ value: "project", label: "This project" },
									{ value: "organization", label: "All projects" },
								]}
								value={scope()}
								onChoose={setScope}
							/>
						</div>
					</Show>
				</div>
				<div class="space-y-3">
					<h3 class="font-medium">Targets</h3>
					<p class="text-[13px] text-soft">
						Tried from the top. Neighbours with a weight share their place, so that traffic is split between them.
					</p>
					<Index each={draft.targets}>
						{(target, index) => (
							<TargetFields
								target={target()}
								index={index}
								count={draft.targets.length}
								choices={props.choices}
								onChange={(change) => setDraft("targets", index, change)}
								onMove={(by) => move(index, by)}
								onRemove={() =>
									setDraft(
										"targets",
										produce((targets) => void targets.splice(index, 1)),
									)
								}
							/>
						)}
					</Index>
					<Button
						disabled={draft.targets.length >= 16}
						onClick={() => setDraft("targets", draft.targets.length, { ...emptyTarget })}
					>
						Add a target
					</Button>
				</div>
				<PolicyFields draft={draft} onChange={setDraft} />
				<Show when={failure()}>
					{(text) => (
						<p role="alert" class="whitespace-pre-line text-danger wrap-anywhere">
							{text()}
						</p>
					)}
				</Show>
				<div class="flex gap-2">
					<Button type="submit" kind="primary" disabled={busy()}>
						{busy() ? "Saving…" : props.route ? "Save changes" : "Create route"}
					</Button>
					<Button onClick={() => props.onCancel()}>Cancel</Button>
				</div>
			</form>
			<ExplanationView projectId={projectId()} route={contentOf(draft)} />
		</div>
	);
}
