import { createSignal, For, Show } from "solid-js";
import { api } from "../api/client";
import { ApiFailure, dataOf } from "../api/failure";
import type { LensKey, Project } from "../api/model";
import { Button } from "../controls/button";
import { type Measure, measureOf, measures } from "./measure";

interface CreateLimitProps {
	projects: readonly Project[];
	/** Those in use of the project that is looked at. */
	keys: readonly LensKey[];
	onCreated(): void;
}

/** The form that makes a limit: for whom, of what, and how much. */
export function CreateLimit(props: CreateLimitProps) {
	const [target, setTarget] = createSignal("organization");
	const [measure, setMeasure] = createSignal<Measure>("requests");
	const [max, setMax] = createSignal("");
	const [failure, setFailure] = createSignal<string>();
	const [busy, setBusy] = createSignal(false);

	async function create(event: SubmitEvent): Promise<void> {
		event.preventDefault();
		setBusy(true);
		setFailure(undefined);
		try {
			await dataOf(api.limits.post({ ...targetOf(target()), measure: measure(), max: Number(max()) }));
			setMax("");
			props.onCreated();
		} catch (reason) {
			if (!(reason instanceof ApiFailure)) throw reason;
			setFailure(reason.detail);
		} finally {
			setBusy(false);
		}
	}

	return (
		<section class="panel mb-6 px-5 py-4">
			<form class="flex flex-wrap items-end gap-3" onSubmit={create}>
				<TargetField projects={props.projects} keys={props.keys} value={target()} onPick={setTarget} />
				<label class="block min-w-48 flex-1">
					<span class="mb-1 block font-medium">Limit</span>
					<select
						class="field w-full"
						name="measure"
						aria-describedby="measure-meaning"
						onChange={(event) => setMeasure(measures[event.currentTarget.selectedIndex]?.value ?? "requests")}
					>
						<For each={measures}>
							{(option) => (
								<option value={option.value} selected={option.value === measure()}>
									{option.label}
								</option>
							)}
						</For>
					</select>
				</label>
				<label class="block w-40">
					<span class="mb-1 block font-medium">At most</span>
					<input
						class="field w-full"
						name="max"
						type="number"
						inputmode="numeric"
						required
						min="1"
						max="1000000000000"
						step="1"
						placeholder={measure().endsWith("bytes") ? "bytes" : "60"}
						value={max()}
						onInput={(event) => setMax(event.currentTarget.value)}
					/>
				</label>
				<Button type="submit" kind="primary" disabled={busy()}>
					{busy() ? "Creating…" : "Create limit"}
				</Button>
			</form>
			<p id="measure-meaning" class="mt-2 text-soft">
				{measureOf(measure())?.meaning}
			</p>
			<Show when={failure()}>
				{(text) => (
					<p role="alert" class="mt-2 text-danger">
						{text()}
					</p>
				)}
			</Show>
		</section>
	);
}

interface TargetFieldProps {
	projects: readonly Project[];
	keys: readonly LensKey[];
	value: string;
	onPick(target: string): void;
}

function TargetField(props: TargetFieldProps) {
	return (
		<label class="block min-w-48 flex-1">
			<span class="mb-1 block font-medium">For</span>
			<select class="field w-full" name="target" onChange={(event) => props.onPick(event.currentTarget.value)}>
				<option value="organization" selected={props.value === "organization"}>
					Whole organization
				</option>
				<optgroup label="One project">
					<For each={props.projects}>
						{(project) => <TargetOption scope="project" of={project} chosen={props.value} />}
					</For>
				</optgroup>
				<Show when={props.keys.length > 0}>
					<optgroup label="One key">
						<For each={props.keys}>{(key) => <TargetOption scope="key" of={key} chosen={props.value} />}</For>
					</optgroup>
				</Show>
			</select>
		</label>
	);
}

function TargetOption(props: { scope: "project" | "key"; of: { id: string; name: string }; chosen: string }) {
	const value = () => `${props.scope} ${props.of.id}`;
	return (
		<option value={value()} selected={props.chosen === value()}>
			{props.of.name}
		</option>
	);
}

function targetOf(value: string) {
	const [scope, id] = value.split(" ");
	if (scope === "project") return { scope, projectId: id } as const;
	if (scope === "key") return { scope, keyId: id } as const;
	return { scope: "organization" } as const;
}
