import { describe, expect, test } from "bun:test";
import { anthropicMessages } from "../../../server/src/proxy/dialects/anthropic-messages";
import { readMaxTokens } from "../../../server/src/proxy/dialects/max-tokens";
import { openaiChat } from "../../../server/src/proxy/dialects/openai-chat";
import { openaiResponses } from "../../../server/src/proxy/dialects/openai-responses";

const bytesOf = (value: unknown) => Buffer.from(typeof value === "string" ? value : JSON.stringify(value));

describe("what a caller allows for the answer", () => {
	test.each([
		["OpenAI chat", { max_tokens: 100 }, 100],
		["OpenAI chat, newer", { max_completion_tokens: 7 }, 7],
		["OpenAI responses", { max_output_tokens: 20 }, 20],
		["Gemini", { generationConfig: { maxOutputTokens: 30, temperature: 0 } }, 30],
		["Bedrock", { inferenceConfig: { maxTokens: 40 } }, 40],
		["nothing", { messages: [{ content: '"max_tokens": 5' }] }, null],
		["a text", { max_tokens: "100" }, null],
		["null", { max_tokens: null }, null],
		["less than nothing", { max_tokens: -5 }, null],
		["no object", "[1]", null],
		["no JSON", "--boundary", null],
		["a config that is none", { generationConfig: null, inferenceConfig: 3 }, null],
	])("is read as %s says it", (_, body, expected) => {
		expect(readMaxTokens(bytesOf(body))).toBe(expected);
	});

	test.each([
		[openaiChat, { max_tokens: 100 }, 100],
		[openaiChat, { max_completion_tokens: 7 }, 7],
		[openaiResponses, { max_output_tokens: 2.5 }, 3],
		[anthropicMessages, { max_tokens: 30, filler: "x".repeat(5000) }, 30],
		[anthropicMessages, { max_tokens: "30" }, null],
	])("comes with the request, short or long", ({ readRequest }, asked, expected) => {
		const body = bytesOf({ model: "m", ...asked });
		expect(readRequest({ body, path: "", query: "", contentType: "application/json" })?.maxTokens).toBe(expected);
	});
});
