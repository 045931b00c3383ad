import { asList, asObject, asText, type JsonObject } from "../json-value";

interface Draft {
	content: string;
	thought: string;
	refusal: string;
	transcript: string;
	role: string | undefined;
	finishReason: string | undefined;
	toolCalls: Map<number, { id: string | undefined; name: string; arguments: string }>;
}

/** The choices of a chat completion stream as an answer that is not streamed has them, in the order of their indexes. */
export function joinChoices(events: readonly JsonObject[]): JsonObject[] {
	const drafts = new Map<number, Draft>();
	for (const chunk of events) {
		for (const value of asList(chunk.choices)) {
			const choice = asObject(value);
			if (!choice) continue;
			const index = typeof choice.index === "number" ? choice.index : 0;
			const draft = drafts.get(index) ?? emptyDraft();
			drafts.set(index, draft);
			addDelta(draft, choice);
		}
	}
	return [...drafts].sort(([a], [b]) => a - b).map(([, draft]) => finish(draft));
}

function emptyDraft(): Draft {
	const texts = { content: "", thought: "", refusal: "", transcript: "" };
	return { ...texts, role: undefined, finishReason: undefined, toolCalls: new Map() };
}

function addDelta(draft: Draft, choice: JsonObject): void {
	const delta = asObject(choice.delta) ?? {};
	draft.role ??= asText(delta.role);
	draft.content += asText(delta.content) ?? "";
	draft.thought += asText(delta.reasoning_content) ?? asText(delta.reasoning) ?? "";
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

function finish(draft: Draft): JsonObject {
	const toolCalls = [...draft.toolCalls].sort(([a], [b]) => a - b);
	const message = {
		role: draft.role ?? "assistant",
		content: draft.content,
		reasoning_content: draft.thought,
		refusal: draft.refusal || undefined,
		audio: draft.transcript ? { transcript: draft.transcript } : undefined,
		tool_calls: toolCalls.map(([, { id, ...called }]) => ({ id, function: called })),
	};
	return { message, finish_reason: draft.finishReason };
}
