import type { Answer, CallRequest, Dialect, GatewayError, RequestToRead } from "./dialect";
import { insertMember, replaceBytes, scanObject, valueBytes } from "./json-members";
import { noteAnswer } from "./openai-answer";
import { readObject } from "./openai-json";
import { literal, modelOf } from "./openai-request";
import { createStreamReader, createUsageFilter } from "./openai-stream";
import { type OpenaiVendor, openai } from "./openai-vendors";

/** `POST /v1/chat/completions`. Source: https://developers.openai.com/api/reference/resources/chat (2026-11-22). */
export const openaiChat: Dialect = createOpenaiChat(openai);

/** The same API as another vendor serves it. */
export function createOpenaiChat(vendor: OpenaiVendor): Dialect {
	const streamUsage = { ask: askForUsage, createFilter: () => createUsageFilter(vendor) };
	return {
		readRequest,
		readResponse: (body) => readResponse(body, vendor),
		createStreamReader: () => createStreamReader(vendor),
		...(vendor.tellsStreamUsage === "asked" && { streamUsage }),
		renderError,
	};
}

const decoder = new TextDecoder();
const encoder = new TextEncoder();

function readRequest({ body }: RequestToRead): CallRequest | undefined {
	const object = scanObject(body, ["model", "stream", "stream_options"]);
	if (object === undefined) return undefined;
	const [model, stream, options] = object.members;
	return {
		...modelOf(body, model),
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

function readResponse(body: Uint8Array, vendor: OpenaiVendor): Answer {
	const object = readObject(body);
	const answer: Answer = object === undefined ? {} : { isJson: true };
	noteAnswer(answer, object, vendor);
	return answer;
}

/** Source for the shape: https://developers.openai.com/api/docs/guides/error-codes (2026-11-22). */
function renderError({ status, code, message }: GatewayError): string {
	const type = status >= 500 ? "server_error" : "invalid_request_error";
	return JSON.stringify({ error: { message, type, param: null, code } });
}
