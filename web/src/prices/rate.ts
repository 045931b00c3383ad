import { formatExactUsd } from "../format/money";
import { describeUnit } from "./unit";

/** A rate as price lists write it, for as many as they write it for: 150,000 pico-USD for a token of input → `$0.15`. */
export function formatRate(unit: string, picoUsd: string): string {
	return formatExactUsd(BigInt(picoUsd) * BigInt(describeUnit(unit).per));
}

/** With what it is for: `$0.15 per 1M tokens`, `$10.00 per 1,000 searches`. */
export function formatFullRate(unit: string, picoUsd: string): string {
	return `${formatRate(unit, picoUsd)} per ${describeUnit(unit).perWords}`;
}
