import type { Usage, UsageBucket } from "./usage";

/**
 * `unpriced`: no rate, no usage, or an amount beyond belief, so the cost is unknown (never 0). `partial`: some bucket with
 * tokens had no rate, or the provider charges something besides tokens. `estimated`: priced at rates that need not be those
 * of this call.
 */
export type CostState = "priced" | "partial" | "estimated" | "unpriced";

/** Integer pico-USD (1e-12 USD) per token, for each bucket that the price source has a rate for. */
export type Rates = Partial<Record<UsageBucket, bigint>>;

/** What a call cost, and how that was worked out. */
export interface Cost {
	state: CostState;
	/** Integer pico-USD; absent when `unpriced`. Σ over buckets of usage × rate. */
	picoUsd?: bigint;
	/** The rates that were used; absent when `unpriced`. */
	rates?: Rates;
	/** Where the rates come from, e.g. `genai-prices@0.1.8 openai/gpt-4o`; absent when `unpriced`. */
	source?: string;
}

/** What `price` needs to know about a model. */
export interface PricedModel {
	/** Price-book id of the provider, e.g. `openai`. */
	provider: string;
	/** The model as the provider named it in its answer, else as the caller asked for it. */
	name: string;
	/** As the provider answered, e.g. `flex`. The price book knows only the standard one; others make a cost `estimated`. */
	serviceTier?: string;
}

/** `price(usage, model, at)`: see `price.ts`. */
export type Price = (usage: Usage | undefined, model: PricedModel, at: Date) => Cost;
