import { describe, expect, test } from "bun:test";
import { picoUsdPerToken, rateSteps, ratesFor } from "../../server/src/pricing/rates";

describe("a rate in USD per million tokens", () => {
	test.each([
		[2.5, 2_500_000n],
		[0.075, 75_000n],
		[0.0028, 2_800n],
		[150, 150_000_000n],
		[0, 0n],
		[1e-6, 1n],
		[1e21, 10n ** 27n],
		[0.1 + 0.2, 300_000n],
		[0.18000000000000002, 180_000n],
		[0.08333333333333334, 83_333n],
		[4.9e-7, 0n],
		[5e-7, 1n],
	])("of %p is %p pico-USD per token", (usd, picoUsd) => {
		expect(picoUsdPerToken(usd)).toBe(picoUsd);
	});
});

describe("the rates of a model", () => {
	const ratesOf = (price: Parameters<typeof rateSteps>[0]) => ratesFor(rateSteps(price), 0);

	test("are its own where it has them", () => {
		const price = {
			input_mtok: 1,
			cache_read_mtok: 2,
			cache_write_5m_mtok: 3,
			cache_write_mtok: 30,
			cache_write_1h_mtok: 4,
			input_audio_mtok: 5,
			input_image_mtok: 6,
			output_mtok: 7,
			output_reasoning_mtok: 8,
			output_audio_mtok: 9,
			output_image_mtok: 10,
		};
		expect(ratesOf(price)).toEqual({
			uncachedInput: 1_000_000n,
			cacheRead: 2_000_000n,
			cacheWrite5m: 3_000_000n,
			cacheWrite1h: 4_000_000n,
			audioInput: 5_000_000n,
			imageInput: 6_000_000n,
			output: 7_000_000n,
			reasoning: 8_000_000n,
			audioOutput: 9_000_000n,
			imageOutput: 10_000_000n,
		});
	});

	test("are those of plain text where providers bill it so, and absent for audio, images made and one-hour writes", () => {
		expect(ratesOf({ input_mtok: 1, output_mtok: 2 })).toEqual({
			uncachedInput: 1_000_000n,
			cacheRead: 1_000_000n,
			cacheWrite5m: 1_000_000n,
			imageInput: 1_000_000n,
			output: 2_000_000n,
			reasoning: 2_000_000n,
		});
		expect(ratesOf({ input_mtok: 1, cache_write_mtok: 1.25 }).cacheWrite5m).toBe(1_250_000n);
	});

	test("are none when the model is not priced by token", () => {
		expect(ratesOf({ input_audio_hours: 0.36 })).toEqual({});
	});

	test("hold for the whole call once its input exceeds a step, each bucket by its own steps", () => {
		const steps = rateSteps({
			input_mtok: {
				base: 1,
				tiers: [
					{ start: 300, price: 3 },
					{ start: 200, price: 2 },
				],
			},
			output_mtok: { base: 10, tiers: [{ start: 250, price: 20 }] },
		});
		const rates = [0, 200, 201, 250, 251, 300, 301].map((tokens) => {
			const { uncachedInput, output } = ratesFor(steps, tokens);
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
		expect(() => Object.assign(ratesOf({ input_mtok: 1 }), { uncachedInput: 0n })).toThrow(TypeError);
	});
});
