import { A } from "@solidjs/router";
import { Show } from "solid-js";
import { ApiFailure } from "../api/failure";
import { signInPath } from "../session/sign-in-path";
import { Button } from "./button";

const titles: Record<string, string> = {
	server_gone: "The server does not answer",
	not_found: "Not found",
	page_not_loaded: "This page could not be loaded",
	unauthenticated: "You are signed out",
};

/** Says what went wrong and what to do, and offers to try again. An error that is no `ApiFailure` is shown as it is. */
export function ProblemNotice(props: { failure: unknown; onRetry?: () => void }) {
	const failure = () => (props.failure instanceof ApiFailure ? props.failure : undefined);
	const detail = () => (props.failure instanceof Error ? props.failure.message : String(props.failure));
	return (
		<div role="alert" class="panel flex flex-wrap items-center justify-between gap-4 px-5 py-4">
			<div>
				<p class="font-medium">{titles[failure()?.code ?? ""] ?? "Something went wrong"}</p>
				<p class="text-soft">{failure()?.detail ?? detail()}</p>
			</div>
			<Show
				when={failure()?.status === 401}
				fallback={<Show when={props.onRetry}>{(retry) => <Button onClick={() => retry()()}>Try again</Button>}</Show>}
			>
				<A class="link" href={signInPath(location)}>
					Sign in
				</A>
			</Show>
		</div>
	);
}
