import { describe, expect, test } from "bun:test";
import { ArrayElements } from "../../../server/src/proxy/dialects/gemini-array";
import { geminiGenerate } from "../../../server/src/proxy/dialects/gemini-generate";
import { readGeminiPath } from "../../../server/src/proxy/dialects/gemini-path";
import { geminiDialect } from "../../../server/src/proxy/dialects/gemini-vertex";
import { meaningOf, readStream } from "../../support/dialect-answers";
import { pickIndex, seededRandom } from "../../support/random";

const encode = (text: string) => new TextEncoder().encode(text);
const vertex = "v1/projects/p/locations/europe-west1/publishers";

describe("a path of Gemini or Vertex", () => {
	test.each([
		["models/gemini-2.5-flash:generateContent", { model: "gemini-2.5-flash", method: "generateContent" }],
		["v1beta/models/gemini-2.5-flash%3AcountTokens", { model: "gemini-2.5-flash", method: "countTokens" }],
		["v1beta/tunedModels/mine:generateContent", { model: "tunedModels/mine", method: "generateContent" }],
		[
			`${vertex}/anthropic/models/claude-sonnet-4-5@20250929:streamRawPredict`,
			{ publisher: "anthropic", model: "claude-sonnet-4-5@20250929", method: "streamRawPredict" },
		],
		["v1/projects/p/locations/l/endpoints/123:generateContent", { model: "endpoints/123", method: "generateContent" }],
	])("%p names %p", (path, expected) => {
		expect(readGeminiPath(path)).toEqual(expected);
	});

	test.each(["", "models", "models/", "models/x", "models/:generateContent", "models/x:", "files/x:upload", "%"])(
		"%p names no model",
		(path) => {
			expect(readGeminiPath(path)).toBeUndefined();
			expect(geminiDialect(path)).toBeUndefined();
		},
	);

	test("with a method that runs no model passes unread", () => {
		expect(geminiDialect("models/x:predictLongRunning")).toBeUndefined();
		expect(geminiDialect("models/x:toString")).toBeUndefined();
	});

	test("that is escaped wrongly is read as it is", () => {
		expect(readGeminiPath("models/%zz:generateContent")?.model).toBe("%zz");
	});
});

describe("a request", () => {
	test.each([
		["models/g:generateContent", "{}", { model: "g", stream: false }],
		["models/g:streamGenerateContent", ' {"contents":[]}', { model: "g", stream: true }],
		["models/g:embedContent", "{}", { model: "g", stream: false }],
		[
			`${vertex}/anthropic/models/c@1:streamRawPredict`,
			'{"stream":true}',
			{ model: "c@1", stream: true, maxTokens: null },
		],
		[
			`${vertex}/anthropic/models/c@1:streamRawPredict`,
			'{"max_tokens":1}',
			{ model: "c@1", stream: false, maxTokens: 1 },
		],
		[`${vertex}/anthropic/models/c@1:rawPredict`, '{"stream":true}', { model: "c@1", stream: true, maxTokens: null }],
		[
			`${vertex}/anthropic/models/count-tokens:rawPredict`,
			'{"model":"c@1"}',
			{ model: "c@1", stream: false, maxTokens: null },
		],
		[`${vertex}/mistralai/models/m:rawPredict`, '{"model":"x"}', { model: "m", stream: false, maxTokens: null }],
	])("to %s with %p is read as %p", (path, body, expected) => {
		const request = { body: encode(body), path, query: "", contentType: "application/json" };
		expect(geminiDialect(path)?.readRequest(request)).toEqual({ ...expected, asksForUsage: false });
	});

	test.each(["", "[]", "x"])("with the body %p is none", (body) => {
		const request = { body: encode(body), query: "", contentType: "" };
		const path = "models/g:generateContent";
		expect(geminiGenerate.readRequest({ ...request, path })).toBeUndefined();
		expect(geminiGenerate.readRequest({ ...request, path: "files", body: encode("{}") })).toBeUndefined();
		const raw = `${vertex}/anthropic/models/c:rawPredict`;
		expect(geminiDialect(raw)?.readRequest({ ...request, path: raw })).toBeUndefined();
	});

	test("is not given a wish for usage, because all these tell it unasked", () => {
		for (const method of ["streamGenerateContent", "streamRawPredict"]) {
			expect(geminiDialect(`${vertex}/mistralai/models/m:${method}`)?.streamUsage).toBeUndefined();
		}
	});
});

