import { Tabs } from "@kobalte/core/tabs";
import { createMemo, For, Show } from "solid-js";
import type { CallDetail, Payload } from "../api/model";
import { CopyButton } from "../controls/copy-button";
import { ScrollRegion } from "../controls/scroll-region";
import { formatBytes } from "../format/count";
import { useSession } from "../session/session";
import { readConversation } from "./conversation";
import { indentJson } from "./json-value";
import { explainMissing, explainUnreadable } from "./kept-bodies";
import { MessageView } from "./message-view";

/** What was said: as messages where they can be read, and as the raw bodies. */
export function ConversationView(props: { call: CallDetail }) {
	const { may } = useSession();
	const conversation = createMemo(() =>
		readConversation({
			operation: props.call.operation,
			request: props.call.request?.text,
			response: props.call.response?.text,
		}),
	);
	const isReadable = () => conversation().asked !== undefined || conversation().answered !== undefined;
	return (
		<Show when={may("payloads.read")} fallback={<Withheld call={props.call} />}>
			<Tabs class="panel min-w-0" defaultValue={isReadable() || !props.call.request ? "messages" : "request"}>
				<h2 class="sr-only">What was said</h2>
				<Tabs.List class="relative flex gap-1 border-b border-line px-3" aria-label="What was said">
					<For
						each={
							[
								["messages", "Messages"],
								["request", "Request"],
								["response", "Response"],
							] as const
						}
					>
						{([value, label]) => (
							<Tabs.Trigger
								value={value}
								class="-mb-px border-b-2 border-transparent px-2.5 py-2.5 text-soft hover:text-ink data-selected:border-accent data-selected:font-medium data-selected:text-ink"
							>
								{label}
							</Tabs.Trigger>
						)}
					</For>
				</Tabs.List>
				<Tabs.Content value="messages" class="space-y-6 px-5 py-5">
					<For each={explainMissing(props.call)}>{(sentence) => <p class="text-soft">{sentence}</p>}</For>
					<For each={conversation().asked}>{(message) => <MessageView message={message} />}</For>
					<For each={conversation().answered}>
						{(message, index) => (
							<MessageView
								message={message}
								written
								choice={(conversation().answered?.length ?? 0) > 1 ? index() : undefined}
							/>
						)}
					</For>
					<Show when={conversation().error !== props.call.errorMessage && conversation().error}>
						{(text) => <p class="text-danger">{text()}</p>}
					</Show>
					<Show when={explainUnreadable(props.call, conversation())}>
						{(sentence) => <p class="text-soft">{sentence()}</p>}
					</Show>
				</Tabs.Content>
				<Tabs.Content value="request" class="px-5 py-5">
					<Body body={props.call.request} what="request" />
				</Tabs.Content>
				<Tabs.Content value="response" class="px-5 py-5">
					<Body body={props.call.response} what="response" />
				</Tabs.Content>
			</Tabs>
		</Show>
	);
}

/** What stands there for who may see calls, but not what was said in them. */
function Withheld(props: { call: CallDetail }) {
	return (
		<section class="panel min-w-0 px-5 py-5">
			<h2 class="mb-1 font-semibold">What was said</h2>
			<For each={explainMissing(props.call, false)}>{(sentence) => <p class="text-soft">{sentence}</p>}</For>
		</section>
	);
}

function Body(props: { body: Payload | null; what: string }) {
	return (
		<Show when={props.body} fallback={<p class="text-soft">The {props.what} was not kept.</p>}>
			{(body) => (
				<>
					<div class="mb-3 flex items-center justify-between gap-3">
						<p class="text-[13px] text-soft">
							{formatBytes(body().bytes)}
							{body().truncated ? ", cut after 1 MiB" : ""}
						</p>
						<CopyButton text={body().text} what={`the ${props.what}'s body`} />
					</div>
					<ScrollRegion
						label={`The ${props.what}'s body`}
						class="max-h-[70vh] overflow-auto font-mono text-[13px] leading-6 whitespace-pre-wrap wrap-anywhere"
					>
						{indentJson(body().text)}
					</ScrollRegion>
				</>
			)}
		</Show>
	);
}
