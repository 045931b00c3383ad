import { bedrockConverse } from "../proxy/dialects/bedrock-converse";
import { readMessageError } from "../proxy/dialects/bedrock-error";
import { type EventMessage, EventMessages } from "../proxy/dialects/bedrock-messages";
import { filledString, isRecord, type JsonRecord, parseBytes } from "../proxy/dialects/json-values";
import { askBedrock, bedrockReasoning } from "./bedrock-request";
import type { ChunkWriter } from "./chunk-writer";
import { MessageBuilder } from "./message-builder";
import type { ChatTranslation, EventSource, Told } from "./translation";

/** Bedrock's `Converse`. Its answers name neither themselves nor the model. */
export const bedrockChat: ChatTranslation = {
	dialect: bedrockConverse,
	ask: askBedrock,
	readAnswer,
	readStream,
};

/** https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html (`stopReason`, 2026-11-22) */
const reasons: Readonly<Record<string, string>> = {
	max_tokens: "length",
	model_context_window_exceeded: "length",
	tool_use: "tool_calls",
	content_filtered: "content_filter",
	guardrail_intervened: "content_filter",
};

function reasonOf(native: string | undefined): string {
	return reasons[native ?? ""] ?? "stop";
}

function readAnswer({ output, stopReason }: JsonRecord): Told | undefined {
	const said = isRecord(output) ? output.message : undefined;
	if (!isRecord(said) || !Array.isArray(said.content)) return undefined;
	const message = new MessageBuilder();
	for (const block of said.content) if (isRecord(block)) noteBlock(message, block);
	const nativeReason = filledString(stopReason);
	return { choices: [{ message: message.build(), finishReason: reasonOf(nativeReason), nativeReason }] };
}

function noteBlock(message: MessageBuilder, { text, toolUse, reasoningContent, image }: JsonRecord): void {
	if (typeof text === "string") message.text(text);
	if (isRecord(toolUse)) {
		const { toolUseId: id, name, input } = toolUse;
		message.call({ id: String(id), name: String(name), arguments: JSON.stringify(input ?? {}) });
	}
	if (isRecord(reasoningContent)) {
		const { reasoningText, redactedContent } = reasoningContent;
		const { text: thought, signature } = isRecord(reasoningText) ? reasoningText : {};
		message.reasoning({
			format: bedrockReasoning,
			text: filledString(thought),
			signature: filledString(signature),
			data: filledString(redactedContent),
		});
	}
	const source = isRecord(image) ? image.source : undefined;
	if (isRecord(image) && isRecord(source) && typeof source.bytes === "string")
		message.image(`image/${String(image.format)}`, source.bytes);
}

/** https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html (2026-11-22) */
function readStream(writer: ChunkWriter): EventSource {
	let came = 0;
	let read = 0;
	const onEvent = createStream(writer);
	const messages = new EventMessages((message) => {
		read += lengthOf(message);
		const failure = readMessageError(message);
		if (failure !== undefined) return writer.fail(failure);
		const payload = parseBytes(message.payload);
		if (isRecord(payload)) onEvent(message.headers[":event-type"] ?? "", payload);
	});
	return {
		push(chunk) {
			came += chunk.length;
			messages.push(chunk);
		},
		end() {
			// The reader passes damaged messages over, which is right for counting; here they would be missing.
			if (came !== read)
				writer.fail({ type: "upstream_failed", message: "The provider's answer came incomplete or damaged." });
		},
	};
}

/** What the message took on the wire: prelude, headers (name, type, length, text), payload and checksum. */
function lengthOf({ headers, payload }: EventMessage): number {
	const entries = Object.entries(headers);
	return entries.reduce((sum, [name, value]) => sum + 4 + name.length + Buffer.byteLength(value), 16 + payload.length);
}

function createStream(writer: ChunkWriter): (type: string, event: JsonRecord) => void {
	/** The place among the tool calls of each block that is one. */
	const calls = new Map<unknown, number>();
	return (type, event) => {
		const { contentBlockIndex: block } = event;
		if (type === "messageStart") writer.delta({ content: "" });
		else if (type === "contentBlockStart") {
			const toolUse = isRecord(event.start) ? event.start.toolUse : undefined;
			if (!isRecord(toolUse)) return;
			calls.set(block, calls.size);
			const called = { name: toolUse.name, arguments: "" };
			writer.delta({
				tool_calls: [{ index: calls.get(block), id: toolUse.toolUseId, type: "function", function: called }],
			});
		} else if (type === "contentBlockDelta" && isRecord(event.delta))
			noteDelta(writer, event.delta, calls.get(block), block);
		else if (type === "messageStop")
			writer.finish(reasonOf(filledString(event.stopReason)), filledString(event.stopReason));
	};
}

function noteDelta(writer: ChunkWriter, delta: JsonRecord, call: number | undefined, block: unknown): void {
	const { text, toolUse, reasoningContent } = delta;
	if (typeof text === "string") writer.delta({ content: text });
	if (isRecord(toolUse) && call !== undefined)
		writer.delta({ tool_calls: [{ index: call, function: { arguments: toolUse.input } }] });
	if (!isRecord(reasoningContent)) return;
	const { text: thought, signature, redactedContent: data } = reasoningContent;
	const detail = (members: JsonRecord) => ({
		reasoning_details: [{ ...members, format: bedrockReasoning, index: block }],
	});
	if (typeof thought === "string")
		writer.delta({ reasoning_content: thought, ...detail({ type: "reasoning.text", text: thought }) });
	if (typeof signature === "string") writer.delta(detail({ type: "reasoning.text", signature }));
	if (typeof data === "string") writer.delta(detail({ type: "reasoning.encrypted", data }));
}
