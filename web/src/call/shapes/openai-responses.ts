import { asList, asObject, asObjects, asText, type JsonObject } from "../json-value";
import {
	asJsonText,
	behindSystem,
	describeInline,
	describeUrl,
	type Message,
	type Part,
	textParts,
	turn,
	unknownPart,
} from "../message";
import { joinItems } from "./openai-responses-stream";
import type { Shape } from "./shape";

/** OpenAI's Responses (https://developers.openai.com/api/reference/resources/responses, checked 2026-11-23). */
export const openaiResponses: Shape = {
	operations: /(?:^|\/)responses(?:\/|$)/,
	asked({ instructions, input }) {
		if (instructions === undefined && input === undefined) return undefined;
		const given = typeof input === "string" ? [turn("user", textParts(input))] : asList(input).flatMap(readTurn);
		return behindSystem(textParts(asText(instructions)), given);
	},
	answered: readAnswer,
	streamed(events) {
		const whole = events.findLast(({ response }) => asList(asObject(response)?.output).length > 0);
		if (whole) return readAnswer(asObject(whole.response) ?? {});
		const { items, response } = joinItems(events);
		return response || items.length > 0 ? readAnswer({ ...response, output: items }) : undefined;
	},
};

/** All items together are one message: the model thought, called tools and wrote in one go. */
function readAnswer({ output, status, incomplete_details }: JsonObject): Message[] | undefined {
	if (!Array.isArray(output)) return undefined;
	const parts = asObjects(output).flatMap(readItem);
	const isUnderWay = status === "queued" || status === "in_progress";
	if (parts.length === 0 && isUnderWay) return [];
	const reason = asText(asObject(incomplete_details)?.reason) ?? asText(status);
	return [turn("assistant", parts, isUnderWay ? undefined : reason)];
}

/** An item of the input as a turn: a message has its role, all others are known by what they are. */
function readTurn(value: unknown): Message[] {
	const item = asObject(value);
	if (!item) return [];
	const type = asText(item.type) ?? "message";
	if (type === "message") return [turn(asText(item.role) ?? "user", readItem(item))];
	if (!type.endsWith("_output")) return [turn("assistant", readItem(item))];
	return [{ ...turn("tool", readContent(item.output)), answersTo: asText(item.call_id) }];
}

/** Tools that run at OpenAI have items of their own kinds, which end alike: `web_search_call`, `code_interpreter_call`. */
function readItem(item: JsonObject): Part[] {
	const type = asText(item.type) ?? "message";
	if (type === "message") return readContent(item.content);
	if (type === "reasoning") return readReasoning(item);
	if (type === "image_generation_call")
		return [{ kind: "attachment", what: "Image", detail: describeResult(item.result) }];
	if (type.endsWith("_call")) return [readCall(item, type)];
	if (type.endsWith("_output"))
		return [{ kind: "tool_result", answersTo: asText(item.call_id), failed: false, parts: readContent(item.output) }];
	return [unknownPart(item)];
}

/** Reasoning that is only encrypted has nothing to be read. */
function readReasoning({ summary, content }: JsonObject): Part[] {
	const told = [...asList(summary), ...asList(content)].flatMap((part) => asText(asObject(part)?.text) ?? []);
	return told.length > 0 ? [{ kind: "thinking", text: told.join("\n\n") }] : [];
}

function readCall(
	{ type: _, id, call_id, status: __, name, arguments: given, input, ...rest }: JsonObject,
	type: string,
): Part {
	return {
		kind: "tool_call",
		id: asText(call_id) ?? asText(id),
		name: asText(name) ?? type.replace(/_call$/, ""),
		arguments: asJsonText(given ?? input ?? rest),
	};
}

/** A text, or a list of parts. */
function readContent(content: unknown): Part[] {
	if (typeof content === "string") return textParts(content);
	const single = asObject(content);
	if (single) return [unknownPart(single)];
	return asObjects(content).flatMap(readPart);
}

function readPart(part: JsonObject): Part[] {
	switch (part.type) {
		case "input_text":
		case "output_text":
		case "text":
			return textParts(asText(part.text));
		case "refusal":
			return [{ kind: "refusal", text: asText(part.refusal) ?? "" }];
		case "input_image":
			return [
				{ kind: "attachment", what: "Image", detail: describeUrl(asText(part.image_url) ?? asText(part.file_id)) },
			];
		case "input_audio":
			return [{ kind: "attachment", what: "Audio", detail: asText(asObject(part.input_audio)?.format) ?? "" }];
		case "input_file":
			return [{ kind: "attachment", what: "File", detail: describeFile(part) }];
		default:
			return [unknownPart(part)];
	}
}

function describeFile({ filename, file_url, file_id, file_data }: JsonObject): string {
	return asText(filename) ?? asText(file_url) ?? asText(file_id) ?? describeUrl(asText(file_data));
}

function describeResult(result: unknown): string {
	return typeof result === "string" ? describeInline(undefined, result) : "";
}
