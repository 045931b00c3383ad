import { expect, test } from "bun:test";
import { tickLabel } from "../../../web/src/overview/bar-label";
import { barEnd, barOf, rangeUntil, readRangeName } from "../../../web/src/overview/time-range";

/** Local time, in whatever zone the test runs. */
const now = new Date(2026, 10, 22, 13, 20);

test("24 h are the current hour and the 23 before it", () => {
	const range = rangeUntil(now, "24h");
	expect(range.starts).toHaveLength(24);
	expect(range.from).toEqual(new Date(2026, 10, 21, 14));
	expect(range.starts.at(-1)).toEqual(new Date(2026, 10, 22, 13));
});

test("7 d begin at local midnight and leave out the quarters of today that have not begun", () => {
	const range = rangeUntil(now, "7d");
	expect(range.from).toEqual(new Date(2026, 10, 16));
	expect(range.starts.at(-1)).toEqual(new Date(2026, 10, 22, 12));
	expect(range.starts).toHaveLength(6 * 4 + 3);
});

test("30 d are whole local days, across the end of a month", () => {
	const range = rangeUntil(now, "30d");
	expect(range.starts).toHaveLength(30);
	expect(range.from).toEqual(new Date(2026, 9, 24));
	expect(range.starts.at(-1)).toEqual(new Date(2026, 10, 22));
});

test("a moment falls into the bar that began last, and none before the first", () => {
	const range = rangeUntil(now, "24h");
	expect(barOf(range, new Date(2026, 10, 21, 14))).toBe(0);
	expect(barOf(range, new Date(2026, 10, 21, 15, 59, 59))).toBe(1);
	expect(barOf(range, new Date(2026, 10, 21, 13, 59))).toBe(-1);
});

test("the last bar ends now, the others where the next one begins", () => {
	const range = rangeUntil(now, "24h");
	expect(barEnd(range, 0)).toEqual(new Date(2026, 10, 21, 15));
	expect(barEnd(range, 23)).toEqual(now);
});

test("an unknown range in the address is the default", () => {
	expect(readRangeName("30d")).toBe("30d");
	expect(readRangeName("99d")).toBe("24h");
	expect(readRangeName(undefined)).toBe("24h");
});

test("labels below the bars are fewer where there is less room", () => {
	const range = rangeUntil(now, "24h");
	const labels = (widthPx: number) => range.starts.map((_, index) => tickLabel(range, index, widthPx)).filter(Boolean);
	expect(labels(900)).toHaveLength(8);
	expect(labels(260)).toEqual(["14:00", "20:00", "02:00", "08:00"]);
	expect(labels(10)).toEqual(["14:00"]);
});
