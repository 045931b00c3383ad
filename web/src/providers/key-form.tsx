import { createSignal, onMount, Show } from "solid-js";
import { api } from "../api/client";
import { ApiFailure, dataOf } from "../api/failure";
import type { Provider, ProviderKey } from "../api/model";
import { Button } from "../controls/button";
import { SecretField } from "./secret-field";

interface KeyFormProps {
	provider: Provider;
	/** The key whose secret is replaced; absent: a new one is added. */
	replacing?: ProviderKey;
	onDone(key: ProviderKey): void;
	onCancel(): void;
}

/** Adds a provider key, or puts another secret in the place of one. Escape leaves it. */
export function KeyForm(props: KeyFormProps) {
	const [name, setName] = createSignal("main");
	const [resource, setResource] = createSignal("");
	const [secret, setSecret] = createSignal("");
	const [failure, setFailure] = createSignal<string>();
	const [busy, setBusy] = createSignal(false);
	let form: HTMLFormElement | undefined;
	onMount(() => form?.querySelector<HTMLElement>("input, textarea")?.focus());

	async function save(event: SubmitEvent): Promise<void> {
		event.preventDefault();
		setBusy(true);
		setFailure(undefined);
		try {
			props.onDone(await dataOf(send()));
		} catch (reason) {
			if (!(reason instanceof ApiFailure)) throw reason;
			setFailure(reason.detail);
		} finally {
			setBusy(false);
		}
	}

	function send() {
		const { replacing, provider } = props;
		if (replacing) return api["provider-keys"]({ id: replacing.id }).secret.put({ secret: secret() });
		return api["provider-keys"].post({
			provider: provider.keysName,
			name: name().trim(),
			secret: secret(),
			...(provider.keysPerResource && { resource: resource().trim() }),
		});
	}

	return (
		<form
			ref={form}
			class="mt-3 rounded-lg border border-line bg-page px-4 py-4"
			aria-label={props.replacing ? `Replace ${props.replacing.name}` : `Add key for ${props.provider.name}`}
			onSubmit={save}
			onKeyDown={(event) => event.key === "Escape" && props.onCancel()}
		>
			<div class="flex flex-wrap items-end gap-3">
				<Show when={!props.replacing}>
					<TextField label="Name" value={name()} onInput={setName} />
					<Show when={props.provider.keysPerResource}>
						<TextField label="Resource" placeholder="my-resource" value={resource()} onInput={setResource} />
					</Show>
				</Show>
				<SecretField form={props.provider.keyForm} onInput={setSecret} />
			</div>
			<Show when={failure()}>
				{(text) => (
					<p role="alert" class="mt-3 text-danger">
						{text()}
					</p>
				)}
			</Show>
			<div class="mt-4 flex flex-wrap items-center gap-2">
				<Button type="submit" kind="primary" disabled={busy()}>
					{busy() ? "Saving…" : props.replacing ? "Replace key" : "Add key"}
				</Button>
				<Button onClick={() => props.onCancel()}>Cancel</Button>
				<span class="text-soft">It is kept sealed, and never shown again.</span>
			</div>
		</form>
	);
}

function TextField(props: { label: string; placeholder?: string; value: string; onInput(text: string): void }) {
	return (
		<label class="block w-44">
			<span class="mb-1 block font-medium">{props.label}</span>
			<input
				class="field w-full"
				required
				maxLength={80}
				pattern=".*\S.*"
				autocomplete="off"
				placeholder={props.placeholder}
				value={props.value}
				onInput={(event) => props.onInput(event.currentTarget.value)}
			/>
		</label>
	);
}
