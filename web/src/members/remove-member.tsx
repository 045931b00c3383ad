import { createSignal, For, Show } from "solid-js";
import { api } from "../api/client";
import { ApiFailure, successOf } from "../api/failure";
import type { Member } from "../api/model";
import { FormDialog } from "../controls/form-dialog";

const fates = [
	{ value: "revoke", label: "Revoke them", meaning: "what uses them is refused at once" },
	{ value: "takeOver", label: "I take them over", meaning: "they go on, and I answer for them" },
] as const;

/** Ends a membership, and asks what becomes of the lens keys. Whoever leaves by themselves hands theirs to nobody. */
export function RemoveMember(props: { member: Member; isSelf: boolean; onRemoved(): void; onClose(): void }) {
	const [fate, setFate] = createSignal<(typeof fates)[number]["value"]>("revoke");
	const [failure, setFailure] = createSignal<string>();
	const [busy, setBusy] = createSignal(false);
	const keys = () => (props.member.activeKeys === 1 ? "1 lens key" : `${props.member.activeKeys} lens keys`);

	async function remove(): Promise<void> {
		setBusy(true);
		try {
			const query = props.isSelf ? {} : { keys: fate() };
			await successOf(api.members({ id: props.member.id }).delete(undefined, { query }));
			props.onRemoved();
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
			title={props.isSelf ? "Leave the organization?" : `Remove ${props.member.email}?`}
			submitLabel={props.isSelf ? "Leave" : "Remove"}
			busy={busy()}
			failure={failure()}
			onSubmit={remove}
			onClose={props.onClose}
		>
			<p class="text-soft">
				{props.isSelf ? "You see" : "They see"} nothing of it any more, from now on. Calls that were made stay.
			</p>
			<Show when={props.member.activeKeys > 0}>
				<Show
					when={!props.isSelf}
					fallback={<p class="mt-3">Your {keys()} will be revoked. Have somebody remove you, to keep them at work.</p>}
				>
					<fieldset class="mt-4">
						<legend class="mb-1 font-medium">They answer for {keys()}</legend>
						<div class="divide-y divide-line rounded-lg border border-line">
							<For each={fates}>
								{(option) => (
									<label class="flex cursor-pointer gap-3 px-4 py-2 has-checked:bg-accent-wash">
										<input
											type="radio"
											name="fate"
											class="accent-accent"
											checked={fate() === option.value}
											onChange={() => setFate(option.value)}
										/>
										<span>
											{option.label}: <span class="text-soft">{option.meaning}</span>
										</span>
									</label>
								)}
							</For>
						</div>
					</fieldset>
				</Show>
			</Show>
		</FormDialog>
	);
}
