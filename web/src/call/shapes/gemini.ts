import { asList, asObject, asObjects, asText, type JsonObject } from "../json-value";
import {
	asJsonText,
	behindSystem,
	describeInline,
	type Message,
	type Part,
	textParts,
	turn,
	unknownPart,
} from "../message";
import type { Shape } from "./shape";

/** Gemini's contents, at Google's API and at Vertex AI; the pages that show them stand in `tests/fixtures/README.md`. */
export const gemini: Shape = {
	operations: /:(?:generateContent|streamGenerateContent|countTokens)$/,
	asked({ contents, systemInstruction, system_instruction }) {
		if (!Array.isArray(contents)) return undefined;
		return behindSystem(readContent(systemInstruction ?? system_instruction), contents.map(readTurn));
	},
	answered: (response) => readCandidates([response]),
	streamed: readCandidates,
};

/** One message for each candidate; each event of a stream has the parts that are new. A prompt that was blocked has none. */
function readCandidates(events: readonly JsonObject[]): Message[] | undefined {
	const byIndex = new Map<unknown, Message>();
	for (const candidate of events.flatMap(({ candidates }) => asObjects(candidates))) {
		const known = byIndex.get(candidate.index ?? 0);
		byIndex.set(candidate.index ?? 0, {
			...turn("assistant", joinTexts([...(known?.parts ?? []), ...readContent(candidate.content)])),
			finishReason: asText(candidate.finishReason) ?? known?.finishReason,
		});
	}
	if (byIndex.size > 0) return [...byIndex.values()];
	const blocked = events.map(({ promptFeedback }) => asText(asObject(promptFeedback)?.blockReason)).find(Boolean);
	return blocked === undefined
		? undefined
		: [turn("assistant", [{ kind: "refusal", text: "The prompt was blocked." }], blocked)];
}

/** Neighbours of one kind are one text: a stream cuts them anywhere. */
function joinTexts(parts: readonly Part[]): Part[] {
	const joined: Part[] = [];
	for (const part of parts) {
		const before = joined.at(-1);
		if ((part.kind === "text" || part.kind === "thinking") && before?.kind === part.kind)
			joined[joined.length - 1] = { ...before, text: before.text + part.text };
		else joined.push(part);
	}
	return joined;
}

function readTurn(content: unknown): Message {
	const role = asText(asObject(content)?.role) ?? "user";
	return turn(role === "model" ? "assistant" : role, readContent(content));
}

function readContent(content: unknown): Part[] {
	if (typeof content === "string") return textParts(content);
	return asList(asObject(content)?.parts).flatMap((part) => readPart(asObject(part) ?? {}));
}

/** Callers name members in camel case or, as protobuf does, in snake case. */
function readPart(part: JsonObject): Part[] {
	const text = asText(part.text);
	if (text !== undefined) return part.thought === true ? [{ kind: "thinking", text }] : textParts(text);
	const inline = asObject(part.inlineData ?? part.inline_data);
	if (inline) return [readInline(inline)];
	const file = asObject(part.fileData ?? part.file_data);
	if (file) return [{ kind: "attachment", what: "File", detail: asText(file.fileUri ?? file.file_uri) ?? "" }];
	const call = asObject(part.functionCall ?? part.function_call);
	if (call)
		return [
			{
				kind: "tool_call",
				id: asText(call.id),
				name: asText(call.name) ?? "unnamed",
				arguments: asJsonText(call.args),
			},
		];
	const result = asObject(part.functionResponse ?? part.function_response);
	if (result) return [readResult(result)];
	return part.thoughtSignature !== undefined && Object.keys(part).length === 1 ? [] : [unknownPart(part)];
}

const kinds: Readonly<Record<string, string>> = { image: "Image", audio: "Audio", video: "Video" };

function readInline(inline: JsonObject): Part {
	const type = asText(inline.mimeType ?? inline.mime_type);
	const what = kinds[type?.split("/")[0] ?? ""] ?? "File";
	return { kind: "attachment", what, detail: describeInline(type, asText(inline.data) ?? "") };
}

function readResult({ id, name, response }: JsonObject): Part {
	return {
		kind: "tool_result",
		answersTo: asText(id) ?? asText(name),
		failed: asObject(response)?.error !== undefined,
		parts: textParts(asJsonText(response)),
	};
}
