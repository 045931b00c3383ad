import { For } from "solid-js";
import { Field } from "./field";
import type { RouteDraft } from "./route-draft";

const errors = [
	{ value: "connection_failed", label: "the connection fails" },
	{ value: "connect_timeout", label: "connecting takes too long" },
	{ value: "first_byte_timeout", label: "no first byte in time" },
	{ value: "broke_off", label: "it breaks off before the first byte" },
];

interface PolicyFieldsProps {
	draft: RouteDraft;
	onChange(change: Partial<RouteDraft>): void;
}

/** How long to wait, how often to try again, and what is not the caller's answer yet. */
export function PolicyFields(props: PolicyFieldsProps) {
	const text = (member: Exclude<keyof RouteDraft, "targets" | "errors">) => ({
		value: props.draft[member],
		onInput: (value: string) => props.onChange({ [member]: value }),
	});
	const toggle = (value: string) => {
		const others = props.draft.errors.filter((each) => each !== value);
		props.onChange({ errors: others.length < props.draft.errors.length ? others : [...others, value] });
	};
	return (
		<details>
			<summary class="font-medium">Timeouts, retries, and what moves on</summary>
			<div class="mt-3 grid grid-cols-2 gap-3 sm:grid-cols-3">
				<Field label="Connect, ms" whole={{ min: 10, max: 60_000 }} {...text("connectMs")} />
				<Field label="First byte, ms" whole={{ min: 10, max: 3_600_000 }} {...text("firstByteMs")} />
				<Field label="Whole call, ms" whole={{ min: 10, max: 3_600_000 }} {...text("totalMs")} />
				<Field label="Retries of a target" whole={{ min: 0, max: 5 }} {...text("count")} />
				<Field label="First wait up to, ms" whole={{ min: 1, max: 10_000 }} {...text("baseMs")} />
				<Field label="Longest wait, ms" whole={{ min: 1, max: 60_000 }} {...text("maxWaitMs")} />
			</div>
			<Field class="mt-3" label="Statuses that move on" {...text("statuses")} />
			<fieldset class="mt-3">
				<legend class="mb-1 text-[13px] font-medium">It also moves on when</legend>
				<div class="grid gap-x-4 gap-y-1 sm:grid-cols-2">
					<For each={errors}>
						{(error) => (
							<label class="flex items-center gap-2">
								<input
									type="checkbox"
									class="accent-accent"
									checked={props.draft.errors.includes(error.value)}
									onChange={() => toggle(error.value)}
								/>
								{error.label}
							</label>
						)}
					</For>
				</div>
			</fieldset>
		</details>
	);
}
