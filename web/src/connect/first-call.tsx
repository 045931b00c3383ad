import { A } from "@solidjs/router";
import { Show } from "solid-js";
import { CodeBlock } from "../controls/code-block";
import { curlSnippet, isLoopback } from "./snippets";

/** What stands where calls will be: how to make the first one. */
export function FirstCall() {
	return (
		<section class="panel max-w-3xl px-6 py-6">
			<h2 class="text-base font-semibold">Make the first call</h2>
			<p class="mb-4 text-soft">
				Point a client at this server, and its calls appear here as they end. In a terminal, with your own OpenAI key:
			</p>
			<CodeBlock what="curl command" code={curlSnippet(location.origin, !isLoopback(location.hostname))} />
			<p class="mt-4 text-soft">
				<Show when={isLoopback(location.hostname)}>
					On the server's own machine no lens key is needed; such calls belong to the project that the server made
					first.{" "}
				</Show>
				Python, TypeScript and VS Code are on the page{" "}
				<A class="link" href="/connect">
					Connect
				</A>
				.
			</p>
		</section>
	);
}
