import { describe, expect, test } from "bun:test";
import { estimateTokens, readMaxTokens } from "../../server/src/limits/estimate";

const bytesOf = (value: unknown) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value));
const estimate = (value: unknown) => {
	const body = bytesOf(value);
	return estimateTokens({ bytes: body.length, body });
};

describe("what a caller allows for the answer", () => {
	test.each([
		["OpenAI chat", { max_tokens: 100 }, 100],
		["OpenAI chat, newer", { max_completion_tokens: 7 }, 7],
		["OpenAI responses", { max_output_tokens: 20 }, 20],
		["Gemini", { generationConfig: { maxOutputTokens: 30, temperature: 0 } }, 30],
		["Bedrock", { inferenceConfig: { maxTokens: 40 } }, 40],
		["nothing", { messages: [{ content: '"max_tokens": 5' }] }, undefined],
		["a text", { max_tokens: "100" }, undefined],
		["null", { max_tokens: null }, undefined],
		["less than nothing", { max_tokens: -5 }, undefined],
		["no object", "[1]", undefined],
		["no JSON", "--boundary", undefined],
		["a config that is none", { generationConfig: null, inferenceConfig: 3 }, undefined],
	])("is read as %s says it", (_, body, expected) => {
		expect(readMaxTokens(bytesOf(body))).toBe(expected);
	});
});

describe("the estimate", () => {
	test("is a quarter of the bytes and what the caller allows for the answer", () => {
		const body = `{"max_tokens":100,"prompt":"${"x".repeat(370)}"}`;
		expect(body.length).toBe(400);
		expect(estimate(body)).toBe(200);
	});

	test("of a body that is not held is a quarter of its length", () => {
		expect(estimateTokens({ bytes: 4001 })).toBe(1001);
		expect(estimateTokens({ bytes: 0 })).toBe(0);
	});

	const picture = Buffer.alloc(750_000, 17).toString("base64");
	test.each([
		["OpenAI", { type: "image_url", image_url: { url: `data:image/png;base64,${picture}` } }],
		["Anthropic", { type: "image", source: { type: "base64", media_type: "image/png", data: picture } }],
		["Gemini", { inlineData: { mimeType: "image/png", data: picture } }],
	])("does not take the base64 of a picture for text, as %s sends it", (_, part) => {
		const tokens = estimate({ messages: [{ content: [part, part] }], max_tokens: 50 });
		expect(tokens).toBeWithin(2050, 2200);
	});

	test("takes a long text for text, also where it is called data", () => {
		expect(estimate({ data: "some words ".repeat(10_000) })).toBeGreaterThan(27_000);
	});

	test("looks at a picture that has no end without trouble", () => {
		expect(estimate(`{"data":"${picture}`)).toBe(Math.ceil((picture.length + 9) / 4));
	});
});
