import { Title } from "@solidjs/meta";
import { useSearchParams } from "@solidjs/router";
import { createSignal, Show } from "solid-js";
import { ApiFailure } from "../api/failure";
import { Button } from "../controls/button";
import { describeLinkError, requestSignInLink } from "../session/sign-in";
import { nextPath } from "../session/sign-in-path";
import { Mark } from "../shell/icons";

export default function SignIn() {
	const [search] = useSearchParams<{ next?: string; error?: string }>();
	const [email, setEmail] = createSignal("");
	const [sentTo, setSentTo] = createSignal<string>();
	const [sending, setSending] = createSignal(false);
	const [failure, setFailure] = createSignal<string>();

	async function send(event: SubmitEvent): Promise<void> {
		event.preventDefault();
		setSending(true);
		setFailure(undefined);
		try {
			await requestSignInLink(email(), nextPath(search.next));
			setSentTo(email());
		} catch (reason) {
			if (!(reason instanceof ApiFailure)) throw reason;
			setFailure(reason.detail);
		} finally {
			setSending(false);
		}
	}

	return (
		<main class="grid min-h-dvh content-center justify-center p-4">
			<Title>Sign in · LensAI</Title>
			<div class="w-[min(400px,calc(100vw-32px))] pb-[12vh]">
				<div class="mb-6 flex items-center gap-2.5">
					<Mark />
					<h1 class="text-[22px] font-semibold tracking-tight">Sign in to LensAI</h1>
				</div>
				<Show when={sentTo() === undefined && (failure() ?? describeLinkError(search.error))}>
					{(text) => (
						<p role="alert" class="mb-4 rounded-md border border-danger bg-danger-wash px-3 py-2 text-danger">
							{text()}
						</p>
					)}
				</Show>
				<Show
					when={sentTo()}
					fallback={<EmailForm email={email()} sending={sending()} onEmail={setEmail} onSubmit={send} />}
				>
					{(address) => <LinkIsOnItsWay address={address()} onAgain={() => setSentTo(undefined)} />}
				</Show>
			</div>
		</main>
	);
}

interface EmailFormProps {
	email: string;
	sending: boolean;
	onEmail(email: string): void;
	onSubmit(event: SubmitEvent): void;
}

function EmailForm(props: EmailFormProps) {
	return (
		<form class="panel p-5" onSubmit={(event) => props.onSubmit(event)}>
			<label class="block">
				<span class="mb-1 block font-medium">E-mail address</span>
				<input
					type="email"
					name="email"
					required
					autocomplete="email"
					class="field w-full"
					value={props.email}
					onInput={(event) => props.onEmail(event.currentTarget.value)}
				/>
			</label>
			<p class="mt-2 mb-4 text-soft">We send you a link that signs you in. There is no password.</p>
			<Button type="submit" kind="primary" class="w-full" disabled={props.sending}>
				{props.sending ? "Sending…" : "Send the link"}
			</Button>
		</form>
	);
}

function LinkIsOnItsWay(props: { address: string; onAgain(): void }) {
	return (
		<div class="panel p-5" role="status">
			<p class="mb-1 font-medium">The link is on its way</p>
			<p class="mb-3 text-soft">
				Look into the mail of <strong class="font-medium text-ink">{props.address}</strong>. It works once, for five
				minutes.
			</p>
			<p class="mb-4 text-soft">No mail server set up? Then the link is printed on the server's console.</p>
			<Button onClick={() => props.onAgain()}>Use another address</Button>
		</div>
	);
}
