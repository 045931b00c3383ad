import { calcPrice, type ModelInfo } from "@pydantic/genai-prices";
import type { PricedModel } from "./cost";
import { type RateSteps, rateSteps } from "./rates";

/** What a model costs at a moment. */
export interface Tariff {
	steps: RateSteps;
	/** E.g. `genai-prices@0.1.8 openai/gpt-4o`. */
	source: string;
	/** The provider also charges something per request, which is not among the rates. */
	hasRequestFee: boolean;
}

/** Must be the version in the catalog; a test compares them. */
export const priceBook = "genai-prices@0.1.8";

const dayMs = 86_400_000;
const minuteMs = 60_000;
const maxKept = 2000;
/** A model name beyond this is rubbish, and would only fill the memory. */
const maxNameLength = 256;

interface Answer {
	tariff: Tariff | undefined;
	/** The model has prices by the time of day. */
	byTheMinute: boolean;
}

/** By provider, model and the day or minute for which the answer holds. */
const kept = new Map<string, Answer>();

/**
 * The tariff from the prices that this release of genai-prices came with (newer ones are never fetched), or undefined for a
 * model that it does not know. Prices begin at midnight UTC, and those of a few models at a minute of each day, so an answer
 * is kept for its day or minute: 0.1 µs, where a search takes 10 to 80 µs (Bun 1.4.5).
 */
export function findTariff(model: PricedModel, at: Date): Tariff | undefined {
	if (model.name.length > maxNameLength) return undefined;
	const day = Math.floor(at.getTime() / dayMs);
	const ofTheDay = answer(`${day}d ${model.provider} ${model.name}`, model, at);
	if (!ofTheDay.byTheMinute) return ofTheDay.tariff;
	const minute = Math.floor(at.getTime() / minuteMs);
	return answer(`${minute}m ${model.provider} ${model.name}`, model, at).tariff;
}

function answer(key: string, model: PricedModel, at: Date): Answer {
	let found = kept.get(key);
	if (found === undefined) {
		found = search(model, at);
		const oldest = kept.size >= maxKept ? kept.keys().next().value : undefined;
		if (oldest !== undefined) kept.delete(oldest);
		kept.set(key, found);
	}
	return found;
}

function search(model: PricedModel, at: Date): Answer {
	const match = calcPrice({}, model.name, { providerId: model.provider, timestamp: at });
	if (match === null) return { tariff: undefined, byTheMinute: false };
	const tariff = {
		steps: rateSteps(match.model_price),
		source: `${priceBook} ${match.provider.id}/${match.model.id}`,
		hasRequestFee: match.model_price.requests_kcount !== undefined,
	};
	return { tariff, byTheMinute: changesWithinTheDay(match.model) };
}

function changesWithinTheDay({ prices }: ModelInfo): boolean {
	return Array.isArray(prices) && prices.some(({ constraint }) => constraint?.type === "time_of_date");
}
