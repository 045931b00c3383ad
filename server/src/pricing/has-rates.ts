import { chargeFor } from "./rate-unit";
import type { Tariff } from "./tariff";
import { type UsageBucket, type UsageUnit, usageBuckets, usageUnits } from "./usage";

const parts: ReadonlySet<string> = new Set([...usageBuckets, ...usageUnits]);

/** Whether a tariff has a rate for everything that is named, whatever the size of a call; no for a name that nothing is counted in. */
export function hasRatesFor(units: readonly string[], tariff: Tariff | undefined): boolean {
	if (tariff === undefined || tariff.hasRequestFee) return false;
	return units.every(
		(unit) => isPart(unit) && tariff.steps.every(({ rates }) => chargeFor(unit, 1, rates) !== undefined),
	);
}

function isPart(unit: string): unit is UsageBucket | UsageUnit {
	return parts.has(unit);
}
