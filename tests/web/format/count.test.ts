import { expect, test } from "bun:test";
import { formatBytes, formatCount, formatCounted, formatShare } from "../../../web/src/format/count";
import { formatDuration } from "../../../web/src/format/duration";

test.each([
	[null, "—"],
	[0, "0 ms"],
	[842.4, "842 ms"],
	[999.4, "999 ms"],
	[999.6, "1.0 s"],
	[1_340, "1.3 s"],
	[9_949, "9.9 s"],
	[9_950, "10 s"],
	[59_700, "1 min 0 s"],
	[125_000, "2 min 5 s"],
])("a duration of %p ms is %s", (durationMs, text) => {
	expect(formatDuration(durationMs)).toBe(text);
});

test.each([
	[0, 0, "—"],
	[0, 10, "0%"],
	[1, 10_000, "<0.1%"],
	[32, 1_000, "3.2%"],
	[9_999, 10_000, ">99.9%"],
	[10, 10, "100%"],
])("%d of %d is %s", (part, whole, text) => {
	expect(formatShare(part, whole)).toBe(text);
});

test("a count that is not known is no zero", () => {
	expect(formatCount(null)).toBe("—");
	expect(formatCount(0)).toBe("0");
	expect(formatCount(12_345)).toBe("12,345");
});

test("a noun follows its count", () => {
	expect(formatCounted(1, "call")).toBe("1 call");
	expect(formatCounted(1_200, "call")).toBe("1,200 calls");
});

test("bytes are written in binary units", () => {
	expect([812, 1_843, 3 * 1024 * 1024].map(formatBytes)).toEqual(["812 B", "1.8 KiB", "3.0 MiB"]);
});
