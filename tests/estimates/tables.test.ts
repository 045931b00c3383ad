import { afterAll, describe, expect, test } from "bun:test";
import { textOfAnswer } from "../../server/src/estimates/answer-text";
import { calibrate } from "../../server/src/estimates/calibration";
import { isCandidate, mayBeSettledLater } from "../../server/src/estimates/candidates";
import { countTextsWith } from "../../server/src/estimates/count-texts";
import { estimateUsage } from "../../server/src/estimates/estimate-usage";
import { noteEstimate } from "../../server/src/estimates/note-estimate";
import { sampleOf } from "../../server/src/estimates/pieces";
import { textOfRequest } from "../../server/src/estimates/request-text";
import { createTokenizer } from "../../server/src/estimates/tokenizer";
import { spanFixture } from "../support/spans";

const tokenizer = createTokenizer();
const countTexts = countTextsWith(tokenizer);
afterAll(() => tokenizer.close());

const english = "It was a bright cold day in April, and the clocks were striking thirteen. ".repeat(8);
const code =
	"export function sum(values: readonly number[]): number {\n\treturn values.reduce((a, b) => a + b, 0);\n}\n".repeat(
		8,
	);
const chinese = "我们认为下述真理是不言而喻的:人人生而平等。".repeat(8);
const japanese = "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。".repeat(8);

describe("tokens of o200k", () => {
	// The whole text, as gpt-tokenizer 4.0.0 counts it in one piece; it gives what tiktoken does.
	test.each([
		["English", english],
		["code", code],
		["Chinese", chinese],
		["Japanese", japanese],
	])("of %s are counted in pieces as they are in one", async (_, text) => {
		const { countTokens } = await import("gpt-tokenizer/encoding/o200k_base");
		const [counted = 0] = await countTexts([text]);
		expect(counted).toBe(countTokens(text));
	});

	test.each([
		["one letter", "a".repeat(65_536)],
		["one character of Chinese", "漢".repeat(65_536)],
		["blanks", " ".repeat(65_536)],
		["marks", "=".repeat(65_536)],
	])("of %s without a break come in time", async (_, text) => {
		const startedAt = performance.now();
		const [counted = 0] = await countTexts([text]);
		expect(counted).toBeGreaterThan(500);
		expect(performance.now() - startedAt).toBeLessThan(5000);
	});

	test("of a long text are worked out from parts of it", async () => {
		const [one = 0, many = 0] = await countTexts([english, english.repeat(2000)]);
		expect(Math.abs(many / (one * 2000) - 1)).toBeLessThan(0.03);
	});

	test("that a prompt only quotes are text", async () => {
		const [counted = 0] = await countTexts(["a <|endoftext|> b"]);
		expect(counted).toBeGreaterThan(3);
	});
});

test("no piece is empty, and together they are the text", () => {
	for (const text of ["", "a", english, "漢".repeat(1000), `${" ".repeat(200)}x`]) {
		const { pieces, scale } = sampleOf(text, 100_000);
		expect(pieces.join("")).toBe(text);
		expect(pieces).not.toContain("");
		expect(scale).toBe(1);
	}
});

