import { matchesGlob } from "../targets/glob";
import type { RateUnit } from "./rate-unit";

/** When a price holds, beside its date. */
export interface PriceConditions {
	/** Input tokens of the call, cached ones included: the price holds for the whole call when it has more. */
	aboveInputTokens?: number;
	/** Minutes after midnight UTC, `until` exclusive. */
	minutes?: { from: number; until: number };
	/** Days of the week in UTC, 0 is Sunday. */
	days?: readonly number[];
}

/** One price of the book: dated, with its source, and never changed. */
export interface PriceRow {
	/** Short and the same on every server; for a price of ours it follows from what it says. */
	id: string;
	/** Absent: it holds for everybody. */
	organizationId?: string;
	/** Price-book id, e.g. `openai`. */
	provider: string;
	/** `*` stands for any characters; the pattern with the most other characters wins. */
	model: string;
	/** Absent: whatever the region. `*`: in any region that is known. */
	region?: string;
	/** Absent: the listed prices. `*`: whatever the tier. */
	serviceTier?: string;
	/** `tokens`: every bucket; only with a factor. */
	unit: RateUnit | "tokens";
	/** What one costs; with neither this nor a factor, the row takes back what older ones of its pattern say. */
	picoUsd?: bigint;
	/** Millionths: what the price is multiplied by that would hold without this row. */
	factor?: bigint;
	conditions: PriceConditions;
	sourceUrl: string;
	/** When the source said so, `2026-11-22`. */
	sourceDate: string;
	note?: string;
	validFromMs: number;
	/** Of prices that were entered: the later one has the higher number. */
	entry?: number;
	/** The release that brought it. */
	bookVersion?: string;
}

/** A call as rows are looked up for it. */
export interface Wanted {
	name: string;
	atMs: number;
	/** Undefined: the listed prices. */
	tier: string | undefined;
	region: string | undefined;
}

/** Whether a row is about this model, at this hour of this day, and has begun. */
export function holds(row: PriceRow, { name, atMs }: Pick<Wanted, "name" | "atMs">): boolean {
	return row.validFromMs <= atMs && matchesGlob(row.model, name) && isTheHour(row.conditions, atMs);
}

/** Whether a row's conditions change within a day. */
export function isByTheMinute({ conditions }: PriceRow): boolean {
	return conditions.minutes !== undefined;
}

const minuteMs = 60_000;
const dayMinutes = 1440;

function isTheHour({ minutes, days }: PriceConditions, atMs: number): boolean {
	if (days !== undefined && !days.includes(new Date(atMs).getUTCDay())) return false;
	if (minutes === undefined) return true;
	const minute = Math.floor(atMs / minuteMs) % dayMinutes;
	const { from, until } = minutes;
	return from <= until ? minute >= from && minute < until : minute >= from || minute < until;
}

/**
 * Of the rows that hold, the one that counts: the closest pattern, then the narrowest condition, then the latest date, then the
 * latest source and release, then the last that was entered, or that stands in the release.
 */
export function closest<Row extends PriceRow>(rows: readonly Row[]): Row | undefined {
	let best: Row | undefined;
	for (const row of rows) if (best === undefined || compare(row, best) >= 0) best = row;
	return best;
}

/** A price for calls with more input than `above`. */
export interface StepRow extends PriceRow {
	conditions: PriceConditions & { aboveInputTokens: number };
}

export function isStep(row: PriceRow): row is StepRow {
	return row.conditions.aboveInputTokens !== undefined;
}

/**
 * Those that add long-context steps to a row: of its own pattern, and not older than it. So a new price without steps ends the
 * steps of the one before.
 */
export function stepsBeside(rows: readonly PriceRow[], base: PriceRow | undefined): StepRow[] {
	const steps = rows.filter(isStep);
	const fitting =
		base === undefined
			? steps
			: steps.filter((row) => row.validFromMs >= base.validFromMs && comparePattern(row, base) === 0);
	return [...Map.groupBy(fitting, ({ conditions }) => conditions.aboveInputTokens)]
		.sort(([a], [b]) => a - b)
		.map(([, rows]) => closest(rows) as StepRow);
}

function compare(a: PriceRow, b: PriceRow): number {
	return (
		comparePattern(a, b) ||
		narrowness(a) - narrowness(b) ||
		a.validFromMs - b.validFromMs ||
		compareText(a.sourceDate, b.sourceDate) ||
		compareText(a.bookVersion ?? "", b.bookVersion ?? "") ||
		(a.entry ?? 0) - (b.entry ?? 0)
	);
}

function comparePattern(a: PriceRow, b: PriceRow): number {
	return (
		lettersOf(a.model) - lettersOf(b.model) ||
		lettersOf(a.serviceTier ?? "") - lettersOf(b.serviceTier ?? "") ||
		lettersOf(a.region ?? "") - lettersOf(b.region ?? "")
	);
}

function compareText(a: string, b: string): number {
	return a === b ? 0 : a < b ? -1 : 1;
}

function narrowness({ conditions }: PriceRow): number {
	return Number(conditions.minutes !== undefined) + Number(conditions.days !== undefined);
}

function lettersOf(pattern: string): number {
	const letters = pattern.replaceAll("*", "").length;
	return pattern.includes("*") ? letters : letters + 0.5;
}
