import { Show, untrack } from "solid-js";
import { Button } from "../controls/button";
import { Field } from "./field";
import { keyOptions, openPlace, type ProviderChoices, providerOptions, regionOptions } from "./provider-choices";
import type { TargetDraft } from "./route-draft";
import { SelectField } from "./select-field";

interface TargetFieldsProps {
	target: TargetDraft;
	/** 0 is tried first. */
	index: number;
	count: number;
	choices: ProviderChoices;
	onChange(change: Partial<TargetDraft>): void;
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
		value: props.target[member],
		onInput: (value: string) => props.onChange({ [member]: value }),
	});
	const regions = () => regionOptions(props.choices, props.target.provider, props.target.region);
	const place = () => openPlace(props.choices, props.target.provider);
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
			<div class="grid grid-cols-2 gap-3">
				<SelectField
					label="Provider"
					options={providerOptions(props.choices, props.target.provider)}
					value={props.target.provider}
					// Regions and keys are a provider's own.
					onChoose={(provider) => props.onChange({ provider, region: "", providerKeyId: "" })}
				/>
				<Field label="Model" placeholder="the caller's" {...text("model")} />
			</div>
			<div class="mt-3 flex flex-wrap gap-3">
				<SelectField
					class="min-w-44 flex-1"
					label="Key"
					options={keyOptions(props.choices, props.target.provider, props.target.providerKeyId)}
					value={props.target.providerKeyId}
					onChoose={(providerKeyId) => props.onChange({ providerKeyId })}
				/>
				<Show when={regions().length > 0}>
					<SelectField
						class="w-36"
						label="Region"
						options={regions()}
						value={props.target.region}
						onChoose={(region) => props.onChange({ region })}
					/>
				</Show>
				<Show when={place()}>
					{(open) => (
						<Field
							class="w-44"
							label={open().label}
							placeholder="its usual one"
							suggestions={open().known}
							{...text("region")}
						/>
					)}
				</Show>
				<Field class="w-24" label="Weight" placeholder="none" whole={{ min: 0, max: 1000 }} {...text("weight")} />
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
