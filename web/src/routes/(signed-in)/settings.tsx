import { createEffect, createSignal, For, on, Show } from "solid-js";
import { api } from "../../api/client";
import { dataOf } from "../../api/failure";
import type { Capture, Project, Role } from "../../api/model";
import { Button } from "../../controls/button";
import { PageHeader } from "../../controls/page-header";
import { ProblemNotice } from "../../controls/problem-notice";
import { useSession } from "../../session/session";
import { captureOptions } from "../../settings/capture-options";

export default function Settings() {
	const { session, project, updateProject, may } = useSession();
	const [name, setName] = createSignal(project().name);
	const [capture, setCapture] = createSignal<Capture>(project().capture);
	const [outcome, setOutcome] = createSignal<"idle" | "saving" | "saved">("idle");
	const [failure, setFailure] = createSignal<unknown>();
	const isChanged = () => name().trim() !== project().name || capture() !== project().capture;

	createEffect(
		on(
			() => project().id,
			() => {
				setName(project().name);
				setCapture(project().capture);
				setOutcome("idle");
			},
			{ defer: true },
		),
	);

	async function save(event: SubmitEvent): Promise<void> {
		event.preventDefault();
		setOutcome("saving");
		try {
			updateProject(
				await dataOf(api.projects({ id: project().id }).patch({ name: name().trim(), capture: capture() })),
			);
			setFailure(undefined);
			setOutcome("saved");
		} catch (reason) {
			setFailure(() => reason);
			setOutcome("idle");
		}
	}

	return (
		<>
			<PageHeader title="Settings" lead={`Of the project ${project().name}`} />
			<Show when={failure()}>
				<div class="mb-4 max-w-3xl">
					<ProblemNotice failure={failure()} />
				</div>
			</Show>
			<Show when={may("projects.manage")} fallback={<WhatHolds project={project()} role={session().role} />}>
				<form class="panel max-w-3xl px-6 py-5" onSubmit={save}>
					<label class="mb-6 block max-w-sm">
						<span class="mb-1 block font-medium">Name</span>
						<input
							class="field w-full"
							name="project-name"
							required
							maxLength={80}
							pattern=".*\S.*"
							value={name()}
							onInput={(event) => setName(event.currentTarget.value)}
						/>
					</label>
					<CaptureField value={capture()} onChoose={setCapture} />
					<div class="mt-6 flex items-center gap-3">
						<Button type="submit" kind="primary" disabled={!isChanged() || outcome() === "saving"}>
							{outcome() === "saving" ? "Saving…" : "Save changes"}
						</Button>
						<span role="status" class="text-soft">
							{outcome() === "saved" && !isChanged() ? "Saved. It holds for calls from now on." : ""}
						</span>
					</div>
				</form>
			</Show>
		</>
	);
}

/** The same without a form, for roles that may not save one. */
function WhatHolds(props: { project: Project; role: Role }) {
	const capture = () => captureOptions.find(({ value }) => value === props.project.capture);
	return (
		<div class="panel max-w-3xl px-6 py-5">
			<h2 class="font-medium">What is kept of each call</h2>
			<p>{capture()?.label ?? props.project.capture}</p>
			<p class="text-soft">{capture()?.meaning}</p>
			<p class="mt-4 border-t border-line pt-4 text-soft">
				The role {props.role} changes neither this nor the name. Ask an admin or an owner.
			</p>
		</div>
	);
}

function CaptureField(props: { value: Capture; onChoose(capture: Capture): void }) {
	return (
		<fieldset>
			<legend class="mb-1 font-medium">What is kept of each call</legend>
			<p class="mb-3 text-soft">
				A call can ask for less, never for more, by the header{" "}
				<code class="font-mono text-[13px]">x-lensai-capture</code>.
			</p>
			<div class="divide-y divide-line rounded-lg border border-line">
				<For each={captureOptions}>
					{(option) => (
						<label class="flex cursor-pointer gap-3 px-4 py-3 has-checked:bg-accent-wash">
							<input
								type="radio"
								name="capture"
								class="mt-1 accent-accent"
								value={option.value}
								checked={props.value === option.value}
								onChange={() => props.onChoose(option.value)}
							/>
							<span>
								<span class="block font-medium">{option.label}</span>
								<span class="text-soft">{option.meaning}</span>
							</span>
						</label>
					)}
				</For>
			</div>
		</fieldset>
	);
}
