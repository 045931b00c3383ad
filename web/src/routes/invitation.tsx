import { Title } from "@solidjs/meta";
import { createResource, createSignal, Show } from "solid-js";
import { api } from "../api/client";
import { ApiFailure, dataOf } from "../api/failure";
import type { OpenInvitation } from "../api/model";
import { Button } from "../controls/button";
import { ProblemNotice } from "../controls/problem-notice";
import { roleOptions } from "../members/roles";
import { Mark } from "../shell/icons";

/** Where the link of an invitation leads. Its token stands behind `#`, which no server is sent. */
export default function Invitation() {
	const token = globalThis.location?.hash.slice(1) ?? "";
	const [invitation] = createResource(() => dataOf(api.invitations.read.post({ token })));
	const [failure, setFailure] = createSignal<unknown>();
	const [joining, setJoining] = createSignal(false);

	async function join(): Promise<void> {
		setJoining(true);
		try {
			await dataOf(api.invitations.accept.post({ token }));
			location.replace("/");
		} catch (reason) {
			setFailure(() => reason);
			setJoining(false);
		}
	}

	return (
		<main class="grid min-h-dvh content-center justify-center p-4">
			<Title>Invitation · LensAI</Title>
			<div class="w-[min(440px,calc(100vw-32px))] pb-[12vh]">
				<div class="mb-6 flex items-center gap-2.5">
					<Mark />
					<h1 class="text-[22px] font-semibold tracking-tight">You are invited to LensAI</h1>
				</div>
				<Show when={failure() ?? invitation.error}>
					<ProblemNotice failure={plain(failure() ?? invitation.error)} />
				</Show>
				<Show when={!failure() && !invitation.error && invitation()}>
					{(open) => <Asked invitation={open()} joining={joining()} onJoin={() => void join()} />}
				</Show>
			</div>
		</main>
	);
}

/** A link that was cut short has a token of the wrong form: say what that means. */
function plain(reason: unknown): unknown {
	if (!(reason instanceof ApiFailure) || reason.code !== "invalid_request") return reason;
	return new ApiFailure(reason.status, "invitation_invalid", "The link is not whole. Copy all of it from the mail.");
}

function Asked(props: { invitation: OpenInvitation; joining: boolean; onJoin(): void }) {
	const role = () => roleOptions.find(({ value }) => value === props.invitation.role);
	return (
		<div class="panel p-5">
			<p class="mb-3 wrap-anywhere">
				<strong class="font-medium">{props.invitation.invitedBy}</strong> invites you to{" "}
				<strong class="font-medium">{props.invitation.organization.name}</strong>.
			</p>
			<dl class="mb-4 grid grid-cols-[max-content_minmax(0,1fr)] gap-x-4 gap-y-1">
				<dt class="text-soft">Your role</dt>
				<dd>
					{role()?.label}: <span class="text-soft">{role()?.meaning}</span>
				</dd>
				<dt class="text-soft">You sign in as</dt>
				<dd class="wrap-anywhere">{props.invitation.email}</dd>
			</dl>
			<Button kind="primary" class="w-full" disabled={props.joining} onClick={() => props.onJoin()}>
				{props.joining ? "Joining…" : "Join"}
			</Button>
		</div>
	);
}
