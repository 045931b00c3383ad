import { describe, expect, test } from "bun:test";
import { inputTokens, outputTokens } from "../../../server/src/pricing/usage";
import { readOpenaiUsage } from "../../../server/src/proxy/dialects/openai-usage";

const withInput = (details: object) => ({ prompt_tokens: 1000, prompt_tokens_details: details });
const withOutput = (details: object) => ({
	prompt_tokens: 0,
	completion_tokens: 100,
	completion_tokens_details: details,
});

describe("OpenAI's usage", () => {
	test("becomes buckets that do not overlap and add up to its totals", () => {
		const usage = readOpenaiUsage({
			prompt_tokens: 1000,
			completion_tokens: 100,
			prompt_tokens_details: { cached_tokens: 600, cache_write_tokens: 50, audio_tokens: 30 },
			completion_tokens_details: { reasoning_tokens: 40, audio_tokens: 25 },
		});
		expect(usage).toEqual({
			uncachedInput: 320,
			cacheRead: 600,
			cacheWrite5m: 50,
			audioInput: 30,
			output: 35,
			reasoning: 40,
			audioOutput: 25,
		});
		expect(inputTokens(usage ?? {})).toBe(1000);
		expect(outputTokens(usage ?? {})).toBe(100);
	});

	test("leaves out a bucket that the provider did not mention, and keeps a zero that it did", () => {
		expect(readOpenaiUsage({ prompt_tokens: 5, completion_tokens: 0 })).toEqual({ uncachedInput: 5, output: 0 });
		expect(readOpenaiUsage(withInput({ cached_tokens: 0 }))).toEqual({ uncachedInput: 1000, cacheRead: 0 });
	});

	test("keeps predicted tokens, accepted and rejected, in the output that they are billed as", () => {
		const details = { accepted_prediction_tokens: 60, rejected_prediction_tokens: 40 };
		expect(readOpenaiUsage(withOutput(details))).toEqual({ uncachedInput: 0, output: 100 });
	});

	test("keeps image tokens in the input that they are billed as", () => {
		expect(readOpenaiUsage(withInput({ image_tokens: 765, text_tokens: 235 }))).toEqual({ uncachedInput: 1000 });
	});

	test("has no output when there is none to count, as with embeddings", () => {
		expect(readOpenaiUsage({ prompt_tokens: 8, total_tokens: 8 })).toEqual({ uncachedInput: 8 });
		expect(readOpenaiUsage({ prompt_tokens: 8, completion_tokens: null })).toEqual({ uncachedInput: 8 });
	});
});

describe("usage that cannot be right", () => {
	test.each([-1, 1.5, "1000", Number.NaN, 2 ** 53, true, {}])("is dropped as a detail when it is %p", (count) => {
		expect(readOpenaiUsage(withInput({ cached_tokens: count }))).toEqual({ uncachedInput: 1000 });
	});

	test.each([undefined, null, -1, 1.5, "1000", Number.POSITIVE_INFINITY])(
		"is unusable when prompt_tokens is %p",
		(count) => {
			expect(readOpenaiUsage({ prompt_tokens: count, completion_tokens: 5 })).toBeUndefined();
		},
	);

	test.each([-1, 0.5, "5"])("is unusable when completion_tokens is %p", (count) => {
		expect(readOpenaiUsage({ prompt_tokens: 5, completion_tokens: count })).toBeUndefined();
	});

	test("loses a detail that is larger than its total", () => {
		expect(readOpenaiUsage(withInput({ cached_tokens: 1001 }))).toEqual({ uncachedInput: 1000 });
		expect(readOpenaiUsage(withOutput({ reasoning_tokens: 101 }))).toEqual({ uncachedInput: 0, output: 100 });
	});

	test("loses the cheaper of two details that together exceed their total", () => {
		expect(readOpenaiUsage(withInput({ cached_tokens: 900, audio_tokens: 200 }))).toEqual({
			uncachedInput: 800,
			audioInput: 200,
		});
		expect(readOpenaiUsage(withOutput({ reasoning_tokens: 90, audio_tokens: 20 }))).toEqual({
			uncachedInput: 0,
			output: 80,
			audioOutput: 20,
		});
	});

	test.each([[undefined], [null], [5], ["usage"], [[]], [[1]]])("is undefined when the usage is %p", (raw) => {
		expect(readOpenaiUsage(raw)).toBeUndefined();
	});

	test.each([[null], [5], ["x"], [[]]])("ignores details that are %p", (details) => {
		expect(readOpenaiUsage({ prompt_tokens: 7, prompt_tokens_details: details })).toEqual({ uncachedInput: 7 });
	});
});
