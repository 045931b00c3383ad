import { createSignal, Show } from "solid-js";
import { createStore } from "solid-js/store";
import { api } from "../api/client";
import { ApiFailure, dataOf } from "../api/failure";
import type { CreatedKey } from "../api/model";
import { Button } from "../controls/button";
import { useSession } from "../session/session";
import { emptyDraft, scopeWords, wantedOf } from "./key-draft";
import { KeyFields } from "./key-fields";
import { ShownOnce } from "./shown-once";

/** The form that makes a lens key, and the one time that its secret is shown. */
export function CreateKey(props: { projectId: string; onCreated(): void }) {
	const { may } = useSession();
	const [draft, setDraft] = createStore({ ...emptyDraft });
	const [created, setCreated] = createSignal<CreatedKey>();
	const [failure, setFailure] = createSignal<string>();
	const [busy, setBusy] = createSignal(false);

	async function create(event: SubmitEvent): Promise<void> {
		event.preventDefault();
		if (draft.scopes.length === 0) return void setFailure("Choose what the key may do.");
		setBusy(true);
		setFailure(undefined);
		try {
			setCreated(await dataOf(api.keys.post({ projectId: props.projectId, ...wantedOf(draft) })));
			setDraft({ ...emptyDraft });
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
			<form onSubmit={create}>
				<div class="flex flex-wrap items-end gap-3">
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
							value={draft.name}
							onInput={(event) => setDraft("name", event.currentTarget.value)}
						/>
					</label>
					<Button type="submit" kind="primary" disabled={busy()}>
						{busy() ? "Creating…" : "Create key"}
					</Button>
				</div>
				<details class="mt-3">
					<summary class="w-fit text-soft hover:text-ink">It may: {scopeWords(draft.scopes)}</summary>
					<div class="pt-4">
						<KeyFields draft={draft} onChange={setDraft} mayManage={may("limits.manage")} />
					</div>
				</details>
			</form>
			<Show when={failure()}>
				{(text) => (
					<p role="alert" class="mt-3 text-danger">
						{text()}
					</p>
				)}
			</Show>
			<Show when={created()}>
				{(key) => (
					<div class="mt-4 border-t border-line pt-4">
						<ShownOnce name={key().name} secret={key().secret} onDone={() => setCreated(undefined)} />
					</div>
				)}
			</Show>
		</section>
	);
}
