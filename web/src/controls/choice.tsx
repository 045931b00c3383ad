import { For } from "solid-js";

interface ChoiceProps<Value extends string> {
	/** Said by screen readers, not shown. */
	label: string;
	options: readonly { value: Value; label: string }[];
	value: Value;
	onChoose(value: Value): void;
}

/** A few options side by side, one of them chosen: radio buttons in the dress of a segmented control. */
export function Choice<Value extends string>(props: ChoiceProps<Value>) {
	const name = `choice-${props.label.replaceAll(" ", "-").toLowerCase()}`;
	return (
		<fieldset class="inline-flex rounded-lg border border-line bg-sunken p-0.5">
			<legend class="sr-only">{props.label}</legend>
			<For each={props.options}>
				{(option) => (
					<label class="cursor-pointer rounded-md px-3 py-1 text-soft hover:text-ink has-checked:bg-surface has-checked:font-medium has-checked:text-ink has-checked:shadow-xs has-focus-visible:outline-2 has-focus-visible:outline-accent">
						<input
							type="radio"
							class="sr-only"
							name={name}
							value={option.value}
							checked={props.value === option.value}
							onChange={() => props.onChoose(option.value)}
						/>
						{option.label}
					</label>
				)}
			</For>
		</fieldset>
	);
}
