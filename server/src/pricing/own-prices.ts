import { DomainError } from "../errors";
import { millionths, picoUsd } from "./decimal";
import type { NewPrices } from "./model";
import type { PriceRow } from "./price-row";
import { isBucket, isRateUnit, type RateUnit, tokens } from "./rate-unit";

type NewRate = NewPrices["rates"][number];

/** What is billed as another bucket by everybody, and so follows its own price unless it has one. */
const followers: Readonly<Partial<Record<RateUnit, RateUnit>>> = { output: "reasoning", uncachedInput: "imageInput" };

/**
 * The rows of an organization's own prices. Reasoning follows the price of output, and pictures that are read that of input,
 * where neither is named. Throws DomainError 400 for a unit that nothing counts, and for a rate that says two things.
 */
export function ownRows(
	{ rates, conditions = {}, validFrom, sourceUrl = "", note, ...shared }: NewPrices,
	{ organizationId, now }: { organizationId: string; now: Date },
): PriceRow[] {
	const { minutes } = conditions;
	if (minutes !== undefined && minutes.from === minutes.until)
		throw invalid(
			"conditions.minutes: from and until are the same minute; leave them out for a price of the whole day.",
		);
	const named = new Set(rates.map(({ unit }) => unit));
	if (named.size < rates.length) throw invalid("rates: name each unit once.");
	const all = rates.flatMap((rate) => {
		const unit = requireUnit(rate);
		const follower = unit === tokens ? undefined : followers[unit];
		const both = follower === undefined || named.has(follower) ? [unit] : [unit, follower];
		return both.map((each) => ({ unit: each, ...amountOf(rate, unit) }));
	});
	return all.map((rate) => ({
		id: newId(),
		organizationId,
		...shared,
		...rate,
		conditions,
		sourceUrl,
		sourceDate: now.toISOString().slice(0, 10),
		...(note !== undefined && { note }),
		validFromMs: validFrom === undefined ? now.getTime() : Date.parse(validFrom),
	}));
}

function requireUnit({ unit }: NewRate): RateUnit | typeof tokens {
	if (unit === tokens || isRateUnit(unit)) return unit;
	throw invalid(`rates: nothing is counted in ${unit}.`);
}

function amountOf({ usd, per, factor }: NewRate, unit: RateUnit | typeof tokens): Pick<PriceRow, "picoUsd" | "factor"> {
	if (usd !== undefined && factor !== undefined) throw invalid(`rates: ${unit} has a price or a factor, not both.`);
	if (factor !== undefined) {
		const value = millionths(factor);
		if (value === 0n) throw invalid(`rates: the factor of ${unit} is 0; say a price of 0 instead.`);
		return { factor: value };
	}
	if (usd === undefined) return {};
	if (unit === tokens) throw invalid("rates: tokens have a factor; name a bucket for a price.");
	const value = picoUsd(usd, per ?? (isBucket(unit) ? 1_000_000 : 1));
	if (value === 0n && Number(usd) > 0)
		throw invalid(`rates: ${unit} is less than a millionth of a millionth of a dollar for one; say 0 if it is free.`);
	return { picoUsd: value };
}

function invalid(detail: string): DomainError {
	return new DomainError("invalid_request", 400, detail);
}

/** Shorter than a UUID, because each span that is priced by it carries it. */
function newId(): string {
	return crypto.getRandomValues(new Uint8Array(8)).toHex();
}