describe("the text of a request", () => {
	const text = (body: object | string) => textOfRequest(typeof body === "string" ? body : JSON.stringify(body));

	test.each<[string, object, string, number]>([
		["a chat", { messages: [{ role: "user", content: "Hi" }] }, "Hi", 1],
		["parts", { messages: [{ role: "user", content: [{ type: "text", text: "Hi" }] }] }, "Hi", 1],
		["Anthropic's system", { system: "Be brief.", messages: [{ role: "user", content: "Hi" }] }, "Be brief.\nHi", 1],
		["a response", { instructions: "Be brief.", input: "Hi" }, "Be brief.\nHi", 0],
		["Gemini's contents", { contents: [{ role: "user", parts: [{ text: "Hi" }] }] }, "Hi", 1],
		["Bedrock's converse", { messages: [{ role: "user", content: [{ text: "Hi" }] }] }, "Hi", 1],
		["a prompt", { prompt: "Hi" }, "Hi", 0],
		["an embedding", { input: ["a", "b"] }, "a\nb", 0],
		[
			"a call of a tool",
			{ messages: [{ role: "assistant", content: [{ type: "tool_use", id: "t", name: "f", input: { a: 1 } }] }] },
			'f\n{"a":1}',
			1,
		],
	])("of %s", (_, body, expected, messages) => {
		expect(text(body)).toEqual({ text: expected, messages, tokens: 0, hasMore: false, scale: 1 });
	});

	test.each<[string, object]>([
		["an image", { messages: [{ role: "user", content: [{ type: "image_url", image_url: { url: "data:x" } }] }] }],
		["Anthropic's image", { messages: [{ role: "user", content: [{ type: "image", source: {} }] }] }],
		["Gemini's bytes", { contents: [{ parts: [{ inlineData: { data: "x" } }] }] }],
		["sound", { messages: [{ role: "user", content: [{ type: "input_audio", input_audio: {} }] }] }],
		["a tool that the provider runs", { input: "x", tools: [{ type: "web_search" }] }],
		["a context at the provider", { input: "x", previous_response_id: "resp_1" }],
	])("says that there is more than text in one with %s", (_, body) => {
		expect(text(body)?.hasMore).toBe(true);
	});

	test("counts token ids as they are", () => {
		expect(text({ prompt: [1, 2, 3] })).toMatchObject({ tokens: 3, text: "" });
	});

	test("of one that was cut is what was kept", () => {
		expect(text('{"messages":[{"role":"user","content":"Hello"},{"role":"user","conte')?.text).toBe("Hello");
	});

	test("is unknown for what is no JSON", () => {
		expect(text("\u0000\u0001")).toBeUndefined();
	});
});

describe("the text of an answer", () => {
	const events = (...data: object[]) => data.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("");

	test.each<[string, string, string]>([
		["a chat", JSON.stringify({ choices: [{ message: { role: "assistant", content: "Hi" } }] }), "Hi"],
		["a message", JSON.stringify({ type: "message", content: [{ type: "text", text: "Hi" }] }), "Hi"],
		[
			"a streamed chat",
			events({ choices: [{ delta: { content: "He" } }] }, { choices: [{ delta: { content: "y" } }] }),
			"Hey",
		],
		[
			"a streamed message",
			events(
				{ type: "message_start", message: { content: [] } },
				{ type: "content_block_start", content_block: { type: "text", text: "" } },
				{ type: "content_block_delta", delta: { type: "thinking_delta", thinking: "Hm" } },
				{ type: "content_block_delta", delta: { type: "text_delta", text: "Hi" } },
			),
			"HmHi",
		],
		[
			"a streamed response, once",
			events(
				{ type: "response.output_text.delta", delta: "Hi" },
				{ type: "response.output_text.done", text: "Hi" },
				{ type: "response.completed", response: { output: [{ content: [{ text: "Hi" }] }] } },
			),
			"Hi",
		],
		["Gemini's stream", events({ candidates: [{ content: { parts: [{ text: "Hi" }] } }] }), "Hi"],
		["Cohere's stream", events({ type: "content-delta", delta: { message: { content: { text: "Hi" } } } }), "Hi"],
		["Ollama's lines", '{"message":{"role":"a","content":"H"}}\n{"message":{"role":"a","content":"i"}}\n', "Hi"],
	])("of %s", (_, body, expected) => {
		expect(textOfAnswer(body)?.text).toBe(expected);
	});

	test("is unknown for a binary stream", () => {
		expect(textOfAnswer("\u0000\u0001\u0002")).toBeUndefined();
	});
});

describe("a calibration", () => {
	const call = (factor: number) => ({
		usage: { uncachedInput: 100 * factor, output: 10 * factor },
		requestBytes: 400,
		responseBytes: 40,
		requestTokens: 100,
		answerTokens: 10,
	});

	test("is the median, which an odd call does not move", () => {
		expect(calibrate([call(1.1), call(1.1), call(1.1), call(50)])).toMatchObject({
			inputFactor: 1.1,
			outputFactor: 1.1,
		});
	});

	test("is bounded", () => {
		expect(calibrate([call(9), call(9), call(9)])).toMatchObject({ inputFactor: 3, outputFactor: 9 });
	});

	test("needs three calls", () => {
		expect(calibrate([call(2), call(2)])).toEqual({ samples: 2 });
	});

	test("comes closer to the model with more calls", () => {
		const noise = [0.9, 1.6, 1.25, 1.2, 1.3, 1.24, 1.26, 1.25, 1.1, 1.4, 1.25];
		const off = (count: number) => Math.abs((calibrate(noise.slice(0, count).map(call)).inputFactor ?? 0) - 1.25);
		expect(off(11)).toBeLessThan(0.001);
		expect(off(11)).toBeLessThanOrEqual(off(4));
	});

	test("learns nothing of text from calls with images or sound", () => {
		const heard = { ...call(1), usage: { uncachedInput: 100, audioInput: 900, output: 10 } };
		expect(calibrate([heard, heard, heard])).not.toHaveProperty("inputFactor");
	});
});

