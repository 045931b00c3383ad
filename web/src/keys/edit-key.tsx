import { createSignal } from "solid-js";
import { createStore } from "solid-js/store";
import { api } from "../api/client";
import { ApiFailure, dataOf } from "../api/failure";
import type { LensKey } from "../api/model";
import { FormDialog } from "../controls/form-dialog";
import { useSession } from "../session/session";
import { draftOf, wantedOf } from "./key-draft";
import { KeyFields } from "./key-fields";

/** Changes a key's name and what it may do; from the next call on. */
export function EditKey(props: { key: LensKey; onChanged(): void; onClose(): void }) {
	const { may } = useSession();
	const [draft, setDraft] = createStore(draftOf(props.key));
	const [failure, setFailure] = createSignal<string>();
	const [busy, setBusy] = createSignal(false);

	async function save(): Promise<void> {
		if (draft.scopes.length === 0) return void setFailure("Choose what the key may do.");
		setBusy(true);
		try {
			await dataOf(api.keys({ id: props.key.id }).patch(wantedOf(draft, props.key)));
			props.onChanged();
		} catch (reason) {
			if (!(reason instanceof ApiFailure)) throw reason;
			setFailure(reason.detail);
		} finally {
			setBusy(false);
		}
	}

	return (
		<FormDialog
			open
			title={`Edit ${props.key.name}`}
			submitLabel={busy() ? "Saving…" : "Save changes"}
			busy={busy()}
			failure={failure()}
			onSubmit={save}
			onClose={props.onClose}
		>
			<label class="mb-4 block">
				<span class="mb-1 block font-medium">Name</span>
				<input
					class="field w-full"
					required
					maxLength={80}
					pattern=".*\S.*"
					autocomplete="off"
					value={draft.name}
					onInput={(event) => setDraft("name", event.currentTarget.value)}
				/>
			</label>
			<KeyFields draft={draft} onChange={setDraft} mayManage={may("limits.manage")} />
		</FormDialog>
	);
}
