import type { DayRange } from "./report";

const dayMs = 86_400_000;
/** Numbers of the last three whole days are not final: they are pulled again. */
export const lateDays = 3;
/** How far back the first run looks: as many daily buckets as one page of usage holds at both providers. */
const firstDays = 31;

/** The day in UTC that a moment lies in: `2026-11-22`. */
export function dayOf(ms: number): string {
	return new Date(ms).toISOString().slice(0, 10);
}

/** When a day begins, in Unix milliseconds. */
export function startOf(day: string): number {
	return Date.parse(`${day}T00:00:00.000Z`);
}

export function addDays(day: string, days: number): string {
	return dayOf(startOf(day) + days * dayMs);
}

/** Every day of a range, the oldest first. */
export function daysIn({ from, to }: DayRange): string[] {
	const days: string[] = [];
	for (let day = from; day < to; day = addDays(day, 1)) days.push(day);
	return days;
}

/** Whether what was pulled of a day stands: it was then older than the last three. 1 November is final from the 5th on. */
export function isFinal(day: string, pulledAtMs: number): boolean {
	return dayOf(pulledAtMs) > addDays(day, lateDays);
}

/**
 * Whole days that are to be pulled, from the oldest that is not final to yesterday: the last three always, older ones until they
 * were pulled once as final ones. `final`: days that were.
 */
export function daysToPull(nowMs: number, final: ReadonlySet<string>): DayRange {
	const to = dayOf(nowMs);
	const oldest = daysIn({ from: addDays(to, -firstDays), to }).find((day) => !final.has(day));
	return { from: oldest ?? addDays(to, -lateDays), to };
}

/** Whether a text of that form is a day that there is: 31 February is none. */
export function isDay(text: string): boolean {
	const ms = startOf(text);
	return !Number.isNaN(ms) && dayOf(ms) === text;
}
