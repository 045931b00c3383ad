import { expect, test } from "bun:test";
import { listRange, summaryRange } from "../../server/src/traces/time-range";

const now = Date.UTC(2026, 10, 22, 12);
const dayMs = 86_400_000;
const invalidRange = expect.objectContaining({ code: "invalid_range", status: 400 });

test("a summary covers the last 24 hours unless told otherwise", () => {
	expect(summaryRange({}, now)).toEqual({ fromMs: now - dayMs, toMs: now });
});

test("a summary that only says its end covers the 24 hours before it", () => {
	expect(summaryRange({ to: "2026-01-02T00:00:00Z" }, now)).toEqual({
		fromMs: Date.UTC(2026, 0, 1),
		toMs: Date.UTC(2026, 0, 2),
	});
});

test("a summary covers 92 days and not a millisecond more", () => {
	const from = new Date(now - 92 * dayMs).toISOString();
	const earlier = new Date(now - 92 * dayMs - 1).toISOString();
	expect(summaryRange({ from }, now).fromMs).toBe(now - 92 * dayMs);
	expect(() => summaryRange({ from: earlier }, now)).toThrow(invalidRange);
});

test("a list covers everything unless told otherwise", () => {
	expect(listRange({})).toEqual({ fromMs: 0, toMs: Date.UTC(2299, 11, 31) });
});

test("times keep their offset", () => {
	expect(listRange({ from: "2026-11-22T13:00:00+01:00" }).fromMs).toBe(now);
});

test.each([
	["ends where it begins", { from: "2026-11-22T12:00:00Z", to: "2026-11-22T12:00:00Z" }],
	["begins before 1970", { from: "1969-12-31T23:59:59.999Z", to: "1970-01-02T00:00:00Z" }],
	["lies before 1970", { from: "1969-01-01T00:00:00Z", to: "1969-01-02T00:00:00Z" }],
	["only says an end before 1970", { to: "1969-01-02T00:00:00Z" }],
	["ends before it begins", { from: "2026-11-22T12:00:00Z", to: "2026-11-21T12:00:00Z" }],
])("a range that %s is refused", (_, range) => {
	expect(() => listRange(range)).toThrow(invalidRange);
	expect(() => summaryRange(range, now)).toThrow(invalidRange);
});
