import { createMemo, For, Show } from "solid-js";
import { Button } from "../controls/button";
import { formatMoment } from "../format/time";
import { type CallFilter, cacheOptions, isFiltered, statusOptions, withinOptions } from "./call-filter";

interface Option {
	value: string;
	label: string;
}

interface FilterBarProps {
	filter: CallFilter;
	models: readonly string[];
	keys: readonly { id: string; name: string }[];
	onChange(change: CallFilter): void;
	onClear(): void;
}

/** The filters of the calls page. Each change goes into the address. */
export function FilterBar(props: FilterBarProps) {
	const models = createMemo(() =>
		withChosen(
			props.models.map((name) => ({ value: name, label: name })),
			props.filter.model,
		),
	);
	const keys = createMemo(() =>
		withChosen(
			props.keys.map((key) => ({ value: key.id, label: key.name })),
			props.filter.keyId,
		),
	);
	return (
		<search class="mb-2 grid grid-cols-2 gap-2 sm:flex sm:flex-wrap sm:items-center">
			<Filter
				name="Model"
				all="All models"
				options={models()}
				value={props.filter.model}
				onPick={(model) => props.onChange({ model })}
			/>
			<Filter
				name="Status"
				all="Any status"
				options={statusOptions}
				value={props.filter.status}
				onPick={(status) => props.onChange({ status: statusOptions.find((option) => option.value === status)?.value })}
			/>
			<Filter
				name="Key"
				all="All keys"
				options={keys()}
				value={props.filter.keyId}
				onPick={(keyId) => props.onChange({ keyId })}
			/>
			<Filter
				name="Cache"
				all="Cache or not"
				options={cacheOptions}
				value={props.filter.cache}
				onPick={(cache) => props.onChange({ cache: cacheOptions.find((option) => option.value === cache)?.value })}
			/>
			<Filter
				name="Time"
				all={describeSpan(props.filter)}
				options={withinOptions}
				value={props.filter.within}
				onPick={(within) =>
					props.onChange({
						within: withinOptions.find((option) => option.value === within)?.value,
						from: undefined,
						to: undefined,
					})
				}
			/>
			<Show when={isFiltered(props.filter)}>
				<Button kind="quiet" onClick={() => props.onClear()}>
					Clear filters
				</Button>
			</Show>
		</search>
	);
}

interface FilterProps {
	name: string;
	all: string;
	options: readonly Option[];
	value: string | undefined;
	onPick(value: string | undefined): void;
}

/** One choice among the filters of a list; its first option limits nothing. */
export function Filter(props: FilterProps) {
	return (
		<label>
			<span class="sr-only">{props.name}</span>
			<select
				class="field w-full sm:max-w-52"
				classList={{ "border-accent bg-accent-wash": props.value !== undefined }}
				onChange={(event) => props.onPick(event.currentTarget.value || undefined)}
			>
				<option value="" selected={props.value === undefined}>
					{props.all}
				</option>
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

/** A stretch that the address names by its ends, as the overview's bars do, is said in words. */
function describeSpan(filter: CallFilter): string {
	const clock = { now: new Date() };
	if (filter.from && filter.to) return `${formatMoment(filter.from, clock)} – ${formatMoment(filter.to, clock)}`;
	if (filter.from) return `Since ${formatMoment(filter.from, clock)}`;
	if (filter.to) return `Before ${formatMoment(filter.to, clock)}`;
	return "Any time";
}

/** A value that the address asks for is offered even when nothing is known of it. */
function withChosen(options: Option[], chosen: string | undefined): Option[] {
	if (chosen === undefined || options.some((option) => option.value === chosen)) return options;
	return [...options, { value: chosen, label: chosen }];
}
