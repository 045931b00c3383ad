import type { ModelPrice } from "@pydantic/genai-prices";
import type { Rates } from "./cost";
import type { UsageBucket } from "./usage";

/** A model's rates: those from the last step whose `above` is less than the call's input tokens hold for the whole call. */
export type RateSteps = readonly RateStep[];

export interface RateStep {
	/** Input tokens, cached ones included; -1 on the first step, so that it always holds. */
	above: number;
	rates: Rates;
}

type PriceKey = keyof ModelPrice;

/**
 * Where genai-prices keeps each bucket's rate, in USD per million tokens; the first key that the model has counts. A further
 * key stands where providers bill the bucket at that rate by definition:
 * - cached tokens without a discount, and cache writes without a surcharge, are input tokens;
 * - image input is metered in tokens and charged as text (https://developers.openai.com/api/docs/guides/images-vision,
 *   https://ai.google.dev/gemini-api/docs/pricing, 2026-11-22);
 * - reasoning tokens are output tokens.
 * Audio and generated images never cost what text costs, and a one-hour cache write not what a short one does: without a
 * rate of their own they have none (gpt-4o-audio-preview is listed with text rates only).
 */
const priceKeys: Record<UsageBucket, readonly PriceKey[]> = {
	uncachedInput: ["input_mtok"],
	cacheRead: ["cache_read_mtok", "input_mtok"],
	cacheWrite5m: ["cache_write_5m_mtok", "cache_write_mtok", "input_mtok"],
	cacheWrite1h: ["cache_write_1h_mtok"],
	audioInput: ["input_audio_mtok"],
	imageInput: ["input_image_mtok", "input_mtok"],
	output: ["output_mtok"],
	reasoning: ["output_reasoning_mtok", "output_mtok"],
	audioOutput: ["output_audio_mtok"],
	imageOutput: ["output_image_mtok"],
};

/** The model's rates per bucket, one step for each input size at which one of them changes. */
export function rateSteps(price: ModelPrice): RateSteps {
	const thresholds = new Set([-1]);
	for (const keys of Object.values(priceKeys)) {
		for (const key of keys) for (const tier of tiersOf(price[key])) thresholds.add(tier.start);
	}
	return [...thresholds]
		.sort((a, b) => a - b)
		.map((above) => ({ above, rates: Object.freeze(ratesAbove(price, above)) }));
}

/** The rates for a call with so many input tokens. */
export function ratesFor(steps: RateSteps, inputTokens: number): Rates {
	let { rates } = steps[0] as RateStep;
	for (const step of steps) if (inputTokens > step.above) rates = step.rates;
	return rates;
}

/**
 * USD per million tokens as integer pico-USD per token, through the number's decimal digits, so without the error of a float
 * product: 0.075 → 75,000. What lies below a pico-USD is rounded half up; in genai-prices 0.1.8 that concerns only rates that
 * carry a float's noise (0.18000000000000002 → 180,000).
 */
export function picoUsdPerToken(usdPerMillion: number): bigint {
	const [digits = "", exponent = "0"] = String(usdPerMillion).split("e");
	const [whole = "", fraction = ""] = digits.split(".");
	const places = fraction.length - Number(exponent) - 6;
	const value = BigInt(whole + fraction);
	if (places <= 0) return value * 10n ** BigInt(-places);
	const unit = 10n ** BigInt(places);
	return (value + unit / 2n) / unit;
}

function ratesAbove(price: ModelPrice, threshold: number): Rates {
	const rates: Rates = {};
	for (const [bucket, keys] of Object.entries(priceKeys) as [UsageBucket, readonly PriceKey[]][]) {
		const value = keys.map((key) => price[key]).find((candidate) => candidate !== undefined);
		if (value !== undefined) rates[bucket] = picoUsdPerToken(usdAbove(value, threshold));
	}
	return rates;
}

type PriceValue = NonNullable<ModelPrice[string]>;

/** genai-prices: the last tier, by `start`, that the input exceeds sets the rate of all tokens. */
function usdAbove(value: PriceValue, threshold: number): number {
	if (typeof value === "number") return value;
	const reached = tiersOf(value).filter((tier) => tier.start <= threshold);
	return reached.at(-1)?.price ?? value.base;
}

function tiersOf(value: ModelPrice[string]): { start: number; price: number }[] {
	return typeof value === "object" ? value.tiers.toSorted((a, b) => a.start - b.start) : [];
}
