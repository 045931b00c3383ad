import type { Price } from "../api/model";
import { formatCount } from "../format/count";

const dayNames = ["Sundays", "Mondays", "Tuesdays", "Wednesdays", "Thursdays", "Fridays", "Saturdays"];

/** When a price holds beside its date, in words: its tier, its region, the size of a call, hours and days. None: always. */
export function describeConditions({
	serviceTier,
	region,
	conditions: { aboveInputTokens, minutes, days },
}: Pick<Price, "serviceTier" | "region" | "conditions">): string[] {
	return [
		...(serviceTier === null ? [] : [serviceTier === "*" ? "every tier" : `${serviceTier} tier`]),
		...(region === null ? [] : [region === "*" ? "any named region" : `region ${region}`]),
		...(aboveInputTokens === undefined ? [] : [`above ${formatCount(aboveInputTokens)} input tokens`]),
		...(minutes === undefined ? [] : [`${clock(minutes.from)}–${clock(minutes.until)} UTC`]),
		...(days === undefined ? [] : [days.map((day) => dayNames[day] ?? "").join(", ")]),
	];
}

/** Minutes after midnight: 990 → `16:30`. */
function clock(minutes: number): string {
	const two = (part: number) => String(part).padStart(2, "0");
	return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
