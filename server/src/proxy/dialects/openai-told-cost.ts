import { isRecord } from "./openai-json";
import { tokenCount } from "./openai-token-counts";

/** 1e-12 USD. xAI counts in ticks of 1e-10 USD. */
const picoUsdPerTick = 100n;
const picoPlaces = 12;

/**
 * What a vendor itself says that the call costs, in integer pico-USD, from its raw usage; undefined where it says nothing:
 * OpenRouter's `cost` (what its account is charged), Perplexity's `cost.total_cost`, xAI's `cost_in_usd_ticks`. Example:
 * `{ cost: 0.00095 }` is 950,000,000.
 * Sources, 2026-11-22: https://openrouter.ai/docs/cookbook/administration/usage-accounting.md,
 * types of npm `@perplexity-ai/perplexity_ai` 0.38.5, https://github.com/Wei-Shaw/sub2api/issues/5771 (1e10 ticks a USD).
 */
export function readToldCost(rawUsage: unknown): bigint | undefined {
	if (!isRecord(rawUsage)) return undefined;
	const { cost, cost_in_usd_ticks } = rawUsage;
	const ticks = tokenCount(cost_in_usd_ticks);
	if (ticks !== undefined) return BigInt(ticks) * picoUsdPerTick;
	return picoUsd(isRecord(cost) ? cost.total_cost : cost);
}

/** Through the number's decimal digits, so without the error of a float product; what lies below a pico-USD is cut off. */
function picoUsd(usd: unknown): bigint | undefined {
	if (typeof usd !== "number" || !Number.isFinite(usd) || usd < 0 || usd >= 1e6) return undefined;
	const [digits = "", exponent = "0"] = String(usd).split("e");
	const [whole = "", fraction = ""] = digits.split(".");
	const places = picoPlaces + Number(exponent) - fraction.length;
	const value = BigInt(whole + fraction);
	return places >= 0 ? value * 10n ** BigInt(places) : value / 10n ** BigInt(-places);
}
