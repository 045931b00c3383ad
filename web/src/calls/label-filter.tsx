import { createSignal, createUniqueId, For } from "solid-js";
import type { Call } from "../api/model";
import { Button } from "../controls/button";
import type { CallFilter } from "./call-filter";
import { chipsOf, type LabelName, labelOptions, valuesAmong, withLabel } from "./label-filters";

interface LabelFilterProps {
	filter: CallFilter;
	/** Their labels are offered while somebody types. */
	calls: readonly Call[];
	onChange(change: CallFilter): void;
}

/** Filters by what calls are labelled with: a form that adds one, and those that are set, each of which can be taken away. */
export function LabelFilter(props: LabelFilterProps) {
	const [name, setName] = createSignal<LabelName>("user");
	const [value, setValue] = createSignal("");
	const known = createUniqueId();
	const example = () => (name() === "metadata" ? "plan or plan=pro" : "Value");

	function add(event: SubmitEvent): void {
		event.preventDefault();
		if (value().trim() === "") return;
		props.onChange(withLabel(name(), value().trim()));
		setValue("");
	}

	return (
		<search class="mb-4 flex flex-wrap items-center gap-2" aria-label="Filter by labels">
			<form class="flex min-w-0 max-sm:w-full" onSubmit={add}>
				<select
					class="field rounded-e-none border-e-0"
					aria-label="Label"
					onChange={(event) => setName(labelOptions[event.currentTarget.selectedIndex]?.value ?? "user")}
				>
					<For each={labelOptions}>
						{(option) => (
							<option value={option.value} selected={option.value === name()}>
								{option.label}
							</option>
						)}
					</For>
				</select>
				<input
					class="field w-56 min-w-0 rounded-none max-sm:flex-1"
					aria-label="Value of the label"
					placeholder={example()}
					list={known}
					autocomplete="off"
					spellcheck={false}
					value={value()}
					onInput={(event) => setValue(event.currentTarget.value)}
				/>
				<datalist id={known}>
					<For each={valuesAmong(props.calls, name())}>{(each) => <option value={each} />}</For>
				</datalist>
				<Button type="submit" class="rounded-s-none border-s-0">
					Add filter
				</Button>
			</form>
			<For each={chipsOf(props.filter)}>
				{(chip) => (
					<button
						type="button"
						class="inline-flex h-[34px] max-w-full min-w-0 items-center gap-1.5 rounded-md border border-accent bg-accent-wash px-2.5 hover:brightness-95"
						title={`Take this filter away: ${chip.label} ${chip.value}`}
						onClick={() => props.onChange(chip.cleared)}
					>
						<span class="sr-only">Take this filter away: </span>
						<span class="text-soft">{chip.label}</span>
						<span class="truncate font-medium">{chip.value}</span>
						<span aria-hidden="true">×</span>
					</button>
				)}
			</For>
		</search>
	);
}
