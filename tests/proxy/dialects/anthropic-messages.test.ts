import { describe, expect, test } from "bun:test";
import { anthropicDialects, anthropicMessages } from "../../../server/src/proxy/dialects/anthropic-messages";
import { maxEventBytes } from "../../../server/src/proxy/dialects/event-frames";
import { readStream } from "../../support/dialect-answers";
import { pickIndex, seededRandom } from "../../support/random";

const encode = (text: string) => new TextEncoder().encode(text);
const request = (body: string) => ({
	body: encode(body),
	path: "messages",
	query: "",
	contentType: "application/json",
});

describe("a request for a message", () => {
	test.each([
		[
			'{"model":"claude-x","stream":true,"messages":[{"stream":false,"model":"no"}]}',
			{ model: "claude-x", stream: true },
		],
		['{"model":"claude-x"}', { model: "claude-x", stream: false }],
		['{"model":5,"stream":"true"}', { stream: false }],
		['{"requests":[{"custom_id":"a","params":{"model":"claude-x"}}]}', { stream: false }],
	])("%p is read as %p", (body, expected) => {
		expect(anthropicMessages.readRequest(request(body))).toEqual({ ...expected, asksForUsage: false, maxTokens: null });
	});

	test.each(["", "[]", '{"model":', "x"])("%p is none", (body) => {
		expect(anthropicMessages.readRequest(request(body))).toBeUndefined();
	});

	test("has a dialect for counting tokens and for batches too", () => {
		const paths = ["messages", "messages/count_tokens", "messages/batches", "messages/batches/*/results"];
		expect(Object.keys(anthropicDialects)).toEqual(paths);
	});
});

describe("an error of the gateway's own", () => {
	test.each([
		[400, "invalid_request_error"],
		[401, "authentication_error"],
		[402, "billing_error"],
		[403, "permission_error"],
		[404, "not_found_error"],
		[408, "invalid_request_error"],
		[413, "request_too_large"],
		[429, "rate_limit_error"],
		[502, "api_error"],
		[504, "timeout_error"],
	])("with status %p has the type %p", (status, type) => {
		expect(JSON.parse(anthropicMessages.renderError({ status, code: "some_code", message: "Why." }))).toEqual({
			type: "error",
			error: { type, message: "Why.", details: { error_code: "some_code" } },
			request_id: null,
		});
	});
});

describe("the reader of a message's stream", () => {
	test.each([
		"data: {",
		'data: {"type":"message_delta"}\n\n',
		'data: {"type":"message_start","message":5}\n\n',
		'data: {"type":"message_delta","delta":null,"usage":[]}\n\n',
		'data: "message_stop"\n\n',
		"event: message_stop\n\n",
		"\u0000\u0001\n\n",
	])("finds nothing in %p and does not throw", (text) => {
		expect(readStream(anthropicMessages, [encode(text)])).toEqual({});
	});

	test("passes an overlong event over and reads on behind it", () => {
		const long = `data: {"type":"content_block_delta","delta":{"text":"${"x".repeat(2 * maxEventBytes)}"}}\n\n`;
		const stop = 'data: {"type":"message_stop"}\n\n';
		expect(readStream(anthropicMessages, [encode(long), encode(stop)])).toEqual({ isComplete: true });
	});

	test("survives random bytes", () => {
		const random = seededRandom(2);
		const alphabet = 'data: {"type":"message_delta","usage":{}}\r\n\\\u0000é';
		const chunks = Array.from({ length: 2000 }, () => {
			const length = pickIndex(random, 60);
			return encode(Array.from({ length }, () => alphabet[pickIndex(random, alphabet.length)]).join(""));
		});
		expect(readStream(anthropicMessages, chunks).usage).toBeUndefined();
	});
});

describe("a body that is not a message", () => {
	test.each(["", "<html>", "[1]", '{"usage":', '"x"'])("%p says nothing", (text) => {
		expect(anthropicMessages.readResponse(encode(text))).toEqual({});
	});

	test("says what is wrong in Google's words too, which Vertex uses", () => {
		const body = '{"error":{"code":404,"message":"Publisher Model not found.","status":"NOT_FOUND"}}';
		expect(anthropicMessages.readResponse(encode(body)).error).toEqual({
			type: "NOT_FOUND",
			message: "Publisher Model not found.",
		});
	});
});
