import type { Limit } from "../api/model";
import { formatBytes, formatCount } from "../format/count";

export type Measure = Limit["measure"];

/** What can be limited, in the words of the page. `unit` follows the number: "60 requests a minute". */
export const measures: readonly { value: Measure; label: string; unit: string; meaning: string }[] = [
	{ value: "requests", label: "Requests a minute", unit: "requests a minute", meaning: "Calls in any 60 seconds." },
	{
		value: "tokens",
		label: "Tokens a minute",
		unit: "tokens a minute",
		meaning: "Estimated before a call, corrected by what it really used.",
	},
	{
		value: "streams",
		label: "Streams at one time",
		unit: "streams at one time",
		meaning: "Streamed answers that have not ended.",
	},
	{
		value: "body_bytes",
		label: "Size of a request's body",
		unit: "bytes of body",
		meaning: "A larger request gets 413.",
	},
	{
		value: "header_bytes",
		label: "Size of a request's headers",
		unit: "bytes of headers",
		meaning: "A request with more gets 431.",
	},
];

export function measureOf(value: Measure) {
	return measures.find((measure) => measure.value === value) ?? measures[0];
}

/** `60`, `100,000`; `4.0 KiB` for a size. */
export function formatMax({ measure, max }: Pick<Limit, "measure" | "max">): string {
	return measure === "body_bytes" || measure === "header_bytes" ? formatBytes(max) : formatCount(max);
}

/** How full a limit is; undefined for a cap, of which nothing is used up. */
export interface Fullness {
	/** Of 100, for the bar. */
	percent: number;
	level: "roomy" | "tight" | "full";
	/** `48 of 60`, and `130 of 100` when calls used more than was estimated. */
	text: string;
}

/** Tight from four fifths on; full only when nothing fits any more. */
export function fullnessOf({ measure, max, used }: Pick<Limit, "measure" | "max" | "used">): Fullness | undefined {
	if (used === null) return undefined;
	return {
		percent: Math.min(100, (used / max) * 100),
		level: used >= max ? "full" : used >= max * 0.8 ? "tight" : "roomy",
		text: `${formatCount(used)} of ${formatMax({ measure, max })}`,
	};
}
