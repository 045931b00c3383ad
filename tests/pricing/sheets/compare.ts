import type { PriceBook } from "../../../server/src/pricing/book";
import type { TariffStep } from "../../../server/src/pricing/tariff";
import type { SheetRate } from "./sheet";

/** A rate that our book has otherwise, or not at all. */
export interface Disagreement extends SheetRate {
	/** Undefined: our book knows the model, but no such rate of it. */
	ours: bigint | undefined;
	/** The rows of our book that ours comes from: `=<id>` or `*<id>`, see `RateOrigins`; empty for one of genai-prices. */
	origin: string;
}

export interface Compared {
	agreeing: number;
	/** Rates of models that our book does not know. */
	unknown: number;
	disagreements: Disagreement[];
}

/** Sets each rate of a sheet against what the book says of that model, tier and size of input at that moment. */
export function compareSheet(rates: readonly SheetRate[], book: PriceBook, at: Date): Compared {
	const compared: Compared = { agreeing: 0, unknown: 0, disagreements: [] };
	for (const rate of rates) {
		const { provider, model: name, tier: serviceTier, unit, above } = rate;
		const tariff = book.tariff({ provider, name, ...(serviceTier && { serviceTier }) }, at);
		if (tariff === undefined) {
			compared.unknown++;
			continue;
		}
		const step = stepAbove(tariff.steps, above);
		const ours = tariff.isEstimate ? undefined : step?.rates[unit];
		if (ours === rate.picoUsd) compared.agreeing++;
		else compared.disagreements.push({ ...rate, ours, origin: step?.origins[unit] ?? "" });
	}
	return compared;
}

/** For a call of one token more. */
function stepAbove(steps: readonly TariffStep[], above: number): TariffStep | undefined {
	return steps.findLast((step) => step.above <= above);
}
