import { cohere } from "../proxy/dialects/cohere-chat";
import { filledString, isRecord, type JsonRecord } from "../proxy/dialects/json-values";
import type { ChunkWriter } from "./chunk-writer";
import { askCohere } from "./cohere-request";
import { serverSentEvents } from "./event-sources";
import { MessageBuilder } from "./message-builder";
import type { ChatTranslation, Told } from "./translation";

/** Cohere's chat, version 2. Its answers do not name their model; citations have no place in OpenAI's format. */
export const cohereChat: ChatTranslation = {
	dialect: cohere,
	ask: askCohere,
	readAnswer,
	readStream: (writer) => serverSentEvents(writer, createStream(writer)),
};

/** https://docs.cohere.com/reference/chat (2026-11-22) */
const reasons: Readonly<Record<string, string>> = { MAX_TOKENS: "length", TOOL_CALL: "tool_calls" };

function reasonOf(native: string | undefined): string {
	return reasons[native ?? ""] ?? "stop";
}

function readAnswer({ id, message: said, finish_reason }: JsonRecord): Told | undefined {
	if (!isRecord(said)) return undefined;
	const message = new MessageBuilder();
	// What it says before it calls a tool.
	if (typeof said.tool_plan === "string") message.text(said.tool_plan);
	for (const block of listIn(said.content)) {
		if (block.type === "text") message.text(String(block.text));
		if (block.type === "thinking") message.reasoning({ format: "", text: String(block.thinking) });
	}
	for (const { id, function: called } of listIn(said.tool_calls)) {
		if (!isRecord(called)) continue;
		message.call({ id: String(id), name: String(called.name), arguments: String(called.arguments ?? "{}") });
	}
	const nativeReason = filledString(finish_reason);
	return {
		id: filledString(id),
		choices: [{ message: message.build(), finishReason: reasonOf(nativeReason), nativeReason }],
	};
}

function listIn(value: unknown): JsonRecord[] {
	return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** https://docs.cohere.com/docs/streaming (2026-11-22) */
function createStream(writer: ChunkWriter): (event: JsonRecord) => void {
	/** The place among the tool calls of each index of theirs. */
	const calls = new Map<unknown, number>();
	const toolCall = (index: unknown, message: JsonRecord, members: (call: JsonRecord) => JsonRecord) => {
		if (!calls.has(index)) calls.set(index, calls.size);
		const call = message.tool_calls;
		if (isRecord(call)) writer.delta({ tool_calls: [{ index: calls.get(index), ...members(call) }] });
	};
	const content = ({ content }: JsonRecord) => {
		if (!isRecord(content)) return;
		if (filledString(content.text)) writer.delta({ content: content.text });
		if (filledString(content.thinking)) writer.delta({ reasoning_content: content.thinking });
	};
	const handlers: Record<string, (message: JsonRecord, event: JsonRecord) => void> = {
		"message-start": (_, { id }) => {
			writer.name({ id: filledString(id) });
			writer.delta({ content: "" });
		},
		"content-start": content,
		"content-delta": content,
		"tool-plan-delta": ({ tool_plan: plan }) => writer.delta({ content: plan }),
		"tool-call-start": (message, { index }) =>
			toolCall(index, message, ({ id, function: called }) => ({ id, type: "function", function: called })),
		"tool-call-delta": (message, { index }) =>
			toolCall(index, message, ({ function: called }) => ({ function: called })),
		"message-end": (_, { delta }) => end(writer, isRecord(delta) ? delta : {}),
	};
	return (event) => {
		const message = isRecord(event.delta) ? event.delta.message : undefined;
		handlers[String(event.type)]?.(isRecord(message) ? message : {}, event);
	};
}

/** An answer that failed ends like any other, with another reason. */
function end(writer: ChunkWriter, { finish_reason, error }: JsonRecord): void {
	const native = filledString(finish_reason);
	const message = filledString(error);
	if (message !== undefined || native === "ERROR" || native === "TIMEOUT")
		writer.fail({ type: "provider_error", message: message ?? `Cohere ended the answer with ${native}.` });
	else writer.finish(reasonOf(native), native);
}
