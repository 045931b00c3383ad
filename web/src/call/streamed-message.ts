import { asList, asObject, asText, type JsonObject, parseJson } from "./json-value";
import { type Message, readMessage } from "./message";

interface Draft {
	content: string;
	refusal: string;
	transcript: string;
	role: string | undefined;
	finishReason: string | undefined;
	toolCalls: Map<number, { id: string | undefined; name: string; arguments: string }>;
}

/** Puts the messages of a chat completion stream together again, one for each choice, in the order of their indexes. */
export function readStreamedMessages(text: string): Message[] {
	const drafts = new Map<number, Draft>();
	for (const chunk of readEvents(text)) {
		for (const value of asList(chunk.choices)) {
			const choice = asObject(value);
			if (!choice) continue;
			const index = typeof choice.index === "number" ? choice.index : 0;
			const draft = drafts.get(index) ?? emptyDraft();
			drafts.set(index, draft);
			addDelta(draft, choice);
		}
	}
	return [...drafts].sort(([a], [b]) => a - b).flatMap(([, draft]) => finish(draft) ?? []);
}

/** The error that a stream broke off with, when the provider sent one. */
export function readStreamedError(text: string): string | undefined {
	for (const event of readEvents(text)) {
		const message = asText(asObject(event.error)?.message);
		if (message !== undefined) return message;
	}
	return undefined;
}

/** The objects behind `data:` lines. A last line that was cut, and `[DONE]`, are no objects. */
function readEvents(text: string): JsonObject[] {
	return text.split(/\r\n|\n|\r/).flatMap((line) => {
		if (!line.startsWith("data:")) return [];
		const event = asObject(parseJson(line.slice(5)));
		return event ? [event] : [];
	});
}

function emptyDraft(): Draft {
	return { content: "", refusal: "", transcript: "", role: undefined, finishReason: undefined, toolCalls: new Map() };
}

function addDelta(draft: Draft, choice: JsonObject): void {
	const delta = asObject(choice.delta) ?? {};
	draft.role ??= asText(delta.role);
	draft.content += asText(delta.content) ?? "";
	draft.refusal += asText(delta.refusal) ?? "";
	draft.transcript += asText(asObject(delta.audio)?.transcript) ?? "";
	draft.finishReason = asText(choice.finish_reason) ?? draft.finishReason;
	for (const value of asList(delta.tool_calls)) addToolCall(draft, asObject(value) ?? {});
}

function addToolCall(draft: Draft, piece: JsonObject): void {
	const index = typeof piece.index === "number" ? piece.index : draft.toolCalls.size;
	const call = draft.toolCalls.get(index) ?? { id: undefined, name: "", arguments: "" };
	const called = asObject(piece.function);
	call.id ??= asText(piece.id);
	call.name += asText(called?.name) ?? "";
	call.arguments += asText(called?.arguments) ?? "";
	draft.toolCalls.set(index, call);
}

function finish(draft: Draft): Message | undefined {
	const toolCalls = [...draft.toolCalls].sort(([a], [b]) => a - b);
	return readMessage(
		{
			role: draft.role ?? "assistant",
			content: draft.content,
			refusal: draft.refusal || undefined,
			audio: draft.transcript ? { transcript: draft.transcript } : undefined,
			tool_calls: toolCalls.map(([, { id, ...called }]) => ({ id, function: called })),
		},
		draft.finishReason,
	);
}