describe("an error of the gateway's own", () => {
	test.each([
		[400, "INVALID_ARGUMENT"],
		[401, "UNAUTHENTICATED"],
		[402, "FAILED_PRECONDITION"],
		[403, "PERMISSION_DENIED"],
		[404, "NOT_FOUND"],
		[429, "RESOURCE_EXHAUSTED"],
		[502, "INTERNAL"],
		[503, "UNAVAILABLE"],
		[504, "DEADLINE_EXCEEDED"],
	])("with status %p is called %p", (status, name) => {
		expect(JSON.parse(geminiGenerate.renderError({ status, code: "some_code", message: "Why." }))).toEqual({
			error: {
				code: status,
				message: "Why.",
				status: name,
				details: [{ "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: "some_code", domain: "lensai" }],
			},
		});
	});
});

describe("the reader of a stream", () => {
	test("reads the usage beside an image of several megabytes", () => {
		const image = `{"candidates":[{"content":{"parts":[{"inlineData":{"data":"${"A".repeat(3_000_000)}"}}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":1}}`;
		const expected = { finishReason: "STOP", usage: { uncachedInput: 1 }, isComplete: true } as const;
		for (const text of [`data: ${image}\n\n`, `[${image}]`]) {
			const bytes = encode(text);
			const chunks = Array.from({ length: 50 }, (_, i) => bytes.subarray(i * 61_000, (i + 1) * 61_000));
			expect(meaningOf(readStream(geminiGenerate, chunks))).toEqual(expected);
		}
	});

	test("takes the tier from the header when the usage does not name it", () => {
		const headers = new Headers({ "x-gemini-service-tier": "priority" });
		expect(readStream(geminiGenerate, [encode('data: {"usageMetadata":{}}\n\n')], headers).serviceTier).toBe(
			"priority",
		);
		expect(geminiGenerate.readResponse(encode("{}"), headers).serviceTier).toBe("priority");
	});

	test("reads the finish reason of the first candidate and the queries of all", () => {
		const grounding = (query: string) => `"groundingMetadata":{"webSearchQueries":["${query}",5]}`;
		const text = `{"candidates":[{"index":1,"finishReason":"OTHER",${grounding("a")}},{"index":0,"finishReason":"STOP",${grounding("b")}}],"usageMetadata":{"promptTokenCount":1}}`;
		const expected = { finishReason: "STOP", usage: { uncachedInput: 1, webSearches: 2 } };
		expect(meaningOf(geminiGenerate.readResponse(encode(text)))).toEqual(expected);
		const turned = text
			.replace('"index":1', '"index":2')
			.replace('"index":0', '"index":1')
			.replace('"index":2', '"index":0');
		expect(geminiGenerate.readResponse(encode(turned)).finishReason).toBe("OTHER");
	});

	test("keeps a usage that a later chunk does not repeat", () => {
		const events = [{ promptTokenCount: 7, cachedContentTokenCount: 3 }, { trafficType: "ON_DEMAND" }].map(
			(usageMetadata) => encode(`data: ${JSON.stringify({ usageMetadata })}\n\n`),
		);
		expect(meaningOf(readStream(geminiGenerate, events))).toEqual({
			serviceTier: "standard",
			usage: { uncachedInput: 4, cacheRead: 3 },
			usageSoFar: true,
		});
	});

	test("reads one JSON object that came in the stream's place", () => {
		const text = ' {"error":{"code":429,"message":"Exhausted.","status":"RESOURCE_EXHAUSTED"}}';
		for (const chunks of [[text], [...text]]) {
			expect(readStream(geminiGenerate, chunks.map(encode))).toEqual({
				error: { type: "RESOURCE_EXHAUSTED", message: "Exhausted." },
			});
		}
	});

	test.each([
		"",
		" ",
		"[",
		"[]",
		"{}",
		"data: {\n\n",
		"[1,2]",
		"[{]",
		"]",
		"data: x",
		'[{"candidates":5}]',
		"}}}}{{{{",
	])("finds no usage in %p and does not throw", (text) => {
		expect(readStream(geminiGenerate, [encode(text)]).usage).toBeUndefined();
		expect(geminiGenerate.readResponse(encode(text)).usage).toBeUndefined();
	});

	test("survives random bytes", () => {
		const random = seededRandom(3);
		const alphabet = '[{"usageMetadata":{}}],\r\n\\\u0000é';
		for (const first of ["[", "data: "]) {
			const rest = Array.from({ length: 2000 }, () => {
				const length = pickIndex(random, 60);
				return encode(Array.from({ length }, () => alphabet[pickIndex(random, alphabet.length)]).join(""));
			});
			expect(readStream(geminiGenerate, [encode(first), ...rest]).usage).toBeUndefined();
		}
	});
});

describe("the elements of an array", () => {
	function elementsOf(text: string, maxBytes = 100): string[] {
		const found: string[] = [];
		const elements = new ArrayElements((element) => found.push(new TextDecoder().decode(element)), maxBytes);
		for (const byte of encode(text)) elements.push(Uint8Array.of(byte));
		const whole: string[] = [];
		new ArrayElements((element) => whole.push(new TextDecoder().decode(element)), maxBytes).push(encode(text));
		expect(whole).toEqual(found);
		return found;
	}

	test("are found whatever their strings hold", () => {
		expect(elementsOf('[{"a":"]}\\"{["} , {"b":[[{}]],"c":"\\\\"}\n]')).toEqual([
			'{"a":"]}\\"{["}',
			'{"b":[[{}]],"c":"\\\\"}',
		]);
	});

	test("that are too long are passed over", () => {
		expect(elementsOf(`[{"a":"${"x".repeat(200)}"},{"b":1}]`)).toEqual(['{"b":1}']);
	});
});
