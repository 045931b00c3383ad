import type { Cost, Price } from "./cost";
import { ratesFor } from "./rates";
import { findTariff } from "./tariff";
import { inputTokens, usageBuckets, usageUnits } from "./usage";

/**
 * Service tiers that are billed at the listed rates; batch and flex cost less, priority more, scale is paid beforehand.
 * Source: https://developers.openai.com/api/docs/pricing (2026-11-22).
 */
const listedTiers = new Set(["default", "standard", "auto"]);

/** 2^63 - 1, $9.2 million: what ClickHouse's Int64 holds. A call said to cost more was counted wrong. */
const maxPicoUsd = 2n ** 63n - 1n;

/**
 * What a call costs: Σ over buckets of tokens × rate, exact in integer pico-USD. 1,000 uncached input tokens of gpt-4o at
 * 2,500,000 pico-USD and 100 output tokens at 10,000,000 are 3,500,000,000 pico-USD ($0.0035). The rates are those of the
 * moment `at`, and of the call's size where a model is dearer above a number of input tokens. 0.25 µs (Bun 1.4.5).
 */
export const price: Price = (usage, model, at) => {
	if (usage === undefined) return { state: "unpriced" };
	const tariff = findTariff(model, at);
	if (tariff === undefined) return { state: "unpriced" };
	const rates = ratesFor(tariff.steps, inputTokens(usage) ?? 0);
	let picoUsd = 0n;
	let someKnown = false;
	let someEmpty = false;
	let someMissing = tariff.hasRequestFee;
	for (const bucket of usageBuckets) {
		const tokens = usage[bucket];
		if (tokens === undefined) continue;
		const rate = rates[bucket];
		if (rate === undefined) {
			if (tokens > 0) someMissing = true;
		} else if (tokens > 0) {
			picoUsd += BigInt(tokens) * rate;
			someKnown = true;
		} else someEmpty = true;
	}
	// What is billed by something other than tokens has no rate yet.
	for (const unit of usageUnits) if ((usage[unit] ?? 0) > 0) someMissing = true;
	// Empty buckets alone are a known 0 only when nothing else was charged.
	const isKnown = someKnown || (someEmpty && !someMissing);
	if (!isKnown || picoUsd > maxPicoUsd) return { state: "unpriced" };
	const isListed = model.serviceTier === undefined || listedTiers.has(model.serviceTier);
	const state: Cost["state"] = someMissing ? "partial" : isListed ? "priced" : "estimated";
	return { state, picoUsd, rates, source: tariff.source };
};