describe("an estimated usage", () => {
	const text = { text: "x", messages: 0, tokens: 0, hasMore: false, scale: 1 };

	test("keeps what was told, and never says less", () => {
		const seen = { request: { bytes: 1 }, answer: { bytes: 1, text, tokens: 40 } };
		const told = { uncachedInput: 7, cacheRead: 90 };
		expect(estimateUsage({ ...seen, told: { ...told, output: 1 } }, { samples: 0 })?.usage).toEqual({
			...told,
			output: 40,
		});
		expect(estimateUsage({ ...seen, told: { ...told, output: 60 } }, { samples: 0 })?.usage).toEqual({
			...told,
			output: 60,
		});
	});

	test("is not made up where one side is unknown", () => {
		const request = { bytes: 1, text, tokens: 5 };
		expect(estimateUsage({ request, answer: { bytes: 100 }, told: {} }, { samples: 0 })).toBeUndefined();
		expect(estimateUsage({ request: { bytes: 100 }, answer: request, told: {} }, { samples: 0 })).toBeUndefined();
	});

	test("is a part where there is more than text, and so is its cost", () => {
		const seen = { bytes: 1, text: { ...text, hasMore: true }, tokens: 5 };
		const estimate = estimateUsage({ request: seen, answer: { bytes: 1, text, tokens: 2 }, told: {} }, { samples: 0 });
		expect(estimate).toEqual({ usage: { uncachedInput: 5, output: 2 }, isPart: true });
		const span = spanFixture();
		noteEstimate(span, estimate ?? { usage: {}, isPart: false }, {
			state: "priced",
			picoUsd: 5n,
			rates: {},
			source: "book",
		});
		expect(span).toMatchObject({ usageState: "estimated", costState: "partial", costPicoUsd: "5" });
	});

	test("adds to what earlier attempts of the route have cost", () => {
		const attempts = JSON.stringify([{ cost: "100" }, { costUnknown: true }, {}]);
		const span = spanFixture({ attempts });
		noteEstimate(span, { usage: { output: 1 }, isPart: false }, { state: "priced", picoUsd: 5n });
		expect(span).toMatchObject({ costState: "partial", costPicoUsd: "105" });
	});
});

describe("a call is estimated", () => {
	const untold = { usage: {}, usageState: undefined };
	test.each<[string, Parameters<typeof spanFixture>[0], boolean]>([
		["when it told no usage", untold, true],
		["when its client left", { ...untold, status: "client_closed" }, true],
		["when it broke off", { ...untold, status: "error", errorType: "upstream_broke_off" }, true],
		["when it told its usage so far", { usageState: "estimated" }, true],
		["not when it told its usage", { usageState: "measured" }, false],
		["not when the provider refused it", { ...untold, httpStatus: 429, status: "error" }, false],
		["not when the provider ended it with an error", { ...untold, status: "error", errorType: "overloaded" }, false],
		["not when the cache answered", { ...untold, cache: "hit" }, false],
		["not when it was interrupted", { ...untold, httpStatus: null, status: "interrupted" }, false],
		["not when it uses no model", { ...untold, kind: "other" }, false],
		["not when it draws", { ...untold, operation: "images/generations" }, false],
		["as Gemini's", { ...untold, operation: "v1beta/models/gemini-2.5-pro:streamGenerateContent" }, true],
	])("%s", (_, span, expected) => {
		expect(isCandidate(spanFixture(span))).toBe(expected);
	});

	test("not when a look-up may still tell its usage", () => {
		const span = spanFixture({ operation: "responses" });
		expect(mayBeSettledLater(span, '{"input":"x"}')).toBe(true);
		expect(mayBeSettledLater(span, undefined)).toBe(true);
		expect(mayBeSettledLater(span, '{"input":[{"store":false}]}')).toBe(true);
		expect(mayBeSettledLater(span, '{"input":"x","store":false}')).toBe(false);
		expect(mayBeSettledLater(spanFixture(), undefined)).toBe(false);
	});
});
