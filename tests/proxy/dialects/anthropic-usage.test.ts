import { describe, expect, test } from "bun:test";
import { inputTokens, outputTokens } from "../../../server/src/pricing/usage";
import {
	mergeAnthropicUsage,
	readAnthropicUsage,
	readFurtherUsage,
} from "../../../server/src/proxy/dialects/anthropic-usage";

describe("Anthropic's usage", () => {
	test("becomes buckets that add up to all input and all output", () => {
		const usage = readAnthropicUsage({
			input_tokens: 100,
			cache_read_input_tokens: 50,
			cache_creation_input_tokens: 30,
			cache_creation: { ephemeral_5m_input_tokens: 10, ephemeral_1h_input_tokens: 20 },
			output_tokens: 90,
			output_tokens_details: { thinking_tokens: 40 },
		});
		expect(usage).toEqual({
			uncachedInput: 100,
			cacheRead: 50,
			cacheWrite5m: 10,
			cacheWrite1h: 20,
			output: 50,
			reasoning: 40,
		});
		expect(inputTokens(usage ?? {})).toBe(180);
		expect(outputTokens(usage ?? {})).toBe(90);
	});

	test("leaves out what was not said, and keeps a zero that was", () => {
		expect(readAnthropicUsage({ input_tokens: 5, cache_read_input_tokens: null, output_tokens: 0 })).toEqual({
			uncachedInput: 5,
			output: 0,
		});
	});

	test.each([
		[
			{ ephemeral_5m_input_tokens: 31, ephemeral_1h_input_tokens: 0 },
			{ cacheWrite5m: 100, cacheWrite1h: 0 },
		],
		[
			{ ephemeral_5m_input_tokens: 31, ephemeral_1h_input_tokens: 9 },
			{ cacheWrite5m: 31, cacheWrite1h: 69 },
		],
		[
			{ ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 40 },
			{ cacheWrite5m: 0, cacheWrite1h: 100 },
		],
		[{ ephemeral_1h_input_tokens: 100 }, { cacheWrite1h: 100 }],
		[null, { cacheWrite5m: 100 }],
		[{ ephemeral_5m_input_tokens: -1 }, { cacheWrite5m: 100 }],
	])("counts 100 written tokens of which %p are told apart as %p", (breakdown, expected) => {
		const raw = { cache_creation_input_tokens: 100, cache_creation: breakdown };
		expect(readAnthropicUsage(raw)).toEqual(expected);
	});

	test("keeps a breakdown that exceeds its total", () => {
		const breakdown = { ephemeral_5m_input_tokens: 7, ephemeral_1h_input_tokens: 0 };
		expect(readAnthropicUsage({ cache_creation_input_tokens: 5, cache_creation: breakdown })).toEqual({
			cacheWrite5m: 7,
			cacheWrite1h: 0,
		});
	});

	test("drops thinking that does not fit into the output", () => {
		const raw = { output_tokens: 5, output_tokens_details: { thinking_tokens: 6 } };
		expect(readAnthropicUsage(raw)).toEqual({ output: 5 });
	});

	test.each(["input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens", "output_tokens"])(
		"is unusable when %s cannot be a number of tokens",
		(name) => {
			for (const count of [-1, 1.5, "7", 2 ** 53, true, {}]) {
				expect(readAnthropicUsage({ input_tokens: 1, output_tokens: 1, [name]: count })).toBeUndefined();
			}
		},
	);

	test.each([[undefined], [null], [5], ["x"], [[]], [{}]])("is absent when it is %p", (raw) => {
		expect(readAnthropicUsage(raw)).toBeUndefined();
		expect(readFurtherUsage(raw)).toEqual([]);
	});

	test("is not taken from its turns when they sum up to no more than the totals", () => {
		const turn = { type: "message", input_tokens: 5, cache_read_input_tokens: 5, output_tokens: 900 };
		expect(readAnthropicUsage({ input_tokens: 12, output_tokens: 3, iterations: [turn] })).toEqual({
			uncachedInput: 12,
			output: 3,
		});
		const unusable = { type: "message", input_tokens: -5 };
		expect(readAnthropicUsage({ input_tokens: 1, iterations: [unusable, null, 5] })).toEqual({ uncachedInput: 1 });
	});

	test("of another model is kept apart, unless it cannot be read", () => {
		const iterations = [null, { type: "advisor_message" }, { type: "advisor_message", model: "m", input_tokens: -1 }];
		expect(readFurtherUsage({ iterations })).toEqual([]);
		expect(readFurtherUsage({ iterations: [{ type: "advisor_message", model: "m", input_tokens: 3 }] })).toEqual([
			{ model: "m", usage: { uncachedInput: 3 } },
		]);
	});
});

describe("the usage of a stream", () => {
	test.each([
		[{ a: 1, b: 2 }, { a: 5 }, { a: 5, b: 2 }],
		[{ a: 1 }, { a: null }, { a: 1 }],
		[{ a: 9 }, { a: 0 }, { a: 9 }],
		[{ a: 0 }, { a: 4 }, { a: 4 }],
		[{ a: null }, { a: 0 }, { a: 0 }],
	])("%p followed by %p is %p", (known, later, expected) => {
		expect(mergeAnthropicUsage(known, later)).toEqual(expected);
	});
});
