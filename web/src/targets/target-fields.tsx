import { untrack } from "solid-js";
import { Button } from "../controls/button";
import { Field } from "./field";
import type { TargetDraft } from "./route-draft";

interface TargetFieldsProps {
	target: TargetDraft;
	/** 0 is tried first. */
	index: number;
	count: number;
	onChange(member: keyof TargetDraft, value: string): void;
	onMove(by: -1 | 1): void;
	onRemove(): void;
}

/** One target in the form: where to, its weight, and which calls it takes. */
export function TargetFields(props: TargetFieldsProps) {
	const name = () => `target ${props.index + 1}`;
	// Not followed: a reader who empties a field goes on writing in it.
	const isConditional = untrack(() =>
		[props.target.models, props.target.tags, props.target.environments].some(Boolean),
	);
	const text = (member: keyof TargetDraft) => ({
		value: props.target[member] ?? "",
		onInput: (value: string) => props.onChange(member, value),
	});
	return (
		<fieldset class="rounded-lg border border-line px-4 pt-2 pb-4">
			<legend class="sr-only">Target {props.index + 1}</legend>
			<div class="mb-2 flex items-center justify-between gap-2">
				<span aria-hidden="true" class="font-medium text-soft">
					{props.index + 1}
				</span>
				<span class="flex gap-1">
					<Button
						kind="quiet"
						disabled={props.index === 0}
						onClick={() => props.onMove(-1)}
						aria-label={`Move ${name()} up`}
					>
						↑
					</Button>
					<Button
						kind="quiet"
						disabled={props.index === props.count - 1}
						onClick={() => props.onMove(1)}
						aria-label={`Move ${name()} down`}
					>
						↓
					</Button>
					<Button
						kind="quiet"
						disabled={props.count === 1}
						onClick={() => props.onRemove()}
						aria-label={`Remove ${name()}`}
					>
						Remove
					</Button>
				</span>
			</div>
			<div class="grid grid-cols-2 gap-3 sm:grid-cols-[1fr_1.6fr_1fr_90px]">
				<Field label="Provider" required {...text("provider")} />
				<Field label="Model" placeholder="the caller's" {...text("model")} />
				<Field label="Region" placeholder="—" {...text("region")} />
				<Field label="Weight" placeholder="—" whole={{ min: 0, max: 1000 }} {...text("weight")} />
			</div>
			<details class="mt-3" open={isConditional}>
				<summary class="text-[13px] text-soft hover:text-ink">Only for some calls</summary>
				<div class="mt-2 grid gap-3 sm:grid-cols-3">
					<Field label="Models asked for" placeholder="gpt-4*, o3" {...text("models")} />
					<Field label="Tags" placeholder="batch" {...text("tags")} />
					<Field label="Environments" placeholder="prod" {...text("environments")} />
				</div>
			</details>
		</fieldset>
	);
}
