import { createSignal, Show } from "solid-js";
import { api } from "../api/client";
import { ApiFailure, dataOf } from "../api/failure";
import type { CreatedKey } from "../api/model";
import { Button } from "../controls/button";
import { CodeBlock } from "../controls/code-block";

/** The form that makes a lens key, and the one time that its secret is shown. */
export function CreateKey(props: { projectId: string; onCreated(): void }) {
	const [name, setName] = createSignal("");
	const [created, setCreated] = createSignal<CreatedKey>();
	const [failure, setFailure] = createSignal<string>();
	const [busy, setBusy] = createSignal(false);

	async function create(event: SubmitEvent): Promise<void> {
		event.preventDefault();
		setBusy(true);
		setFailure(undefined);
		try {
			setCreated(await dataOf(api.keys.post({ projectId: props.projectId, name: name().trim() })));
			setName("");
			props.onCreated();
		} catch (reason) {
			if (!(reason instanceof ApiFailure)) throw reason;
			setFailure(reason.detail);
		} finally {
			setBusy(false);
		}
	}

	return (
		<section class="panel mb-6 px-5 py-4">
			<form class="flex flex-wrap items-end gap-3" onSubmit={create}>
				<label class="block min-w-60 flex-1">
					<span class="mb-1 block font-medium">Name of the new key</span>
					<input
						class="field w-full"
						name="key-name"
						required
						maxLength={80}
						pattern=".*\S.*"
						placeholder="checkout service, staging"
						autocomplete="off"
						value={name()}
						onInput={(event) => setName(event.currentTarget.value)}
					/>
				</label>
				<Button type="submit" kind="primary" disabled={busy()}>
					{busy() ? "Creating…" : "Create key"}
				</Button>
			</form>
			<Show when={failure()}>
				{(text) => (
					<p role="alert" class="mt-3 text-danger">
						{text()}
					</p>
				)}
			</Show>
			<Show when={created()}>{(key) => <ShownOnce key={key()} onDone={() => setCreated(undefined)} />}</Show>
		</section>
	);
}

function ShownOnce(props: { key: CreatedKey; onDone(): void }) {
	return (
		<div role="status" class="mt-4 border-t border-line pt-4">
			<p class="mb-2">
				<span class="font-medium">{props.key.name}</span> is ready. Copy it now:{" "}
				<span class="text-soft">only its fingerprint is kept, so it can't be shown again.</span>
			</p>
			<CodeBlock code={props.key.secret} what="the new key" />
			<div class="mt-3">
				<Button onClick={() => props.onDone()}>I have copied it</Button>
			</div>
		</div>
	);
}
