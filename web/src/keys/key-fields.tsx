import { For } from "solid-js";
import { type KeyDraft, scopeOptions } from "./key-draft";

interface KeyFieldsProps {
	draft: KeyDraft;
	onChange(change: Partial<KeyDraft>): void;
	/** Whether the reader may give the scope `manage`. */
	mayManage: boolean;
}

/** What a key may do, and where its limits are. */
export function KeyFields(props: KeyFieldsProps) {
	const offered = () =>
		scopeOptions.filter(({ value }) => value !== "manage" || props.mayManage || props.draft.scopes.includes("manage"));
	const toggle = (scope: KeyDraft["scopes"][number], isOn: boolean) =>
		props.onChange({
			scopes: scopeOptions
				.map(({ value }) => value)
				.filter((value) => (value === scope ? isOn : props.draft.scopes.includes(value))),
		});
	return (
		<div class="grid gap-4 sm:grid-cols-2">
			<fieldset class="sm:col-span-2">
				<legend class="mb-1 font-medium">It may</legend>
				<div class="grid gap-x-6 gap-y-1 sm:grid-cols-2">
					<For each={offered()}>
						{(option) => (
							<label class="flex cursor-pointer items-start gap-2 py-1">
								<input
									type="checkbox"
									class="mt-1 accent-accent"
									checked={props.draft.scopes.includes(option.value)}
									onChange={(event) => toggle(option.value, event.currentTarget.checked)}
								/>
								<span>
									{option.label}
									<span class="block text-[13px] text-soft">{option.meaning}</span>
								</span>
							</label>
						)}
					</For>
				</div>
			</fieldset>
			<TextField
				label="Models"
				hint="All, unless you name some. * stands for any characters."
				placeholder="gpt-4o*, o3"
				value={props.draft.models}
				onInput={(models) => props.onChange({ models })}
			/>
			<TextField
				label="Providers"
				hint="All, unless you name some."
				placeholder="openai"
				value={props.draft.providers}
				onInput={(providers) => props.onChange({ providers })}
			/>
			<TextField
				label="Environments"
				hint="All, unless you name some. Calls that name none are of the first."
				placeholder="prod"
				value={props.draft.environments}
				onInput={(environments) => props.onChange({ environments })}
			/>
			<label class="block">
				<span class="mb-1 block font-medium">Last day</span>
				<input
					type="date"
					class="field w-full"
					value={props.draft.lastDay}
					onInput={(event) => props.onChange({ lastDay: event.currentTarget.value })}
				/>
				<span class="mt-1 block text-[13px] text-soft">Empty: it does not expire.</span>
			</label>
		</div>
	);
}

interface TextFieldProps {
	label: string;
	hint: string;
	placeholder: string;
	value: string;
	onInput(text: string): void;
}

function TextField(props: TextFieldProps) {
	return (
		<label class="block">
			<span class="mb-1 block font-medium">{props.label}</span>
			<input
				class="field w-full font-mono text-[13px]"
				placeholder={props.placeholder}
				autocomplete="off"
				spellcheck={false}
				value={props.value}
				onInput={(event) => props.onInput(event.currentTarget.value)}
			/>
			<span class="mt-1 block text-[13px] text-soft">{props.hint}</span>
		</label>
	);
}
