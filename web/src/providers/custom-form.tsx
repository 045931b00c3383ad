import { createSignal, For, Show } from "solid-js";
import { api } from "../api/client";
import { ApiFailure, dataOf } from "../api/failure";
import { Button } from "../controls/button";
import { slugOf } from "./readiness";

const families = [
	{ value: "openai", label: "OpenAI's" },
	{ value: "anthropic", label: "Anthropic's" },
] as const;
const keyStyles = [
	{ value: "bearer", label: "Authorization: Bearer" },
	{ value: "x-api-key", label: "x-api-key" },
	{ value: "api-key", label: "api-key" },
	{ value: "none", label: "No key" },
] as const;

/** Adds a server of one's own that speaks a known API. */
export function CustomForm(props: { onAdded(): void }) {
	const [name, setName] = createSignal("");
	const [baseUrl, setBaseUrl] = createSignal("");
	const [family, setFamily] = createSignal<(typeof families)[number]["value"]>("openai");
	const [keyStyle, setKeyStyle] = createSignal<(typeof keyStyles)[number]["value"]>("bearer");
	const [failure, setFailure] = createSignal<string>();
	const [busy, setBusy] = createSignal(false);
	const slug = () => slugOf(name());

	async function add(event: SubmitEvent): Promise<void> {
		event.preventDefault();
		setBusy(true);
		setFailure(undefined);
		const wanted = {
			name: name().trim(),
			slug: slug(),
			baseUrl: baseUrl().trim(),
			family: family(),
			keyStyle: keyStyle(),
		};
		try {
			await dataOf(api["custom-providers"].post(wanted));
			setName("");
			setBaseUrl("");
			props.onAdded();
		} catch (reason) {
			if (!(reason instanceof ApiFailure)) throw reason;
			setFailure(reason.detail);
		} finally {
			setBusy(false);
		}
	}

	return (
		<form class="panel px-5 py-4" onSubmit={add} aria-label="Add a server of your own">
			<div class="grid gap-3 sm:grid-cols-2">
				<label class="block">
					<span class="mb-1 block font-medium">Name</span>
					<input
						class="field w-full"
						name="custom-name"
						required
						maxLength={80}
						pattern=".*[A-Za-z0-9].*"
						title="A name with a letter or a digit"
						placeholder="Llama in the lab"
						autocomplete="off"
						value={name()}
						onInput={(event) => setName(event.currentTarget.value)}
					/>
				</label>
				<label class="block">
					<span class="mb-1 block font-medium">Base URL</span>
					<input
						type="url"
						class="field w-full font-mono"
						name="custom-base-url"
						required
						maxLength={500}
						placeholder="https://llm.example.com/v1"
						autocomplete="off"
						value={baseUrl()}
						onInput={(event) => setBaseUrl(event.currentTarget.value)}
					/>
				</label>
				<Select label="Speaks" name="custom-family" options={families} value={family()} onChoose={setFamily} />
				<Select
					label="Its key goes in"
					name="custom-key"
					options={keyStyles}
					value={keyStyle()}
					onChoose={setKeyStyle}
				/>
			</div>
			<Show when={failure()}>
				{(text) => (
					<p role="alert" class="mt-3 text-danger">
						{text()}
					</p>
				)}
			</Show>
			<div class="mt-4 flex flex-wrap items-center gap-3">
				<Button type="submit" kind="primary" disabled={busy()}>
					{busy() ? "Adding…" : "Add server"}
				</Button>
				<Show when={slug() !== ""}>
					<span class="text-soft">
						Its door: <code class="font-mono text-[13px]">/custom/{slug()}/</code>
					</span>
				</Show>
			</div>
		</form>
	);
}

interface SelectProps<Value extends string> {
	label: string;
	name: string;
	options: readonly { value: Value; label: string }[];
	value: Value;
	onChoose(value: Value): void;
}

function Select<Value extends string>(props: SelectProps<Value>) {
	function choose(value: string): void {
		const option = props.options.find((each) => each.value === value);
		if (option) props.onChoose(option.value);
	}
	return (
		<label class="block">
			<span class="mb-1 block font-medium">{props.label}</span>
			<select class="field w-full" name={props.name} onChange={(event) => choose(event.currentTarget.value)}>
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
