import { createSignal, For, Show } from "solid-js";
import type { Limit } from "../api/model";
import { Button } from "../controls/button";
import { type Fullness, formatMax, fullnessOf, measureOf } from "./measure";

interface Actions {
	/** Resolves to whether it was changed. */
	onChange(limit: Limit, max: number): Promise<boolean>;
	onDelete(limit: Limit): void;
}

interface LimitsTableProps {
	limits: readonly Limit[];
	/** Absent for who may not change limits. */
	actions: Actions | undefined;
}

/** The limits of the organization, and how full each is. */
export function LimitsTable(props: LimitsTableProps) {
	return (
		<div class="panel relative overflow-x-auto">
			<table class="table">
				<caption class="sr-only">Limits</caption>
				<thead>
					<tr>
						<th scope="col" class="ps-5!">
							For
						</th>
						<th scope="col">At most</th>
						<th scope="col" class="w-[34%] max-sm:hidden">
							Now
						</th>
						<Show when={props.actions}>
							<th scope="col" class="number pe-5!">
								<span class="sr-only">Actions</span>
							</th>
						</Show>
					</tr>
				</thead>
				<tbody>
					<For each={props.limits}>{(limit) => <LimitRow limit={limit} actions={props.actions} />}</For>
				</tbody>
			</table>
		</div>
	);
}

const scopes: Record<Limit["scope"], string> = { organization: "organization", project: "project", key: "key" };

/** `5 requests a minute for default`: what a button is about, for whoever does not see its row. */
export function nameOf(limit: Limit): string {
	return `${formatMax(limit)} ${measureOf(limit.measure)?.unit.replace("bytes of", "of")} for ${limit.targetName}`;
}

function LimitRow(props: { limit: Limit; actions: Actions | undefined }) {
	const [editing, setEditing] = createSignal(false);
	let editButton: HTMLButtonElement | undefined;

	function close(): void {
		setEditing(false);
		editButton?.focus();
	}
	const save = async (max: number) => (await props.actions?.onChange(props.limit, max)) ?? false;

	return (
		<tr>
			<th scope="row" class="ps-5! wrap-anywhere max-sm:min-w-27 max-sm:pe-0!">
				<span class="font-medium">{props.limit.targetName}</span>
				<span class="block text-soft">{scopes[props.limit.scope]}</span>
			</th>
			<td>
				<Show when={!editing()} fallback={<EditMax limit={props.limit} onSave={save} onClose={close} />}>
					<span class="font-medium">{formatMax(props.limit)}</span>
					<span class="block text-soft">{measureOf(props.limit.measure)?.label.toLowerCase()}</span>
				</Show>
				<div class="mt-1 sm:hidden">
					<Meter fullness={fullnessOf(props.limit)} />
				</div>
			</td>
			<td class="max-sm:hidden">
				<Meter fullness={fullnessOf(props.limit)} />
			</td>
			<Show when={props.actions}>
				{(actions) => (
					<td class="number pe-5! max-sm:ps-0!">
						<div class="flex justify-end gap-2 max-sm:flex-col">
							<Show when={!editing()}>
								<Button
									ref={(element: HTMLButtonElement) => {
										editButton = element;
									}}
									onClick={() => setEditing(true)}
									aria-label={`Edit ${nameOf(props.limit)}`}
								>
									Edit
								</Button>
							</Show>
							<Button onClick={() => actions().onDelete(props.limit)} aria-label={`Delete ${nameOf(props.limit)}`}>
								Delete
							</Button>
						</div>
					</td>
				)}
			</Show>
		</tr>
	);
}

function EditMax(props: { limit: Limit; onSave(max: number): Promise<boolean>; onClose(): void }) {
	const [max, setMax] = createSignal(String(props.limit.max));
	const [busy, setBusy] = createSignal(false);

	async function save(event: SubmitEvent): Promise<void> {
		event.preventDefault();
		setBusy(true);
		const saved = await props.onSave(Number(max()));
		setBusy(false);
		if (saved) props.onClose();
	}

	return (
		<form
			class="flex flex-wrap items-center gap-2"
			onSubmit={save}
			onKeyDown={(event) => event.key === "Escape" && props.onClose()}
		>
			<input
				class="field w-36"
				type="number"
				inputmode="numeric"
				required
				min="1"
				max="1000000000000"
				step="1"
				aria-label={`At most: ${measureOf(props.limit.measure)?.unit} for ${props.limit.targetName}`}
				ref={(element) => queueMicrotask(() => element.select())}
				value={max()}
				onInput={(event) => setMax(event.currentTarget.value)}
			/>
			<Button type="submit" kind="primary" disabled={busy()}>
				Save
			</Button>
			<Button kind="quiet" onClick={() => props.onClose()}>
				Cancel
			</Button>
		</form>
	);
}

const bars: Record<Fullness["level"], string> = { roomy: "bg-accent", tight: "bg-warning", full: "bg-danger" };

function Meter(props: { fullness: Fullness | undefined }) {
	return (
		<Show when={props.fullness} fallback={<span class="text-soft">for each request</span>}>
			{(fullness) => (
				<div class="flex items-center gap-3 max-lg:flex-col max-lg:items-start max-lg:gap-1">
					<span aria-hidden="true" class="h-1.5 w-full min-w-16 max-w-48 overflow-hidden rounded-full bg-sunken">
						<span
							class={`block h-full rounded-full transition-[width] motion-reduce:transition-none ${bars[fullness().level]}`}
							style={{ width: `${fullness().percent}%` }}
						/>
					</span>
					<span class="sm:whitespace-nowrap">
						{fullness().text}
						<Show when={fullness().level === "full"}>
							<span class="ms-2 font-medium text-danger">full</span>
						</Show>
					</span>
				</div>
			)}
		</Show>
	);
}
