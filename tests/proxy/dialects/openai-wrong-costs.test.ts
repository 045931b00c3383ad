import { describe, expect, test } from "bun:test";
import { price } from "../../../server/src/pricing/price";
import { inputTokens, outputTokens } from "../../../server/src/pricing/usage";
import type { Answer, Dialect } from "../../../server/src/proxy/dialects/dialect";
import { createBatchResultReader } from "../../../server/src/proxy/dialects/openai-batches";
import { createOpenaiChat, openaiChat } from "../../../server/src/proxy/dialects/openai-chat";
import { openaiResponses } from "../../../server/src/proxy/dialects/openai-responses";
import { mistral, together, xai } from "../../../server/src/proxy/dialects/openai-vendors";
import { readChunks, readJsonFixture } from "../../support/fixtures";

const at = new Date("2026-11-22T12:00:00Z");
const encode = (body: unknown) => new TextEncoder().encode(JSON.stringify(body));
const costOf = (answer: Answer, provider: string, model = answer.responseModel ?? "") =>
	price(answer.usage, { provider, name: model, serviceTier: answer.serviceTier }, at);

function streamed(dialect: Dialect, provider: string, name: string): Answer {
	const reader = dialect.createStreamReader();
	for (const chunk of readChunks(provider, name)) reader.read(chunk);
	return reader.end();
}

/** Each was told wrong by another gateway or tracker; the thread is named. */
describe("what others got wrong", () => {
	test("one-api 0.6.10: 1,000 prompt tokens of gpt-4o-mini, 800 cached, and 100 out cost $0.000150, not 0.000210", () => {
		const usage = { prompt_tokens: 1000, completion_tokens: 100, prompt_tokens_details: { cached_tokens: 800 } };
		const cost = costOf(openaiChat.readResponse(encode({ model: "gpt-4o-mini", usage })), "openai");
		// 200 × 150,000 + 800 × 75,000 + 100 × 600,000
		expect(cost).toMatchObject({ state: "priced", picoUsd: 150_000_000n });
	});

	test("the same by the Responses API: cached tokens are a part of the input, and counted once", () => {
		const usage = { input_tokens: 1000, output_tokens: 100, input_tokens_details: { cached_tokens: 800 } };
		const cost = costOf(openaiResponses.readResponse(encode({ model: "gpt-4o-mini", usage })), "openai");
		expect(cost).toMatchObject({ state: "priced", picoUsd: 150_000_000n });
	});

	test("Portkey #1259: a Mistral stream has a usage, without being asked for it", () => {
		const dialect = createOpenaiChat(mistral);
		expect(dialect.streamUsage).toBeUndefined();
		expect(streamed(dialect, "mistral", "plain").usage).toEqual({ uncachedInput: 16, output: 34 });
	});

	test("openai-agents-python #442: Mistral is never sent stream_options, which it refuses with 422", () => {
		expect("streamUsage" in createOpenaiChat(mistral)).toBe(false);
	});

	test("vercel/ai #17986: a stream of Together's Kimi K3 is asked for its usage, and does not cost 0", () => {
		const dialect = createOpenaiChat(together);
		const asked = dialect.streamUsage?.ask(new TextEncoder().encode('{"stream":true}'), {
			stream: true,
			asksForUsage: false,
		});
		expect(new TextDecoder().decode(asked)).toBe('{"stream":true,"stream_options":{"include_usage":true}}');
		expect(streamed(dialect, "together", "plain.asked").usage).toEqual({ uncachedInput: 12, output: 3 });
		const silent = streamed(dialect, "together", "plain.unasked");
		expect(silent.usage).toBeUndefined();
		expect(costOf(silent, "openai", "gpt-4o").state).toBe("unpriced");
	});

	test("sub2api #5771, inspect_ai #5528: xAI's reasoning is output that is paid for, outside of completion_tokens", () => {
		const { usage } = createOpenaiChat(xai).readResponse(readJsonFixture("xai", "reasoning-outside"));
		expect(inputTokens(usage ?? {})).toBe(10_120);
		expect(outputTokens(usage ?? {})).toBe(1499 + 2809);
	});

	test("promptfoo #9507: xAI's reasoning is not paid for twice where the total shows that it is inside", () => {
		const { usage } = createOpenaiChat(xai).readResponse(readJsonFixture("xai", "reasoning-inside"));
		expect(outputTokens(usage ?? {})).toBe(500);
	});

	test("reasoning of a response is output: o3 with 1,000 in and 5,000 out, 4,992 of them hidden, costs $0.042", () => {
		const answer = openaiResponses.readResponse(readJsonFixture("openai/responses", "reasoning"));
		expect(costOf(answer, "openai", "o3")).toMatchObject({ state: "priced", picoUsd: 42_000_000_000n });
	});

	test("a stream that ends without usage is unpriced, never 0 (litellm #37923: €830 invoiced, $1.47 reported)", () => {
		for (const name of ["usage-missing", "broken-off", "error-mid-stream"]) {
			const answer = streamed(openaiResponses, "openai/responses", name);
			expect(answer).not.toHaveProperty("usage");
			expect(costOf(answer, "openai", "gpt-5")).toEqual({ state: "unpriced" });
		}
	});

	test("genai-prices #390: a batch's call is not said to be priced at the full rate", () => {
		const costs: unknown[] = [];
		const reader = createBatchResultReader((call) => {
			if ("answer" in call) costs.push(costOf(call.answer, "openai"));
		});
		const usage = { prompt_tokens: 1000, completion_tokens: 100 };
		const body = { object: "chat.completion", model: "gpt-4o", service_tier: "default", usage };
		reader.read(encode({ custom_id: "a", response: { status_code: 200, body } }));
		reader.end();
		// (1,000 × 2.5 + 100 × 10) / 2
		expect(costs).toMatchObject([{ state: "priced", picoUsd: 1_750_000_000n }]);
	});

	test("BitFun #792: the last event of a stream may be a whole completion; zeros before it do not win", () => {
		const reader = openaiChat.createStreamReader();
		const event = (usage: object, object: string) =>
			`data: ${JSON.stringify({ object, model: "MiniMax-M2", choices: [{ index: 0 }], usage })}\n\n`;
		reader.read(new TextEncoder().encode(event({ prompt_tokens: 0, completion_tokens: 0 }, "chat.completion.chunk")));
		reader.read(new TextEncoder().encode(event({ prompt_tokens: 90, completion_tokens: 7 }, "chat.completion")));
		expect(reader.end().usage).toEqual({ uncachedInput: 90, output: 7 });
	});
});
