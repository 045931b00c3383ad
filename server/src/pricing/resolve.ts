import { matchesGlob } from "../targets/glob";
import { timesFactor } from "./decimal";
import type { Listed, RateStep } from "./listed";
import { closest, holds, isStep, type PriceRow, stepsBeside, type Wanted } from "./price-row";
import { isBucket, type RateUnit, rateUnits, tokens } from "./rate-unit";

/** One unit's rates by input size, the first `above` -1 and each more than the one before, and the rows that they come from (see `RateOrigins`). */
export interface UnitRates {
	steps: readonly RateStep[];
	origin: string;
}

export type RatesByUnit = ReadonlyMap<RateUnit, UnitRates>;

/** All rates that hold for a call. */
export interface Resolved {
	rates: RatesByUnit;
	/** Nobody has said what this service tier costs: the rates are the listed ones. */
	isEstimate: boolean;
	/** The book says that there is a fee for each request, and not how much it is. */
	hasUnknownFee: boolean;
}

/**
 * The book's order: what genai-prices lists, over it our corrections, then what the service tier and the region change, and
 * last what the organization negotiated. A price of ours without a tier or region is a correction; one of the organization's
 * without a tier is for the listed tier alone, and one without a region for every region.
 */
export function resolve(rows: readonly PriceRow[], wanted: Wanted, listed: Listed | undefined): Resolved {
	const held = rows.filter((row) => holds(row, wanted));
	const ours = held.filter((row) => row.organizationId === undefined);
	const own = held.filter((row) => row.organizationId !== undefined);
	const { tier, region } = wanted;

	const first = new Map([...(listed?.rates ?? [])].map(([unit, steps]) => [unit, { steps, origin: "" }]));
	let rates: RatesByUnit = laidOver(
		first,
		ours.filter((row) => row.serviceTier === undefined && row.region === undefined),
	);
	let isEstimate = false;
	if (tier !== undefined) {
		const ofTier = ours.filter((row) => isNamed(row.serviceTier, tier) && row.region === undefined);
		isEstimate = ofTier.length === 0;
		if (!isEstimate) rates = laidOver(withoutUnsaid(rates, ofTier), ofTier);
	}
	if (region !== undefined) {
		const ofRegion = ours.filter((row) => isNamed(row.region, region) && isForTier(row, tier));
		rates = laidOver(rates, ofRegion);
	}
	const negotiated = own.filter(
		(row) =>
			(tier === undefined
				? row.serviceTier === undefined || row.serviceTier === "*"
				: isNamed(row.serviceTier, tier)) &&
			(row.region === undefined || (region !== undefined && matchesGlob(row.region, region))),
	);
	return {
		rates: laidOver(rates, negotiated),
		isEstimate: isEstimate && !negotiated.some(({ picoUsd }) => picoUsd !== undefined),
		hasUnknownFee: ours.some(({ unit, picoUsd }) => unit === "requests" && picoUsd === undefined),
	};
}

function isNamed(pattern: string | undefined, text: string): boolean {
	return pattern !== undefined && matchesGlob(pattern, text);
}

/** What a region changes, it changes whatever the tier. */
function isForTier({ serviceTier }: PriceRow, tier: string | undefined): boolean {
	return serviceTier === undefined || (tier !== undefined && matchesGlob(serviceTier, tier));
}

/** A tier that names prices bucket by bucket leaves the others unknown; one that names a factor for all of them does not. */
function withoutUnsaid(rates: RatesByUnit, ofTier: readonly PriceRow[]): RatesByUnit {
	const said = new Set(ofTier.map(({ unit }) => unit));
	if (said.has(tokens)) return rates;
	return new Map([...rates].filter(([unit]) => !isBucket(unit) || said.has(unit)));
}

/**
 * One layer over those below: a price replaces, else a factor multiplies, and a row with neither ends the older ones of both
 * kinds, so that what is below is left.
 */
function laidOver(below: RatesByUnit, rows: readonly PriceRow[]): RatesByUnit {
	if (rows.length === 0) return below;
	const rates = new Map(below);
	const setters = rows.filter(({ factor }) => factor === undefined);
	for (const unit of rateUnits) {
		const known = rates.get(unit);
		const set = setOver(
			known,
			setters.filter((row) => row.unit === unit),
		);
		const factor = factorOver(rows, unit) ?? (isBucket(unit) ? factorOver(rows, tokens) : undefined);
		if (set !== undefined) rates.set(unit, set);
		else if (known !== undefined && factor !== undefined) rates.set(unit, multiplied(known, factor));
	}
	return rates;
}

type FactorRow = Required<Pick<PriceRow, "id" | "factor">>;

/** The factor for a unit that counts, if it was not taken back since. */
function factorOver(rows: readonly PriceRow[], unit: PriceRow["unit"]): FactorRow | undefined {
	const row = closest(rows.filter((each) => each.unit === unit && each.picoUsd === undefined));
	return row?.factor === undefined ? undefined : { id: row.id, factor: row.factor };
}

function setOver(known: UnitRates | undefined, rows: readonly PriceRow[]): UnitRates | undefined {
	const base = closest(rows.filter((row) => !isStep(row)));
	const steps = stepsBeside(rows, base).flatMap(({ id, conditions, picoUsd }) =>
		picoUsd === undefined ? [] : [{ id, above: conditions.aboveInputTokens, picoUsd }],
	);
	if (base?.picoUsd !== undefined) {
		const ids = [base.id, ...steps.map(({ id }) => id)];
		return {
			steps: [{ above: -1, picoUsd: base.picoUsd }, ...steps.map(({ above, picoUsd }) => ({ above, picoUsd }))],
			origin: ids.map((id) => `=${id}`).join(" "),
		};
	}
	const [lowest] = steps;
	if (known === undefined || lowest === undefined) return undefined;
	return {
		steps: [
			...known.steps.filter(({ above }) => above < lowest.above),
			...steps.map(({ above, picoUsd }) => ({ above, picoUsd })),
		],
		origin: [known.origin, ...steps.map(({ id }) => `=${id}`)].filter((part) => part !== "").join(" "),
	};
}

function multiplied({ steps, origin }: UnitRates, { id, factor }: FactorRow): UnitRates {
	return {
		steps: steps.map(({ above, picoUsd }) => ({ above, picoUsd: timesFactor(picoUsd, factor) })),
		origin: origin === "" ? `*${id}` : `${origin} *${id}`,
	};
}
