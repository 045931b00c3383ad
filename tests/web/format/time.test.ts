import { expect, test } from "bun:test";
import { formatAgo, formatDayAndTime, formatMoment, formatUtc } from "../../../web/src/format/time";

const berlin = { now: new Date("2026-11-22T11:00:00Z"), timeZone: "Europe/Berlin" };

test("a moment of today is its local time of day", () => {
	expect(formatMoment("2026-11-22T10:03:22.500Z", berlin)).toBe("11:03:22");
});

test("today is the reader's day, not that of UTC", () => {
	expect(formatMoment("2026-11-21T23:30:00Z", berlin)).toBe("00:30:00");
	expect(formatMoment("2026-11-21T22:30:00Z", berlin)).toBe("21 Nov, 23:30");
});

test("a moment by itself has its day, even when that is today", () => {
	expect(formatDayAndTime("2026-11-21T23:30:05.500Z", "Europe/Berlin")).toBe("22 Nov 2026, 00:30:05");
});

test("a moment of another year names the year", () => {
	expect(formatMoment("2025-12-31T12:00:00Z", berlin)).toBe("31 Dec 2025, 13:00");
});

test("UTC is written with milliseconds, as logs do", () => {
	expect(formatUtc("2026-11-22T13:03:22.123+01:00")).toBe("2026-11-22 12:03:22.123 UTC");
});

test.each([
	["2026-11-22T10:59:31Z", "just now"],
	["2026-11-22T11:00:05Z", "just now"],
	["2026-11-22T10:56:00Z", "4 min ago"],
	["2026-11-22T08:00:00Z", "3 h ago"],
	["2026-11-21T10:00:00Z", "1 day ago"],
	["2026-11-10T10:00:00Z", "12 days ago"],
])("%s is %s", (iso, text) => {
	expect(formatAgo(iso, berlin.now)).toBe(text);
});
