import { For } from "solid-js";
import type { Role } from "../api/model";
import type { roleOptions } from "./roles";

interface RoleSelectProps {
	label: string;
	/** Whether the label is said by screen readers only. */
	hideLabel?: boolean;
	value: Role;
	options: typeof roleOptions;
	onChoose(role: Role): void;
}

/** Chooses a role. What is chosen shows again as it was when whoever asked says no. */
export function RoleSelect(props: RoleSelectProps) {
	function choose(select: HTMLSelectElement): void {
		const chosen = props.options.find(({ value }) => value === select.value);
		select.value = props.value;
		if (chosen) props.onChoose(chosen.value);
	}
	return (
		<label class="block">
			<span class={props.hideLabel ? "sr-only" : "mb-1 block font-medium"}>{props.label}</span>
			<select class="field" onChange={(event) => choose(event.currentTarget)}>
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
