import type { PriceBook } from "./book";
import type { Cost, Price } from "./cost";
import { costLines } from "./cost-lines";
import { releasedBook } from "./released";
import type { Tariff, TariffStep } from "./tariff";
import { inputTokens, type Usage } from "./usage";

/** 2^63 - 1, $9.2 million: what ClickHouse's Int64 holds. A call said to cost more was counted wrong. */
const maxPicoUsd = 2n ** 63n - 1n;

/**
 * What a call costs: Σ of what was used × its rate, exact in integer pico-USD. 1,000 uncached input tokens of gpt-4o at
 * 2,500,000 pico-USD and 100 output tokens at 10,000,000 are 3,500,000,000 pico-USD ($0.0035). The rates are those of the
 * moment `at`, of the service tier, the region and the organization, and of the call's size where a model is dearer above a
 * number of input tokens.
 */
export function createPrice(book: PriceBook): Price {
	return (usage, model, at) => {
		if (usage === undefined) return { state: "unpriced" };
		const tariff = book.tariff(model, at);
		return tariff === undefined ? { state: "unpriced" } : costOf(usage, tariff);
	};
}

/** By the prices that this release came with. */
export const price: Price = createPrice(releasedBook);

function costOf(usage: Usage, tariff: Tariff): Cost {
	const step = stepFor(tariff.steps, usage);
	const sum = quickSum(usage, step) ?? exactSum(usage, step);
	const isPartial = sum.isPartial || (tariff.hasRequestFee && !hasContext(usage, step));
	// Empty buckets alone are a known 0 only when nothing else was charged.
	const isKnown = sum.someKnown || (sum.someEmpty && !isPartial);
	if (!isKnown || sum.picoUsd > maxPicoUsd) return { state: "unpriced" };
	return {
		state: isPartial ? "partial" : tariff.isEstimate ? "estimated" : "priced",
		picoUsd: sum.picoUsd,
		rates: step.rates,
		origins: step.origins,
		source: tariff.source,
	};
}

function stepFor(steps: readonly TariffStep[], usage: Usage): TariffStep {
	let found = steps[0] as TariffStep;
	if (steps.length === 1) return found;
	const tokens = inputTokens(usage) ?? 0;
	for (const step of steps) if (tokens > step.above) found = step;
	return found;
}

interface Sum {
	picoUsd: bigint;
	/** Something that was used has a rate. */
	someKnown: boolean;
	/** Something that has a rate was counted, and not used. */
	someEmpty: boolean;
	/** Something that was used has none. */
	isPartial: boolean;
}

/** In numbers, which are exact while the sum is; undefined for what needs more. */
function quickSum(usage: Usage, { numbers }: TariffStep): Sum | undefined {
	if (numbers === undefined) return undefined;
	let sum = 0;
	let someKnown = false;
	let someEmpty = false;
	let isPartial = false;
	for (const part in usage) {
		const amount = usage[part as keyof Usage];
		if (amount === undefined) continue;
		const rate = numbers[part];
		if (rate === undefined) {
			if (amount > 0) isPartial = true;
		} else if (amount > 0) {
			if (!Number.isInteger(amount)) return undefined;
			sum += amount * rate;
			someKnown = true;
		} else someEmpty = true;
	}
	if (sum > Number.MAX_SAFE_INTEGER) return undefined;
	return { picoUsd: BigInt(sum), someKnown, someEmpty, isPartial };
}

function exactSum(usage: Usage, { rates }: TariffStep): Sum {
	const sum: Sum = { picoUsd: 0n, someKnown: false, someEmpty: false, isPartial: false };
	for (const { amount, picoUsd } of costLines(usage, rates, { withEmpty: true })) {
		if (picoUsd === undefined) sum.isPartial ||= amount > 0;
		else if (amount > 0) sum.someKnown = true;
		else sum.someEmpty = true;
		sum.picoUsd += picoUsd ?? 0n;
	}
	return sum;
}

function hasContext(usage: Usage, { rates }: TariffStep): boolean {
	const { lowContextRequests: low, mediumContextRequests: medium, highContextRequests: high } = usage;
	return (
		(low !== undefined && rates.lowContextRequests !== undefined) ||
		(medium !== undefined && rates.mediumContextRequests !== undefined) ||
		(high !== undefined && rates.highContextRequests !== undefined)
	);
}
