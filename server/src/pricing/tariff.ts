import type { PricedModel, RateOrigins, Rates } from "./cost";
import { findListed, type Listed, listName, type RateStep } from "./listed";
import { isByTheMinute, type PriceRow } from "./price-row";
import type { RateUnit } from "./rate-unit";
import { type RatesByUnit, resolve } from "./resolve";
import { pricedTier } from "./service-tier";

/** What a call costs whose input exceeds `above` tokens. */
export interface TariffStep {
	/** -1 on the first step, so that it always holds. */
	above: number;
	rates: Rates;
	origins: RateOrigins;
	/** The rates again where each thing used is billed by itself and all sums are likely to fit a number; else undefined. */
	numbers: Readonly<Partial<Record<string, number>>> | undefined;
}

/** What a model costs at a moment: the last step whose `above` is less than the call's input tokens holds for the whole call. */
export interface Tariff {
	steps: readonly TariffStep[];
	/** E.g. `lensai@2026-11-22 genai-prices@0.1.8 openai/gpt-4o batch`. */
	source: string;
	/** Its fee for a request goes by what the request asked for. */
	hasRequestFee: boolean;
	isEstimate: boolean;
	/** Unix milliseconds, `until` exclusive: for how long this holds. */
	from: number;
	until: number;
}

const dayMs = 86_400_000;
const minuteMs = 60_000;

/** A tariff worked out anew, 10 to 100 µs; `rows` are those of its provider. Undefined when nothing is known of the model. */
export function findTariff(model: PricedModel, at: Date, rows: readonly PriceRow[], book: string): Tariff | undefined {
	const { provider, name, region } = model;
	const tier = pricedTier(model.serviceTier);
	const atMs = at.getTime();
	const listed = findListed(provider, name, at);
	const { rates, isEstimate, hasUnknownFee } = resolve(rows, { name, atMs, tier, region }, listed);
	if (rates.size === 0) return undefined;
	return {
		steps: stepsOf(rates),
		source: [book, listName, listed?.name ?? `${provider}/${name}`, tier, region]
			.filter(Boolean)
			.join(" ")
			.toWellFormed(),
		hasRequestFee: (listed?.hasRequestFee || hasUnknownFee) && !rates.has("requests"),
		isEstimate,
		...windowAround(atMs, rows, listed),
	};
}

/** Prices begin with a day, those by the hour with a minute, and an organization's own at any moment. */
function windowAround(atMs: number, rows: readonly PriceRow[], listed: Listed | undefined) {
	const length = listed?.isByTheMinute || rows.some(isByTheMinute) ? minuteMs : dayMs;
	let from = Math.floor(atMs / length) * length;
	let until = from + length;
	for (const { validFromMs } of rows) {
		if (validFromMs <= atMs) from = Math.max(from, validFromMs);
		else until = Math.min(until, validFromMs);
	}
	return { from, until };
}

/** One step for each input size at which a rate changes. */
export function stepsOf(rates: RatesByUnit): TariffStep[] {
	const thresholds = new Set([-1]);
	for (const { steps } of rates.values()) for (const { above } of steps) thresholds.add(above);
	return [...thresholds].sort((a, b) => a - b).map((above) => stepAbove(rates, above));
}

function stepAbove(rates: RatesByUnit, above: number): TariffStep {
	const held: Rates = {};
	const origins: RateOrigins = {};
	for (const [unit, { steps, origin }] of rates) {
		const { picoUsd } = steps.findLast((each) => each.above <= above) as RateStep;
		held[unit] = picoUsd;
		if (origin !== "") origins[unit] = origin;
	}
	return { above, rates: Object.freeze(held), origins: Object.freeze(origins), numbers: numbersOf(held) };
}

const derived: readonly RateUnit[] = ["requests", "searchedRequests", "audioInputHours"];

function numbersOf(rates: Rates): TariffStep["numbers"] {
	if (derived.some((unit) => rates[unit] !== undefined)) return undefined;
	const numbers: Partial<Record<string, number>> = {};
	for (const [unit, rate] of Object.entries(rates)) numbers[unit] = Number(rate);
	return Object.values(numbers).every(Number.isSafeInteger) ? numbers : undefined;
}
