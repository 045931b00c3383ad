import type { Answer, CallRequest, Dialect, GatewayError, RequestToRead } from "./dialect";
import { insertMember, type Member, readValue, replaceBytes, scanObject, valueBytes } from "./json-members";
import { isRecord, noteAnswer, parseJson } from "./openai-answer";
import { createStreamReader, createUsageFilter } from "./openai-stream";

/** `POST /v1/chat/completions`. Source: https://developers.openai.com/api/reference/resources/chat (2026-11-22). */
export const openaiChat: Dialect = {
	readRequest,
	readResponse,
	createStreamReader,
	streamUsage: { ask: askForUsage, createFilter: createUsageFilter },
	renderError,
};

const decoder = new TextDecoder();
const encoder = new TextEncoder();

function readRequest({ body }: RequestToRead): CallRequest | undefined {
	const object = scanObject(body, ["model", "stream", "stream_options"]);
	if (object === undefined) return undefined;
	const [model, stream, options] = object.members;
	const modelName = model && readValue(body, model);
	return {
		...(typeof modelName === "string" && { model: modelName }),
		stream: literal(body, stream) === "true",
		asksForUsage: literal(body, options, "include_usage") === "true",
	};
}

/**
 * Puts `"stream_options":{"include_usage":true}` at the end of the body, or `"include_usage":true` into the options that are
 * there. Options of a wrong type are left to the provider to refuse.
 */
function askForUsage(body: Uint8Array): Uint8Array | undefined {
	const object = scanObject(body, ["stream_options"]);
	if (object === undefined) return undefined;
	const [options] = object.members;
	if (options === undefined) return insertMember(body, object, '"stream_options":{"include_usage":true}');
	const asked = askInOptions(valueBytes(body, options));
	return asked && replaceBytes(body, options.valueStart, options.valueEnd, asked);
}

function askInOptions(options: Uint8Array): Uint8Array | undefined {
	if (decoder.decode(options) === "null") return encoder.encode('{"include_usage":true}');
	const object = scanObject(options, ["include_usage"]);
	if (object === undefined) return undefined;
	const [asked] = object.members;
	if (asked === undefined) return insertMember(options, object, '"include_usage":true');
	const isOff = ["false", "null"].includes(literal(options, asked) ?? "");
	return isOff ? replaceBytes(options, asked.valueStart, asked.valueEnd, encoder.encode("true")) : undefined;
}

function readResponse(body: Uint8Array): Answer {
	const parsed = parseJson(decoder.decode(body));
	const answer: Answer = isRecord(parsed) ? { isJson: true } : {};
	noteAnswer(answer, parsed);
	return answer;
}

/** Source for the shape: https://developers.openai.com/api/docs/guides/error-codes (2026-11-22). */
function renderError({ status, code, message }: GatewayError): string {
	const type = status >= 500 ? "server_error" : "invalid_request_error";
	return JSON.stringify({ error: { message, type, param: null, code } });
}

/** The text of a member's value when it is short enough to be `true`, `false` or `null`, or of a member inside of it. */
function literal(bytes: Uint8Array, member: Member | undefined, inner?: string): string | undefined {
	if (member === undefined) return undefined;
	const value = valueBytes(bytes, member);
	if (inner === undefined) return value.length <= 5 ? decoder.decode(value) : undefined;
	const [found] = scanObject(value, [inner])?.members ?? [];
	return literal(value, found);
}
