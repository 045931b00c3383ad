import { For, Match, Show, Switch } from "solid-js";
import { ScrollRegion } from "../controls/scroll-region";
import { indentJson } from "./json-value";
import type { Message, Part } from "./message";

const roleNames: Record<string, string> = {
	system: "System",
	developer: "Developer",
	user: "User",
	assistant: "Assistant",
	tool: "Tool result",
	/** Gemini's name for it. */
	model: "Assistant",
};

/** A model that stops for another reason was cut off. In lower case, since Gemini and Cohere shout. */
const expectedReasons = new Set([
	"stop",
	"tool_calls",
	"function_call",
	"end_turn",
	"stop_sequence",
	"tool_use",
	"tool_call",
	"complete",
	"completed",
]);

/** One turn, with what the model wrote set apart from what it was given. */
export function MessageView(props: { message: Message; written?: boolean; choice?: number }) {
	return (
		<article class="border-s-2 ps-4" classList={{ "border-accent": props.written, "border-line": !props.written }}>
			<h3 class="mb-1 flex flex-wrap items-baseline gap-x-2 text-[13px] font-medium text-soft">
				<span classList={{ "text-accent": props.written }}>
					{roleNames[props.message.role] ?? props.message.role}
					{props.choice === undefined ? "" : ` · choice ${props.choice + 1}`}
				</span>
				<Show when={props.message.answersTo}>{(id) => <span class="font-mono font-normal">{id()}</span>}</Show>
				<Show when={props.message.finishReason && !expectedReasons.has(props.message.finishReason.toLowerCase())}>
					<span class="font-normal text-warning">cut off: {props.message.finishReason}</span>
				</Show>
			</h3>
			<div class="space-y-2">
				<For each={props.message.parts} fallback={<p class="text-soft">Empty</p>}>
					{(part) => <PartView part={part} isToolResult={props.message.role === "tool"} />}
				</For>
			</div>
		</article>
	);
}

function PartView(props: { part: Part; isToolResult: boolean }) {
	return (
		<Switch>
			<Match when={props.part.kind === "text" && props.part}>
				{(part) => (
					<Show
						when={props.isToolResult}
						fallback={<p class="max-w-[75ch] whitespace-pre-wrap wrap-anywhere">{part().text}</p>}
					>
						<Code text={indentJson(part().text)} label="Tool result" />
					</Show>
				)}
			</Match>
			<Match when={props.part.kind === "thinking" && props.part}>
				{(part) => (
					<p class="max-w-[75ch] whitespace-pre-wrap text-soft wrap-anywhere">
						<span class="font-medium">Thinking: </span>
						{part().text || "not told"}
					</p>
				)}
			</Match>
			<Match when={props.part.kind === "tool_result" && props.part}>
				{(part) => (
					<div class="space-y-2">
						<p class="mb-1 text-[13px]">
							Tool result <span class="font-mono text-soft">{part().answersTo}</span>
							<Show when={part().failed}>
								<span class="text-warning"> failed</span>
							</Show>
						</p>
						<For each={part().parts} fallback={<p class="text-soft">Empty</p>}>
							{(inner) => <PartView part={inner} isToolResult />}
						</For>
					</div>
				)}
			</Match>
			<Match when={props.part.kind === "refusal" && props.part}>
				{(part) => (
					<p class="max-w-[75ch] whitespace-pre-wrap">
						<span class="font-medium text-warning">Refused: </span>
						{part().text}
					</p>
				)}
			</Match>
			<Match when={props.part.kind === "attachment" && props.part}>
				{(part) => (
					<p class="inline-block max-w-full rounded-md border border-line bg-sunken px-2.5 py-1 text-[13px] wrap-anywhere">
						{part().what} <span class="text-soft">{part().detail}</span>
					</p>
				)}
			</Match>
			<Match when={props.part.kind === "tool_call" && props.part}>
				{(part) => (
					<div>
						<p class="mb-1 text-[13px]">
							Calls <span class="font-mono font-medium">{part().name}</span>{" "}
							<span class="font-mono text-soft">{part().id}</span>
						</p>
						<Code text={indentJson(part().arguments)} label={`Arguments of ${part().name}`} />
					</div>
				)}
			</Match>
		</Switch>
	);
}

function Code(props: { text: string; label: string }) {
	return (
		<ScrollRegion
			label={props.label}
			class="max-h-72 overflow-auto rounded-md border border-line bg-sunken px-3 py-2 font-mono text-[13px] whitespace-pre-wrap wrap-anywhere"
		>
			{props.text}
		</ScrollRegion>
	);
}
