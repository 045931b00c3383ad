import { anthropicMessages } from "../proxy/dialects/anthropic-messages";
import { filledString, isRecord, type JsonRecord } from "../proxy/dialects/json-values";
import { anthropicReasoning, askAnthropic } from "./anthropic-request";
import type { ChunkWriter } from "./chunk-writer";
import { serverSentEvents } from "./event-sources";
import { MessageBuilder } from "./message-builder";
import type { ChatTranslation, Choice, Told } from "./translation";

/** Anthropic's messages. What server tools did has no place in OpenAI's format, and is left out. */
export const anthropicChat: ChatTranslation = {
	dialect: anthropicMessages,
	ask: askAnthropic,
	readAnswer,
	readStream: (writer) => serverSentEvents(writer, createStream(writer)),
};

/** https://platform.claude.com/docs/en/build-with-claude/handling-stop-reasons (2026-11-22) */
const reasons: Readonly<Record<string, string>> = {
	max_tokens: "length",
	model_context_window_exceeded: "length",
	tool_use: "tool_calls",
	refusal: "content_filter",
};

function readAnswer(body: JsonRecord): Told | undefined {
	if (!Array.isArray(body.content)) return undefined;
	const message = new MessageBuilder();
	for (const block of body.content) if (isRecord(block)) noteBlock(message, block);
	const nativeReason = filledString(body.stop_reason);
	const choice: Choice = { message: message.build(), finishReason: reasonOf(nativeReason), nativeReason };
	return { id: filledString(body.id), model: filledString(body.model), choices: [choice] };
}

function reasonOf(native: string | undefined): string {
	return reasons[native ?? ""] ?? "stop";
}

function noteBlock(message: MessageBuilder, block: JsonRecord): void {
	if (block.type === "text") message.text(String(block.text));
	else if (block.type === "thinking")
		message.reasoning({
			format: anthropicReasoning,
			text: String(block.thinking),
			signature: filledString(block.signature),
		});
	else if (block.type === "redacted_thinking")
		message.reasoning({ format: anthropicReasoning, data: String(block.data) });
	else if (block.type === "tool_use")
		message.call({ id: String(block.id), name: String(block.name), arguments: JSON.stringify(block.input ?? {}) });
}

/** https://platform.claude.com/docs/en/build-with-claude/streaming (2026-11-22) */
function createStream(writer: ChunkWriter): (event: JsonRecord) => void {
	/** The place among the tool calls of each block that is one. */
	const calls = new Map<unknown, number>();
	/** Blocks of reasoning, which are told apart by an index of their own. */
	const thoughts = new Map<unknown, number>();
	const handlers: Record<string, (event: JsonRecord) => void> = {
		message_start({ message }) {
			if (isRecord(message)) writer.name({ id: filledString(message.id), model: filledString(message.model) });
			writer.delta({ content: "" });
		},
		content_block_start({ index, content_block: block }) {
			if (!isRecord(block)) return;
			if (block.type === "text" && filledString(block.text)) writer.delta({ content: block.text });
			if (block.type === "thinking" || block.type === "redacted_thinking") thoughts.set(index, thoughts.size);
			if (block.type === "redacted_thinking")
				writer.delta(detail({ type: "reasoning.encrypted", data: block.data }, thoughts.get(index)));
			if (block.type !== "tool_use") return;
			calls.set(index, calls.size);
			const called = { name: block.name, arguments: "" };
			writer.delta({ tool_calls: [{ index: calls.get(index), id: block.id, type: "function", function: called }] });
		},
		content_block_delta({ index, delta }) {
			if (isRecord(delta)) noteDelta(writer, delta, { call: calls.get(index), thought: thoughts.get(index) });
		},
		message_delta({ delta }) {
			const native = isRecord(delta) ? filledString(delta.stop_reason) : undefined;
			if (native !== undefined) writer.finish(reasonOf(native), native);
		},
		error({ error }) {
			const { type, message } = isRecord(error) ? error : {};
			writer.fail({ type: filledString(type) ?? "provider_error", message: filledString(message) ?? "" });
		},
	};
	return (event) => handlers[String(event.type)]?.(event);
}

interface Places {
	call: number | undefined;
	thought: number | undefined;
}

function noteDelta(writer: ChunkWriter, delta: JsonRecord, { call, thought }: Places): void {
	const { type } = delta;
	if (type === "text_delta") writer.delta({ content: delta.text });
	else if (type === "thinking_delta")
		writer.delta({
			reasoning_content: delta.thinking,
			...detail({ type: "reasoning.text", text: delta.thinking }, thought),
		});
	else if (type === "signature_delta")
		writer.delta(detail({ type: "reasoning.text", signature: delta.signature }, thought));
	// The input of a server's own tool has no place.
	else if (type === "input_json_delta" && call !== undefined && delta.partial_json !== "")
		writer.delta({ tool_calls: [{ index: call, function: { arguments: delta.partial_json } }] });
}

function detail(members: JsonRecord, index: number | undefined): JsonRecord {
	return { reasoning_details: [{ ...members, format: anthropicReasoning, index: index ?? 0 }] };
}
