import { describe, expect, test } from "bun:test";
import { dayOf, daysIn, daysToPull, isDay, isFinal, startOf } from "../../server/src/reconciliation/days";

const at = (text: string) => Date.parse(text);

describe("a day", () => {
	test("begins and ends at midnight in UTC, whatever zone the server is in", () => {
		expect(dayOf(at("2026-11-22T23:59:59.999Z"))).toBe("2026-11-22");
		expect(dayOf(at("2026-11-23T00:00:00.000Z"))).toBe("2026-11-23");
		expect(dayOf(at("2026-11-23T01:30:00+02:00"))).toBe("2026-11-22");
		expect(startOf("2026-11-22")).toBe(at("2026-11-22T00:00:00Z"));
	});

	test("is final when it was pulled after the last three", () => {
		const pulls = ["11-02", "11-03", "11-04", "11-05", "11-20"].map((day) => at(`2026-${day}T00:00:00Z`));
		expect(pulls.map((pulledAt) => isFinal("2026-11-01", pulledAt))).toEqual([false, false, false, true, true]);
	});

	test.each([
		["2026-02-28", true],
		["2026-02-31", false],
		["2024-02-29", true],
	])("%s is one: %p", (text, expected) => expect(isDay(text)).toBe(expected));
});

describe("days to pull", () => {
	const now = at("2026-11-22T12:00:00Z");

	test("are the last month at first, and never today", () => {
		expect(daysToPull(now, new Set())).toEqual({ from: "2026-10-22", to: "2026-11-22" });
	});

	test("are the last three once all older ones are final", () => {
		const final = new Set(daysIn({ from: "2026-10-01", to: "2026-11-19" }));
		expect(daysToPull(now, final)).toEqual({ from: "2026-11-19", to: "2026-11-22" });
	});

	test("are those that were missed while no server ran, too", () => {
		const final = new Set(daysIn({ from: "2026-10-01", to: "2026-11-10" }));
		expect(daysToPull(now, final)).toEqual({ from: "2026-11-10", to: "2026-11-22" });
	});
});
