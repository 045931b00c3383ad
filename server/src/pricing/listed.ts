import { calcPrice, findProvider, type ModelInfo, type ModelPrice } from "@pydantic/genai-prices";
import { picoUsd } from "./decimal";
import type { RateUnit } from "./rate-unit";

/** Must be the version in the catalog; a test compares them. */
export const listName = "genai-prices@0.1.8";
/** When it was released. */
export const listDate = "2026-09-23";

/** The page that a provider's list was made from. */
export function listUrl(provider: string): string | undefined {
	return findProvider({ providerId: provider })?.pricing_urls?.[0];
}

/** A rate for calls with more input tokens than `above`; -1: for all. */
export interface RateStep {
	above: number;
	picoUsd: bigint;
}

/** What genai-prices has for a model at a moment. */
export interface Listed {
	/** E.g. `openai/gpt-4o`. */
	name: string;
	/** By unit, smallest `above` first. */
	rates: ReadonlyMap<RateUnit, readonly RateStep[]>;
	/** It names a fee for each request, which is that of one kind of request among several. */
	hasRequestFee: boolean;
	/** Its prices change within a day. */
	isByTheMinute: boolean;
}

type PriceKey = keyof ModelPrice;
type Per = Parameters<typeof picoUsd>[1];

/**
 * Where genai-prices keeps each rate, and for how many; the first key that the model has counts. A further key stands where
 * providers bill the bucket at that rate by definition:
 * - cached tokens without a discount, and cache writes without a surcharge, are input tokens;
 * - image input is metered in tokens and charged as text (https://developers.openai.com/api/docs/guides/images-vision,
 *   https://ai.google.dev/gemini-api/docs/pricing, 2026-11-22);
 * - reasoning tokens are output tokens.
 * Audio and generated images never cost what text costs, and a one-hour cache write not what a short one does: without a
 * rate of their own they have none (gpt-4o-audio-preview is listed with text rates only).
 */
const priceKeys: readonly [unit: RateUnit, per: Per, keys: readonly PriceKey[]][] = [
	["uncachedInput", 1_000_000, ["input_mtok"]],
	["cacheRead", 1_000_000, ["cache_read_mtok", "input_mtok"]],
	["cacheReadAudio", 1_000_000, ["cache_audio_read_mtok"]],
	["cacheReadImage", 1_000_000, ["cache_image_read_mtok"]],
	["cacheWrite5m", 1_000_000, ["cache_write_5m_mtok", "cache_write_mtok", "input_mtok"]],
	["cacheWrite1h", 1_000_000, ["cache_write_1h_mtok"]],
	["audioInput", 1_000_000, ["input_audio_mtok"]],
	["imageInput", 1_000_000, ["input_image_mtok", "input_mtok"]],
	["output", 1_000_000, ["output_mtok"]],
	["reasoning", 1_000_000, ["output_reasoning_mtok", "output_mtok"]],
	["audioOutput", 1_000_000, ["output_audio_mtok"]],
	["imageOutput", 1_000_000, ["output_image_mtok"]],
	["webSearches", 1000, ["web_searches_kcount"]],
	["fileSearches", 1000, ["storage_searches_kcount"]],
	["pages", 1000, ["input_document_kpages"]],
	["audioInputHours", 1, ["input_audio_hours"]],
];

/** What this release of genai-prices came with (newer prices are never fetched); undefined for a model that it does not know. */
export function findListed(provider: string, name: string, at: Date): Listed | undefined {
	const match = calcPrice({}, name, { providerId: provider, timestamp: at });
	if (match === null) return undefined;
	return {
		name: `${match.provider.id}/${match.model.id}`,
		rates: ratesOf(match.model_price),
		hasRequestFee: match.model_price.requests_kcount !== undefined,
		isByTheMinute: changesWithinTheDay(match.model),
	};
}

/** A model's rates in our units. */
export function ratesOf(price: ModelPrice): Map<RateUnit, RateStep[]> {
	const rates = new Map<RateUnit, RateStep[]>();
	for (const [unit, per, keys] of priceKeys) {
		const value = keys.map((key) => price[key]).find((candidate) => candidate !== undefined);
		if (value !== undefined) rates.set(unit, stepsOf(value, per));
	}
	return rates;
}

/** genai-prices: the last tier, by `start`, that the input exceeds sets the rate of all tokens. */
function stepsOf(value: NonNullable<ModelPrice[string]>, per: Per): RateStep[] {
	if (typeof value === "number") return [{ above: -1, picoUsd: picoUsd(value, per) }];
	const tiers = value.tiers.toSorted((a, b) => a.start - b.start);
	return [
		{ above: -1, picoUsd: picoUsd(value.base, per) },
		...tiers.map(({ start, price }) => ({ above: start, picoUsd: picoUsd(price, per) })),
	];
}

function changesWithinTheDay({ prices }: ModelInfo): boolean {
	return Array.isArray(prices) && prices.some(({ constraint }) => constraint?.type === "time_of_date");
}
