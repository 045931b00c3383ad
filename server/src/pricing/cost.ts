import type { RateUnit } from "./rate-unit";
import type { Usage } from "./usage";

/**
 * `unpriced`: no rate, no usage, or an amount beyond belief, so the cost is unknown (never 0). `partial`: something that was
 * used has no rate, and the sum is of what has one. `estimated`: priced at rates that need not be those of this call.
 */
export type CostState = "priced" | "partial" | "estimated" | "unpriced";

/** Integer pico-USD (1e-12 USD) for one of each unit that there is a rate for. */
export type Rates = Partial<Record<RateUnit, bigint>>;

/**
 * The rows of the price book that a rate comes from, by unit, as a span keeps them: `=<id>` for a row that sets it, `*<id>` for
 * one by whose factor it was multiplied, with spaces between. Absent for a rate as genai-prices has it.
 */
export type RateOrigins = Partial<Record<RateUnit, string>>;

/** What a call cost, and how that was worked out. */
export interface Cost {
	state: CostState;
	/** Integer pico-USD; absent when `unpriced`. Σ of usage × rate. */
	picoUsd?: bigint;
	/** The rates that hold for the call; absent when `unpriced`. Shared by calls. */
	rates?: Rates;
	/** Beside `rates`, and shared as they are. */
	origins?: RateOrigins;
	/** Where the rates come from, e.g. `lensai@2026-11-22 genai-prices@0.1.8 openai/gpt-4o batch`; absent when `unpriced`. */
	source?: string;
}

/** What `price` needs to know about a model. */
export interface PricedModel {
	/** Price-book id of the provider, e.g. `openai`. */
	provider: string;
	/** The model as the provider named it in its answer, else as the caller asked for it. */
	name: string;
	/** As the provider answered, e.g. `flex`. */
	serviceTier?: string;
	/** Where it was served, as the provider names it, e.g. `eu`, `europe-west1`, `global`. Absent: its usual place. */
	region?: string;
	/** Whose own prices hold. */
	organizationId?: string;
}

/** `price(usage, model, at)`: see `price.ts`. */
export type Price = (usage: Usage | undefined, model: PricedModel, at: Date) => Cost;
