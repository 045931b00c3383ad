import { calcPrice, findProvider, type ModelPrice } from "@pydantic/genai-prices";
import { type RateStep, ratesOf } from "./listed";
import type { RateUnit } from "./rate-unit";

/** Rates of one model as genai-prices has them from a day on. */
export interface ListPeriod {
	/** Unix milliseconds, 0: as long as anybody knows. */
	fromMs: number;
	/** Minutes of the day in UTC in which they hold, where they go by the hour: `16:30–00:30`. */
	hours: string | undefined;
	rates: ReadonlyMap<RateUnit, readonly RateStep[]>;
}

/** A model that genai-prices lists. */
export interface ListedModel {
	id: string;
	/** As its provider writes it; absent where the list does not say. */
	name: string | undefined;
}

/** The models of a provider, by its price-book id; none for one that the list does not have. */
export function listedModels(provider: string): ListedModel[] {
	const models = findProvider({ providerId: provider })?.models ?? [];
	return models.map(({ id, name }) => ({ id, name }));
}

/** What a model has cost by the list, oldest first; empty when the list does not have it. */
export function listPeriods(provider: string, model: string): ListPeriod[] {
	const found = calcPrice({}, model, { providerId: provider })?.model;
	if (found === undefined) return [];
	const { prices } = found;
	if (!Array.isArray(prices)) return [periodOf(prices)];
	return prices
		.map(({ constraint, prices: rates }) => {
			if (constraint?.type === "start_date") return periodOf(rates, Date.parse(constraint.start_date));
			if (constraint?.type === "time_of_date") return periodOf(rates, 0, hoursOf(constraint));
			return periodOf(rates);
		})
		.sort((a, b) => a.fromMs - b.fromMs);
}

function periodOf(price: ModelPrice, fromMs = 0, hours?: string): ListPeriod {
	return { fromMs, hours, rates: ratesOf(price) };
}

/** `16:30:00Z` → `16:30`. */
function hoursOf({ start_time, end_time }: { start_time: string; end_time: string }): string {
	return `${start_time.slice(0, 5)}–${end_time.slice(0, 5)}`;
}
