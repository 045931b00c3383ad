import { findProvider } from "@pydantic/genai-prices";
import type { PriceBook } from "../pricing/book";
import type { PricedModel, Rates } from "../pricing/cost";
import { releasedBook } from "../pricing/released";
import { type UsageBucket, usageBuckets } from "../pricing/usage";

/** A model as the price book has it. */
export interface BookModel {
	id: string;
	contextWindow?: number;
	deprecated: boolean;
	pricing: Pricing | undefined;
}

/** USD per million tokens as decimal strings; a bucket whose price is not known is absent. */
export interface Pricing extends BucketPrices {
	unit: "USD per million tokens";
	/** E.g. `lensai@2026-11-22 genai-prices@0.1.8 anthropic/claude-sonnet-4-5`. */
	source: string;
	/** What holds for the whole call when it has more input tokens than this. */
	above?: ({ input_tokens: number } & BucketPrices)[];
}

type BucketPrices = Partial<Record<PriceName, string>>;

/** What is known of models without asking a provider. */
export interface ModelBook {
	/** All models of a provider of the book, by its id there. */
	models(book: string, at: Date): readonly BookModel[];
	knows(book: string, model: string, at: Date): boolean;
}

const dayMs = 86_400_000;

/** A provider's list is made once a day: 10 to 80 µs a model (Bun 1.4.5). */
export function createModelBook(prices: PriceBook = releasedBook): ModelBook {
	const kept = new Map<string, { day: number; models: readonly BookModel[] }>();
	return {
		models(book, at) {
			const day = Math.floor(at.getTime() / dayMs);
			const known = kept.get(book);
			if (known?.day === day) return known.models;
			const models = modelsOf(prices, book, at);
			kept.set(book, { day, models });
			return models;
		},
		// A fee for tools that holds for every model makes none known.
		knows: (book, name, at) => usageBuckets.some((bucket) => ratesOf(prices, { provider: book, name }, at)[bucket]),
	};
}

function modelsOf(prices: PriceBook, book: string, at: Date): BookModel[] {
	return (findProvider({ providerId: book })?.models ?? []).map(({ id, context_window, deprecated }) => ({
		id,
		contextWindow: context_window,
		deprecated: deprecated ?? false,
		pricing: pricingOf(prices, { provider: book, name: id }, at),
	}));
}

/** In OpenAI's way of writing. */
const names = {
	uncachedInput: "input",
	cacheRead: "cache_read",
	cacheReadAudio: "cache_read_audio",
	cacheReadImage: "cache_read_image",
	cacheWrite5m: "cache_write_5m",
	cacheWrite1h: "cache_write_1h",
	audioInput: "audio_input",
	imageInput: "image_input",
	output: "output",
	reasoning: "reasoning",
	audioOutput: "audio_output",
	imageOutput: "image_output",
} as const satisfies Record<UsageBucket, string>;

type PriceName = (typeof names)[UsageBucket];

function ratesOf(prices: PriceBook, model: PricedModel, at: Date): Rates {
	return prices.tariff(model, at)?.steps[0]?.rates ?? {};
}

function pricingOf(prices: PriceBook, model: PricedModel, at: Date): Pricing | undefined {
	const tariff = prices.tariff(model, at);
	const [first, ...further] = tariff?.steps ?? [];
	if (tariff === undefined || first === undefined) return undefined;
	const above = further.map((step) => ({ input_tokens: step.above, ...bucketPrices(step.rates) }));
	return {
		unit: "USD per million tokens",
		source: tariff.source,
		...bucketPrices(first.rates),
		...(above.length > 0 && { above }),
	};
}

function bucketPrices(rates: Rates): BucketPrices {
	return Object.fromEntries(
		usageBuckets.flatMap((bucket) => {
			const rate = rates[bucket];
			return rate === undefined ? [] : [[names[bucket], usdPerMillion(rate)]];
		}),
	);
}

/** Pico-USD per token as USD per million tokens: 2,500,000 → `2.5`. */
export function usdPerMillion(picoUsdPerToken: bigint): string {
	const whole = picoUsdPerToken / 1_000_000n;
	const fraction = (picoUsdPerToken % 1_000_000n).toString().padStart(6, "0").replace(/0+$/, "");
	return fraction === "" ? whole.toString() : `${whole}.${fraction}`;
}
