import type { Answer, CallRequest, Dialect, GatewayError, RequestToRead } from "./dialect";
import { insertMember, replaceBytes, scanObject, valueBytes, withLastMember } from "./json-members";
import { pickMembers } from "./json-pick";
import { literal, requestMembers, requestOf } from "./json-request";
import { isRecord } from "./json-values";
import { noteAnswer } from "./openai-answer";
import { readObject } from "./openai-json";
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

const members = [...requestMembers, "stream_options"] as const;

function readRequest({ body }: RequestToRead): CallRequest | undefined {
	const picked = pickMembers(body, members);
	if (picked === undefined) return undefined;
	const { stream_options: options } = picked;
	const request = requestOf(picked);
	if (options === undefined) return request;
	return { ...request, hasStreamOptions: true, asksForUsage: isRecord(options) && options.include_usage === true };
}

/**
 * Puts `"stream_options":{"include_usage":true}` at the end of the body, or `"include_usage":true` into the options that are
 * there. Options of a wrong type are left to the provider to refuse.
 */
function askForUsage(body: Uint8Array, { hasStreamOptions }: CallRequest): Uint8Array | undefined {
	if (!hasStreamOptions) return withLastMember(body, '"stream_options":{"include_usage":true}');
	const [options] = scanObject(body, ["stream_options"])?.members ?? [];
	if (options === undefined) return undefined;
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
