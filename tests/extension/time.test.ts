import { describe, expect, test } from "bun:test";
import { endOfDay, formatDuration, formatMoment, startOfDay } from "../../extension/src/status/time";

describe("formatDuration", () => {
	test.each([
		[0, "0 ms"],
		[0.4, "0 ms"],
		[849.6, "850 ms"],
		[999.4, "999 ms"],
		[999.6, "1.0 s"],
		[1300, "1.3 s"],
		[9_949, "9.9 s"],
		[9_950, "10 s"],
		[75_000, "75 s"],
		[99_600, "1 min 40 s"],
		[125_000, "2 min 5 s"],
	])("%p ms read as %s", (durationMs, text) => {
		expect(formatDuration(durationMs)).toBe(text);
	});
});

describe("formatMoment", () => {
	const now = new Date(2026, 10, 22, 18, 0).getTime();

	test("gives the time of a moment of the same day", () => {
		expect(formatMoment(new Date(2026, 10, 22, 9, 5).getTime(), now)).toBe("09:05");
	});

	test("gives the date of a moment of another day", () => {
		expect(formatMoment(new Date(2026, 10, 21, 23, 59).getTime(), now)).toBe("21 Nov");
	});
});

test("a day runs from one local midnight to the next", () => {
	const now = new Date(2026, 10, 22, 18, 0).getTime();
	expect(new Date(startOfDay(now)).toString()).toContain("Nov 22 2026 00:00:00");
	expect(new Date(endOfDay(now)).toString()).toContain("Nov 23 2026 00:00:00");
});
