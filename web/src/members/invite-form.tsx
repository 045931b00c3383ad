import { createSignal, Show } from "solid-js";
import { api } from "../api/client";
import { ApiFailure, dataOf } from "../api/failure";
import type { Role } from "../api/model";
import { Button } from "../controls/button";
import { useSession } from "../session/session";
import { RoleSelect } from "./role-select";
import { grantable, roleOptions } from "./roles";

/** Mails somebody a link to join. */
export function InviteForm(props: { onInvited(): void }) {
	const { may } = useSession();
	const [email, setEmail] = createSignal("");
	const [role, setRole] = createSignal<Role>("developer");
	const [sentTo, setSentTo] = createSignal<string>();
	const [failure, setFailure] = createSignal<string>();
	const [busy, setBusy] = createSignal(false);
	const chosen = () => roleOptions.find(({ value }) => value === role());

	async function invite(event: SubmitEvent): Promise<void> {
		event.preventDefault();
		setBusy(true);
		setFailure(undefined);
		setSentTo(undefined);
		try {
			setSentTo((await dataOf(api.invitations.post({ email: email().trim(), role: role() }))).email);
			setEmail("");
		} catch (reason) {
			if (!(reason instanceof ApiFailure)) throw reason;
			setFailure(reason.detail);
		} finally {
			setBusy(false);
			props.onInvited();
		}
	}

	return (
		<section class="panel mb-6 px-5 py-4">
			<form class="flex flex-wrap items-end gap-3" onSubmit={invite}>
				<label class="block min-w-60 flex-1">
					<span class="mb-1 block font-medium">Invite by e-mail</span>
					<input
						type="email"
						class="field w-full"
						required
						maxLength={254}
						placeholder="grace@example.com"
						autocomplete="off"
						value={email()}
						onInput={(event) => setEmail(event.currentTarget.value)}
					/>
				</label>
				<RoleSelect label="Role" value={role()} options={grantable(may)} onChoose={setRole} />
				<Button type="submit" kind="primary" disabled={busy()}>
					{busy() ? "Sending…" : "Invite"}
				</Button>
			</form>
			<p class="mt-2 text-soft">
				{chosen()?.label}: {chosen()?.meaning}.
			</p>
			<Show when={failure()}>
				{(text) => (
					<p role="alert" class="mt-2 text-danger">
						{text()}
					</p>
				)}
			</Show>
			<p role="status" class="text-soft">
				<Show when={sentTo()}>
					{(address) => (
						<>
							A link is on its way to <strong class="font-medium text-ink">{address()}</strong>. Without a mail server
							it is printed on the server's console.
						</>
					)}
				</Show>
			</p>
		</section>
	);
}
