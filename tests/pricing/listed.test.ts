import { describe, expect, test } from "bun:test";
import { findListed, listUrl, ratesOf } from "../../server/src/pricing/listed";
import { stepsOf } from "../../server/src/pricing/tariff";

function stepsFor(price: Parameters<typeof ratesOf>[0]) {
	return stepsOf(new Map([...ratesOf(price)].map(([unit, steps]) => [unit, { steps, origin: "" }])));
}

function ratesFor(price: Parameters<typeof ratesOf>[0], tokens = 0) {
	return stepsFor(price).findLast(({ above }) => tokens > above)?.rates ?? {};
}

describe("the rates that genai-prices lists", () => {
	test("are a model's own where it has them", () => {
		const price = {
			input_mtok: 1,
			cache_read_mtok: 2,
			cache_audio_read_mtok: 2.1,
			cache_image_read_mtok: 2.2,
			cache_write_5m_mtok: 3,
			cache_write_mtok: 30,
			cache_write_1h_mtok: 4,
			input_audio_mtok: 5,
			input_image_mtok: 6,
			output_mtok: 7,
			output_reasoning_mtok: 8,
			output_audio_mtok: 9,
			output_image_mtok: 10,
			web_searches_kcount: 10,
			storage_searches_kcount: 2.5,
			input_document_kpages: 1,
			input_audio_hours: 0.36,
		};
		expect(ratesFor(price)).toEqual({
			uncachedInput: 1_000_000n,
			cacheRead: 2_000_000n,
			cacheReadAudio: 2_100_000n,
			cacheReadImage: 2_200_000n,
			cacheWrite5m: 3_000_000n,
			cacheWrite1h: 4_000_000n,
			audioInput: 5_000_000n,
			imageInput: 6_000_000n,
			output: 7_000_000n,
			reasoning: 8_000_000n,
			audioOutput: 9_000_000n,
			imageOutput: 10_000_000n,
			webSearches: 10_000_000_000n,
			fileSearches: 2_500_000_000n,
			pages: 1_000_000_000n,
			audioInputHours: 360_000_000_000n,
		});
	});

	test("are those of plain text where providers bill it so, and absent for audio, images made and one-hour writes", () => {
		expect(ratesFor({ input_mtok: 1, output_mtok: 2 })).toEqual({
			uncachedInput: 1_000_000n,
			cacheRead: 1_000_000n,
			cacheWrite5m: 1_000_000n,
			imageInput: 1_000_000n,
			output: 2_000_000n,
			reasoning: 2_000_000n,
		});
		expect(ratesFor({ input_mtok: 1, cache_write_mtok: 1.25 }).cacheWrite5m).toBe(1_250_000n);
	});

	test("hold for the whole call once its input exceeds a step, each bucket by its own steps", () => {
		const price = {
			input_mtok: {
				base: 1,
				tiers: [
					{ start: 300, price: 3 },
					{ start: 200, price: 2 },
				],
			},
			output_mtok: { base: 10, tiers: [{ start: 250, price: 20 }] },
		};
		const rates = [0, 200, 201, 250, 251, 300, 301].map((tokens) => {
			const { uncachedInput, output } = ratesFor(price, tokens);
			return [uncachedInput, output];
		});
		expect(rates).toEqual([
			[1_000_000n, 10_000_000n],
			[1_000_000n, 10_000_000n],
			[2_000_000n, 10_000_000n],
			[2_000_000n, 10_000_000n],
			[2_000_000n, 20_000_000n],
			[2_000_000n, 20_000_000n],
			[3_000_000n, 20_000_000n],
		]);
	});

	test("cannot be changed by who uses them, because calls share them", () => {
		expect(() => Object.assign(ratesFor({ input_mtok: 1 }), { uncachedInput: 0n })).toThrow(TypeError);
	});

	test("say where they are from, and are none for an unknown model", () => {
		const at = new Date("2026-11-22");
		expect(findListed("openai", "gpt-4o-2024-08-06", at)).toMatchObject({
			name: "openai/gpt-4o",
			hasRequestFee: false,
			isByTheMinute: false,
		});
		expect(findListed("perplexity", "sonar", at)?.hasRequestFee).toBe(true);
		expect(findListed("deepseek", "deepseek-chat", at)?.isByTheMinute).toBe(true);
		expect(findListed("openai", "no-such-model", at)).toBeUndefined();
		expect([listUrl("openai"), listUrl("nobody")]).toEqual([
			"https://developers.openai.com/api/docs/pricing",
			undefined,
		]);
	});
});
