import type { Cost, Price, PricedModel } from "./cost";
import type { Usage } from "./usage";

/** What an answer says of what it used. */
export interface Used {
	usage?: Usage;
	/** What other models did inside of the call, billed at their own rates and not part of `usage`. */
	furtherUsage?: readonly { model: string; usage: Usage }[];
	/** The usage is what was told before the answer broke off. */
	usageSoFar?: true;
	serviceTier?: string;
	region?: string;
}

/** The part of a cost that is another model's. */
export interface FurtherCost extends Cost {
	model: string;
	usage: Usage;
}

/** The cost of an answer, in which every model's part is. */
export interface AnswerCost extends Cost {
	/** Included in `picoUsd`; `rates` and `source` are those of the rest. */
	further?: readonly FurtherCost[];
}

/** What an answer cost: its own usage at its model's rates, and what further models did at theirs. */
export function answerCost(price: Price, used: Used, model: PricedModel, at: Date): AnswerCost {
	const cost = price(used.usage, model, at);
	if (used.furtherUsage === undefined && used.usageSoFar === undefined) return cost;
	const further = (used.furtherUsage ?? []).map(({ model: name, usage }) => ({
		model: name,
		usage,
		...price(usage, { ...model, name }, at),
	}));
	const sum = addedUp(cost, further);
	return sum.state === "priced" && used.usageSoFar ? { ...sum, state: "estimated" } : sum;
}

function addedUp(cost: Cost, further: readonly FurtherCost[]): AnswerCost {
	if (further.length === 0) return cost;
	const all = [cost, ...further];
	const known = all.flatMap(({ picoUsd }) => (picoUsd === undefined ? [] : [picoUsd]));
	if (known.length === 0) return { state: "unpriced", further };
	const has = (state: Cost["state"]) => all.some((each) => each.state === state);
	const state = has("unpriced") || has("partial") ? "partial" : has("estimated") ? "estimated" : "priced";
	return { ...cost, state, picoUsd: known.reduce((sum, each) => sum + each, 0n), further };
}
