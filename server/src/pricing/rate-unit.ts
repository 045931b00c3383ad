import { type Usage, type UsageBucket, type UsageUnit, usageBuckets, usageUnits } from "./usage";

/** What is billed by the amount of a usage, though not by each one of it. */
const derivedUnits = ["requests", "searchedRequests", "audioInputHours"] as const;

type DerivedUnit = (typeof derivedUnits)[number];

/**
 * What a rate can be for: one token of a bucket, one of a unit, or
 * - `requests`: one call, whatever it used;
 * - `searchedRequests`: one call that searched the web, however often;
 * - `audioInputHours`: 3,600 `audioInputSeconds`.
 */
export type RateUnit = UsageBucket | UsageUnit | DerivedUnit;

export const rateUnits: readonly RateUnit[] = [...usageBuckets, ...usageUnits, ...derivedUnits];

/** The buckets as a unit of a factor, for which a service tier or a region is dearer or cheaper. */
export const tokens = "tokens";

const buckets: ReadonlySet<string> = new Set(usageBuckets);
const known: ReadonlySet<string> = new Set(rateUnits);

export function isBucket(unit: RateUnit): unit is UsageBucket {
	return buckets.has(unit);
}

export function isRateUnit(text: string): text is RateUnit {
	return known.has(text);
}

interface Charge {
	unit: RateUnit;
	/** As it is counted: 90 seconds, although the rate is for an hour. */
	amount: number;
	/** Pico-USD for `per` of them. */
	rate: bigint;
	per: bigint;
}

/**
 * How a part of a usage is billed under these rates; undefined without a rate for it. A rate for the thing itself comes before
 * one that is derived from it.
 */
export function chargeFor(
	part: UsageBucket | UsageUnit,
	amount: number,
	rates: Partial<Record<RateUnit, bigint>>,
): Charge | undefined {
	const { [part]: rate, searchedRequests, audioInputHours } = rates;
	if (rate !== undefined) return { unit: part, amount, rate, per: 1n };
	if (part === "webSearches" && searchedRequests !== undefined)
		return { unit: "searchedRequests", amount: Math.min(amount, 1), rate: searchedRequests, per: 1n };
	if (part === "audioInputSeconds" && audioInputHours !== undefined)
		return { unit: "audioInputHours", amount, rate: audioInputHours, per: 3600n };
	return undefined;
}

const parts = [...usageBuckets, ...usageUnits];

/** What a usage says, in the order of the buckets and units. */
export function partsOf(usage: Usage): { part: UsageBucket | UsageUnit; amount: number }[] {
	return parts.flatMap((part) => {
		const amount = usage[part];
		return amount === undefined ? [] : [{ part, amount }];
	});
}
