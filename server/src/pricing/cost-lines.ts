import type { Rates } from "./cost";
import { multiply } from "./decimal";
import { chargeFor, partsOf, type RateUnit } from "./rate-unit";
import type { Usage } from "./usage";

/** One line of a cost: amount × rate / per = picoUsd, rounded half up; rate and sum are absent for what has no rate. */
export interface CostLine {
	unit: RateUnit;
	/** Tokens, or as many as were counted of a unit. */
	amount: number;
	/** Pico-USD for `per` of them. */
	rate?: bigint;
	/** 1, or 3,600 seconds for a rate by the hour. */
	per: number;
	picoUsd?: bigint;
}

/**
 * A cost, line by line: buckets and units in their order, then the fee for the request. The lines sum to the cost exactly.
 * What was counted and not used is left out, unless it is asked for.
 */
export function costLines(usage: Usage, rates: Rates, { withEmpty = false } = {}): CostLine[] {
	const lines = partsOf(usage)
		.filter(({ amount }) => withEmpty || amount > 0)
		.map(({ part, amount }): CostLine => {
			const charge = chargeFor(part, amount, rates);
			return charge === undefined ? { unit: part, amount, per: 1 } : lineOf(charge);
		});
	if (rates.requests !== undefined) lines.push(lineOf({ unit: "requests", amount: 1, per: 1n, rate: rates.requests }));
	return lines;
}

function lineOf({ unit, amount, rate, per }: NonNullable<ReturnType<typeof chargeFor>>): CostLine {
	return { unit, amount, rate, per: Number(per), picoUsd: multiply(amount, rate, per) };
}
