import { createSignal, For, Show } from "solid-js";
import { api } from "../api/client";
import { ApiFailure, dataOf } from "../api/failure";
import type { AdminKey } from "../api/model";
import { Button } from "../controls/button";

/** Where each provider gives its admin keys out, and how they begin. */
export const reporting = [
	{
		id: "openai",
		name: "OpenAI",
		prefix: "sk-admin-…",
		where: "An owner of the organization makes it at platform.openai.com, Settings, Admin keys.",
	},
	{
		id: "anthropic",
		name: "Anthropic",
		prefix: "sk-ant-admin…",
		where:
			"An admin of the organization makes it in the Claude Console, Settings, Admin keys. Individual accounts have none.",
	},
] as const;

export function nameOf(provider: string): string {
	return reporting.find(({ id }) => id === provider)?.name ?? provider;
}

interface AdminKeyFormProps {
	/** Those that have a key already are not offered. */
	keys: readonly AdminKey[];
	onAdded(): void;
}

/** Adds an admin key for a provider that has none yet. */
export function AdminKeyForm(props: AdminKeyFormProps) {
	const offered = () => reporting.filter(({ id }) => !props.keys.some((key) => key.provider === id));
	const [picked, setPicked] = createSignal<string>();
	const provider = () => offered().find(({ id }) => id === picked()) ?? offered()[0];
	const [secret, setSecret] = createSignal("");
	const [failure, setFailure] = createSignal<string>();
	const [busy, setBusy] = createSignal(false);

	async function add(event: SubmitEvent): Promise<void> {
		event.preventDefault();
		const { id, name } = provider() ?? {};
		if (id === undefined || name === undefined) return;
		setBusy(true);
		setFailure(undefined);
		try {
			await dataOf(api.reconciliation.keys.post({ provider: id, name: `${name} admin`, secret: secret() }));
			setSecret("");
			props.onAdded();
		} catch (reason) {
			if (!(reason instanceof ApiFailure)) throw reason;
			setFailure(reason.detail);
		} finally {
			setBusy(false);
		}
	}

	return (
		<Show when={provider()}>
			{(chosen) => (
				<form class="panel mb-6 px-5 py-4" aria-label="Add an admin key" onSubmit={add}>
					<div class="flex flex-wrap items-end gap-3">
						<label class="block w-44">
							<span class="mb-1 block font-medium">Provider</span>
							<select
								class="field w-full"
								name="provider"
								onChange={(event) => setPicked(offered()[event.currentTarget.selectedIndex]?.id)}
							>
								<For each={offered()}>
									{(option) => (
										<option value={option.id} selected={option.id === chosen().id}>
											{option.name}
										</option>
									)}
								</For>
							</select>
						</label>
						<label class="block min-w-60 flex-1">
							<span class="mb-1 block font-medium">Admin key</span>
							<input
								type="password"
								class="field w-full font-mono"
								name="admin-secret"
								required
								maxLength={1024}
								spellcheck={false}
								autocomplete="off"
								data-1p-ignore
								placeholder={chosen().prefix}
								aria-describedby="admin-key-where"
								value={secret()}
								onInput={(event) => setSecret(event.currentTarget.value)}
							/>
						</label>
						<Button type="submit" kind="primary" disabled={busy()}>
							{busy() ? "Adding…" : "Add admin key"}
						</Button>
					</div>
					<p id="admin-key-where" class="mt-2 text-soft">
						{chosen().where} It is kept sealed, is never used for calls, and reads usage and costs only.
					</p>
					<Show when={failure()}>
						{(text) => (
							<p role="alert" class="mt-2 text-danger">
								{text()}
							</p>
						)}
					</Show>
				</form>
			)}
		</Show>
	);
}
