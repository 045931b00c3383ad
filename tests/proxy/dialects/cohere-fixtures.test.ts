import { describe, expect, test } from "bun:test";
import { cohere, cohereDialects } from "../../../server/src/proxy/dialects/cohere-chat";
import { readCohereUsage } from "../../../server/src/proxy/dialects/cohere-usage";
import type { Answer } from "../../../server/src/proxy/dialects/dialect";
import { expectAlikeWhereverCut, meaningOf, readStream } from "../../support/dialect-answers";
import { jsonFixtures, readChunks, readJsonFixture, streamFixtures } from "../../support/fixtures";

const encode = (text: string) => new TextEncoder().encode(text);
const done = { finishReason: "COMPLETE" };
const complete = { isComplete: true } as const;

const answers: Record<string, Answer> = {
	chat: { ...done, usage: { uncachedInput: 5, cacheRead: 0, output: 418 } },
	"chat-cached": { ...done, usage: { uncachedInput: 4, cacheRead: 496, output: 20 } },
	"chat-tools": { finishReason: "TOOL_CALL", usage: { uncachedInput: 44, output: 30 } },
	"chat-only-tokens": { ...done, usage: { uncachedInput: 71, output: 418 } },
	"usage-missing": done,
	embed: { usage: { uncachedInput: 2 } },
	"embed-images": { usage: { imageInput: 258 } },
	rerank: { usage: { searchUnits: 2 } },
	"error-400": {
		error: {
			type: "provider_error",
			message: "invalid request: message must be at least 1 token long or tool results must be specified.",
		},
	},
};

const streams: Record<string, Answer> = {
	chat: { ...done, usage: { uncachedInput: 13, output: 5 }, ...complete },
	"chat-tools": { finishReason: "TOOL_CALL", usage: { uncachedInput: 4, cacheRead: 40, output: 30 }, ...complete },
	"error-mid-stream": {
		finishReason: "ERROR",
		usage: { uncachedInput: 13, output: 1 },
		error: { type: "provider_error", message: "An internal error occurred." },
		...complete,
	},
	"broken-off": {},
	"usage-missing": { ...done, ...complete },
	"unicode-split": { ...done, usage: { uncachedInput: 11, output: 9 }, ...complete },
};

describe("a recorded Cohere answer", () => {
	test("is expected here for every fixture that there is", () => {
		expect(Object.keys(answers).sort()).toEqual(jsonFixtures("cohere"));
		expect(Object.keys(streams).sort()).toEqual(streamFixtures("cohere"));
	});

	test.each(Object.entries(answers))("%s.json is read", (name, expected) => {
		const answer = cohere.readResponse(readJsonFixture("cohere", name));
		expect(meaningOf(answer)).toEqual(expected);
		expect(answer.isJson).toBe(true);
	});

	test.each(Object.entries(streams))("%s, streamed, is read, wherever it is cut", (name, expected) => {
		const chunks = readChunks("cohere", name);
		const answer = readStream(cohere, chunks);
		expect(meaningOf(answer)).toEqual(expected);
		expectAlikeWhereverCut(cohere, chunks, answer);
	});
});

describe("Cohere's usage", () => {
	test("is what is billed, not what the model saw", () => {
		const raw = { billed_units: { input_tokens: 5, output_tokens: 2 }, tokens: { input_tokens: 70, output_tokens: 2 } };
		expect(readCohereUsage(raw)).toEqual({ uncachedInput: 5, output: 2 });
	});

	test("keeps cached tokens in the input when they are more than is billed", () => {
		expect(readCohereUsage({ billed_units: { input_tokens: 5 }, cached_tokens: 6 })).toEqual({ uncachedInput: 5 });
	});

	test("counts pages", () => {
		expect(readCohereUsage({ billed_units: { pages: 3 } })).toEqual({ pages: 3 });
	});

	test.each([
		[undefined],
		[[]],
		[{}],
		[{ billed_units: {} }],
		[{ billed_units: { input_tokens: -1 } }],
		[{ billed_units: { input_tokens: 1 }, tokens: { input_tokens: "1" } }],
	])("is absent when it is %p", (raw) => expect(readCohereUsage(raw)).toBeUndefined());
});

describe("a request to Cohere", () => {
	test.each([
		['{"model":"command-a-03-2025","stream":true}', { model: "command-a-03-2025", stream: true }],
		['{"stream":1}', { stream: false }],
	])("%p is read as %p", (body, expected) => {
		const request = { body: encode(body), path: "v2/chat", query: "", contentType: "" };
		expect(cohereDialects["v2/chat"]?.readRequest(request)).toEqual({
			...expected,
			asksForUsage: false,
			maxTokens: null,
		});
	});

	test("that is no JSON object is none", () => {
		expect(cohere.readRequest({ body: encode("x"), path: "v2/chat", query: "", contentType: "" })).toBeUndefined();
	});

	test("is refused in Cohere's shape", () => {
		const error = { status: 429, code: "some_code", message: "Why." };
		expect(JSON.parse(cohere.renderError(error))).toEqual({ message: "Why.", code: "some_code" });
	});

	test.each(["", "[]", "{", '"x"'])("answered with %p says nothing", (text) => {
		expect(cohere.readResponse(encode(text))).toEqual({});
	});

	test.each(['data: "message-end"\n\n', 'data: {"type":"x","a":"message-end"}\n\n', "data: {\n\n"])(
		"answered with the event %p says nothing",
		(text) => expect(readStream(cohere, [encode(text)])).toEqual({}),
	);

	test("is complete even when its end says nothing", () => {
		expect(readStream(cohere, [encode('data: {"type":"message-end"}\n\n')])).toEqual({ isComplete: true });
	});
});
