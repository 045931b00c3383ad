import { createSignal, Match, Show, Switch } from "solid-js";
import type { Provider } from "../api/model";
import { Choice } from "../controls/choice";
import { accessKeysText } from "./readiness";

interface SecretFieldProps {
	form: Provider["keyForm"];
	/** Told of the key as the API takes it, each time that it changes. */
	onInput(secret: string): void;
}

/** Where a provider key is typed, in the form that the provider gives it out. It is never shown again. */
export function SecretField(props: SecretFieldProps) {
	return (
		<Switch fallback={<SecretInput label="Key" onInput={(text) => props.onInput(text)} />}>
			<Match when={props.form === "aws"}>
				<AwsFields onInput={(text) => props.onInput(text)} />
			</Match>
			<Match when={props.form === "google"}>
				<label class="block w-full">
					<span class="mb-1 block font-medium">JSON key of a service account, or an API key</span>
					<textarea
						class="field h-28! w-full py-2 font-mono text-[13px]"
						name="provider-secret"
						required
						spellcheck={false}
						autocomplete="off"
						maxLength={16_384}
						placeholder={'{ "type": "service_account", … }'}
						onInput={(event) => props.onInput(event.currentTarget.value)}
					/>
				</label>
			</Match>
		</Switch>
	);
}

function SecretInput(props: { label: string; optional?: boolean; onInput(text: string): void }) {
	return (
		<label class="block min-w-60 flex-1">
			<span class="mb-1 block font-medium">{props.label}</span>
			<input
				type="password"
				class="field w-full font-mono"
				name="provider-secret"
				required={!props.optional}
				maxLength={16_384}
				spellcheck={false}
				autocomplete="off"
				data-1p-ignore
				onInput={(event) => props.onInput(event.currentTarget.value)}
			/>
		</label>
	);
}

const awsForms = [
	{ value: "api-key", label: "API key" },
	{ value: "access-keys", label: "Access keys" },
] as const;

function AwsFields(props: { onInput(secret: string): void }) {
	const [form, setForm] = createSignal<(typeof awsForms)[number]["value"]>("api-key");
	const [id, setId] = createSignal("");
	const [secret, setSecret] = createSignal("");
	const [token, setToken] = createSignal("");
	const tell = () => props.onInput(accessKeysText(id(), secret(), token()));
	function choose(next: ReturnType<typeof form>): void {
		setForm(next);
		props.onInput("");
	}
	return (
		<div class="w-full">
			<Choice label="Kind of key" options={awsForms} value={form()} onChoose={choose} />
			<div class="mt-3 flex flex-wrap gap-3">
				<Show
					when={form() === "access-keys"}
					fallback={<SecretInput label="Bedrock API key" onInput={(text) => props.onInput(text)} />}
				>
					<label class="block min-w-60 flex-1">
						<span class="mb-1 block font-medium">Access key id</span>
						<input
							class="field w-full font-mono"
							name="access-key-id"
							required
							spellcheck={false}
							autocomplete="off"
							onInput={(event) => {
								setId(event.currentTarget.value);
								tell();
							}}
						/>
					</label>
					<SecretInput
						label="Secret access key"
						onInput={(text) => {
							setSecret(text);
							tell();
						}}
					/>
					<SecretInput
						label="Session token, for temporary keys"
						optional
						onInput={(text) => {
							setToken(text);
							tell();
						}}
					/>
				</Show>
			</div>
		</div>
	);
}
