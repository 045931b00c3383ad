import { asList, asObject, asObjects, asText, type JsonObject } from "../json-value";
import { describeUrl, type Message, type Part, textParts, unknownPart } from "../message";
import { joinChoices } from "./openai-chat-stream";
import type { Shape } from "./shape";

/** Chat completions, of OpenAI and of all that serve the same API. */
export const openaiChat: Shape = {
	operations: /(?:^|\/)chat\/completions$/,
	asked: ({ messages }) =>
		Array.isArray(messages) ? messages.flatMap((message) => readMessage(message) ?? []) : undefined,
	answered: ({ choices }) => readChoices(asList(choices)),
	streamed: (events) => readChoices(joinChoices(events)),
};

function readChoices(choices: readonly unknown[]): Message[] | undefined {
	const messages = choices.flatMap((value) => {
		const choice = asObject(value);
		return readMessage(choice?.message, asText(choice?.finish_reason)) ?? [];
	});
	return messages.length > 0 ? messages : undefined;
}

/**
 * Reads a message of the chat completions API, in a request or an answer
 * (https://platform.openai.com/docs/api-reference/chat/create, checked 2026-11-22). Parts that are not known are shown as their JSON.
 */
function readMessage(value: unknown, finishReason?: string): Message | undefined {
	const message = asObject(value);
	if (!message) return undefined;
	const refusal = asText(message.refusal);
	// Of vLLM, DeepSeek and others; OpenRouter says `reasoning`.
	const thought = asText(message.reasoning_content) ?? asText(message.reasoning);
	return {
		role: asText(message.role) ?? "assistant",
		answersTo: asText(message.tool_call_id),
		parts: [
			...(thought ? [{ kind: "thinking" as const, text: thought }] : []),
			...readContent(message.content),
			...(refusal ? [{ kind: "refusal" as const, text: refusal }] : []),
			...readAudio(message.audio),
			...asList(message.tool_calls).flatMap(readToolCall),
		],
		finishReason,
	};
}

function readContent(content: unknown): Part[] {
	const text = asText(content);
	if (text !== undefined) return textParts(text);
	return asObjects(content).flatMap(readPart);
}

function readPart(part: JsonObject): Part[] {
	switch (part.type) {
		case "text":
			return [{ kind: "text", text: asText(part.text) ?? "" }];
		case "refusal":
			return [{ kind: "refusal", text: asText(part.refusal) ?? "" }];
		case "image_url":
			return [{ kind: "attachment", what: "Image", detail: describeUrl(asText(asObject(part.image_url)?.url)) }];
		case "input_audio":
			return [{ kind: "attachment", what: "Audio", detail: asText(asObject(part.input_audio)?.format) ?? "" }];
		case "file":
			return [{ kind: "attachment", what: "File", detail: asText(asObject(part.file)?.filename) ?? "" }];
		default:
			return [unknownPart(part)];
	}
}

function readAudio(value: unknown): Part[] {
	const audio = asObject(value);
	return audio ? [{ kind: "attachment", what: "Audio", detail: asText(audio.transcript) ?? "" }] : [];
}

function readToolCall(value: unknown): Part[] {
	const call = asObject(value);
	const called = asObject(call?.function) ?? asObject(call?.custom);
	if (!called) return [];
	const given = asText(called.arguments) ?? asText(called.input) ?? "";
	return [{ kind: "tool_call", id: asText(call?.id), name: asText(called.name) ?? "unnamed", arguments: given }];
}
