import { asList, asObject, asText, type JsonObject } from "./json-value";

/** A piece of what was said. `attachment` stands for an image, a sound or a file, which is named but not drawn. */
export type Part =
	| { kind: "text"; text: string }
	| { kind: "refusal"; text: string }
	| { kind: "attachment"; what: string; detail: string }
	| { kind: "tool_call"; id: string | undefined; name: string; arguments: string };

/** One turn of a conversation. */
export interface Message {
	/** `system`, `developer`, `user`, `assistant`, `tool` … as the request names it. */
	role: string;
	/** The tool call that a `tool` message answers. */
	answersTo: string | undefined;
	parts: Part[];
	/** Why the model stopped, for a message that it wrote. */
	finishReason: string | undefined;
}

/**
 * Reads a message of the chat completions API, in a request or an answer
 * (https://platform.openai.com/docs/api-reference/chat/create, checked 2026-11-22). Parts that are not known are shown as their JSON.
 */
export function readMessage(value: unknown, finishReason?: string): Message | undefined {
	const message = asObject(value);
	if (!message) return undefined;
	const refusal = asText(message.refusal);
	return {
		role: asText(message.role) ?? "assistant",
		answersTo: asText(message.tool_call_id),
		parts: [
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
	if (text !== undefined) return text === "" ? [] : [{ kind: "text", text }];
	return asList(content).flatMap((item) => {
		const part = asObject(item);
		return part ? readPart(part) : [];
	});
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
			return [{ kind: "text", text: JSON.stringify(part, null, 2) }];
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

/** Data URLs are named by their type and size: nobody reads base64. */
function describeUrl(url: string | undefined): string {
	if (url === undefined) return "";
	const data = /^data:([^;,]+)/.exec(url);
	return data ? `${data[1]}, inline, ${url.length.toLocaleString("en-US")} characters` : url;
}
