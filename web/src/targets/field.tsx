import { createUniqueId, For, Show } from "solid-js";

interface FieldProps {
	label: string;
	value: string;
	onInput(value: string): void;
	hint?: string;
	placeholder?: string;
	required?: boolean;
	/** Only whole numbers within these bounds. */
	whole?: { min: number; max: number };
	/** Shown while writing; any other text may be written too. */
	suggestions?: readonly string[];
	pattern?: string;
	title?: string;
	class?: string;
}

/** A text or a whole number with its name above it. */
export function Field(props: FieldProps) {
	const listId = createUniqueId();
	return (
		<label class={`block min-w-0 ${props.class ?? ""}`}>
			<span class="mb-1 block text-[13px] font-medium">{props.label}</span>
			<input
				class="field w-full"
				type={props.whole ? "number" : "text"}
				min={props.whole?.min}
				max={props.whole?.max}
				step={props.whole ? 1 : undefined}
				maxLength={256}
				required={props.required}
				pattern={props.pattern}
				title={props.title}
				placeholder={props.placeholder}
				list={props.suggestions?.length ? listId : undefined}
				autocomplete="off"
				spellcheck={false}
				value={props.value}
				onInput={(event) => props.onInput(event.currentTarget.value)}
			/>
			<Show when={props.suggestions?.length}>
				<datalist id={listId}>
					<For each={props.suggestions}>{(suggestion) => <option value={suggestion} />}</For>
				</datalist>
			</Show>
			<Show when={props.hint}>
				<span class="mt-1 block text-[12px] text-soft">{props.hint}</span>
			</Show>
		</label>
	);
}
