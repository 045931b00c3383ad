import { describe, expect, test } from "bun:test";
import { estimateTokens } from "../../server/src/limits/estimate";

const bytesOf = (value: unknown) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value));
const estimate = (value: unknown) => {
	const body = bytesOf(value);
	return estimateTokens({ bytes: body.length, body });
};

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

	test("takes what was read already, and does not look through the body again", () => {
		const body = bytesOf('{"max_tokens":100}');
		expect(estimateTokens({ bytes: body.length, body, maxTokens: 7 })).toBe(5 + 7);
		expect(estimateTokens({ bytes: body.length, body, maxTokens: null })).toBe(5);
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
