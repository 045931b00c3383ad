import { For } from "solid-js";
import type { SelectOption } from "./provider-choices";

interface SelectFieldProps {
	label: string;
	options: readonly SelectOption[];
	value: string;
	onChoose(value: string): void;
	class?: string;
}

/** One of several, with its name above it. */
export function SelectField(props: SelectFieldProps) {
	return (
		<label class={`block min-w-0 ${props.class ?? ""}`}>
			<span class="mb-1 block text-[13px] font-medium">{props.label}</span>
			<select class="field w-full" onChange={(event) => props.onChoose(event.currentTarget.value)}>
				<For each={props.options}>
					{(option) => (
						<option value={option.value} selected={option.value === props.value}>
							{option.label}
						</option>
					)}
				</For>
			</select>
		</label>
	);
}
