/** How far back the overview looks. */
export type RangeName = "24h" | "7d" | "30d";

export const rangeNames: readonly { value: RangeName; label: string }[] = [
	{ value: "24h", label: "24 h" },
	{ value: "7d", label: "7 d" },
	{ value: "30d", label: "30 d" },
];

/** A stretch of time, cut into the bars of a chart. Every bar ends where the next one starts, the last one at `to`. */
export interface TimeRange {
	name: RangeName;
	from: Date;
	to: Date;
	starts: Date[];
}

/** A range by its name in the address; anything else is the default, the last 24 hours. */
export function readRangeName(text: string | undefined): RangeName {
	return rangeNames.find((range) => range.value === text)?.value ?? "24h";
}

/**
 * The range that ends now. Bars are whole local hours (24 h), quarters of local days (7 d) or local days (30 d); the last one is
 * still growing. So `24h` begins up to an hour later than 24 hours ago, and its sums are those of the bars that are shown.
 */
export function rangeUntil(now: Date, name: RangeName): TimeRange {
	const starts = { "24h": lastHours, "7d": lastQuarterDays, "30d": lastDays }[name](now);
	return { name, from: starts[0] ?? now, to: now, starts };
}

/** The index of the bar that a moment falls into, or -1 before the first one. */
export function barOf(range: TimeRange, moment: Date): number {
	return range.starts.findLastIndex((start) => start <= moment);
}

/** The moment that a bar ends at. */
export function barEnd(range: TimeRange, index: number): Date {
	return range.starts[index + 1] ?? range.to;
}

const hourMs = 3_600_000;

function lastHours(now: Date): Date[] {
	const current = new Date(now);
	current.setMinutes(0, 0, 0);
	return Array.from({ length: 24 }, (_, index) => new Date(current.getTime() - (23 - index) * hourMs));
}

function lastDays(now: Date): Date[] {
	return Array.from({ length: 30 }, (_, index) => localHour(now, index - 29, 0));
}

function lastQuarterDays(now: Date): Date[] {
	const quarters = Array.from({ length: 28 }, (_, index) => localHour(now, Math.floor(index / 4) - 6, (index % 4) * 6));
	return quarters.filter((start) => start <= now);
}

/** A local hour of the day that lies `dayOffset` days from now; the calendar counts, so a day of 23 hours is one too. */
function localHour(now: Date, dayOffset: number, hour: number): Date {
	return new Date(now.getFullYear(), now.getMonth(), now.getDate() + dayOffset, hour);
}
