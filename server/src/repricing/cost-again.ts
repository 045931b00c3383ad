import type { Span } from "../journal/span";
import { type AnswerCost, answerCost } from "../pricing/answer-cost";
import type { Price } from "../pricing/cost";
import { readRates, writeRates } from "../pricing/rates-text";
import { sumCosts } from "../targets/attempt-cost";
import type { RecordedAttempt } from "../targets/attempts-text";
import type { KnownCost } from "./adjustment";
import { type ModelSpan, recordedModel } from "./recorded-model";

export type PricedSpan = ModelSpan & Pick<Span, "usage" | "usageState" | "costRates" | "attempts">;

/** What a call costs by the book, with the rates and their source as a span would keep them. */
export interface CostAgain extends KnownCost {
	rates: string | null;
	source: string | null;
}

interface Pricing {
	price: Price;
	/** The price book's name of a provider, by the one in spans. */
	bookNameOf: (provider: string) => string;
}

/**
 * Prices a recorded call as it would be priced had it been made at the moment `at`: its usage, and that of further models in it.
 * Earlier attempts keep what they cost: only the amount of it is recorded.
 */
export function costAgain(span: PricedSpan, { price, bookNameOf }: Pricing, at: Date): CostAgain {
	const model = recordedModel(span, bookNameOf);
	const answer = model === undefined ? unpriced : answerCost(price, usedBy(span), model, at);
	const sum = span.attempts === undefined ? answer : sumCosts(earlierAttempts(span.attempts), answer);
	return {
		state: sum.state,
		picoUsd: sum.picoUsd,
		rates: writeRates(span.usage, answer),
		source: answer.source ?? null,
	};
}

const unpriced: AnswerCost = { state: "unpriced" };

function usedBy({ usage, usageState, costRates }: PricedSpan) {
	// Without `"+"` there are no further models, and nothing to read.
	const further = costRates?.includes('"+":') ? readRates(costRates).further : [];
	const isTold = usageState !== undefined || Object.keys(usage).length > 0;
	return {
		...(isTold && { usage }),
		...(further.length > 0 && { furtherUsage: further.map((each) => ({ model: each.model, usage: each.usage })) }),
		...(usageState === "estimated" && { usageSoFar: true as const }),
	};
}

function earlierAttempts(text: string) {
	const recorded: RecordedAttempt[] = JSON.parse(text);
	return recorded.map(({ cost, costUnknown }) => ({
		...(cost !== undefined && { costPicoUsd: BigInt(cost) }),
		billing: costUnknown ? ("unknown" as const) : ("told" as const),
	}));
}
