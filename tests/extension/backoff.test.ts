import { expect, test } from "bun:test";
import { backoffMs } from "../../extension/src/live/backoff";

const backoff = { firstMs: 500, maxMs: 30_000 };
const almostOne = 1 - Number.EPSILON;

test.each([
	[0, 250, 500],
	[1, 500, 1_000],
	[5, 8_000, 16_000],
	[6, 15_000, 30_000],
	[5_000, 15_000, 30_000],
])("after %d failures the wait is between %d and %d ms", (tries, leastMs, mostMs) => {
	expect(backoffMs(backoff, tries, 0)).toBe(leastMs);
	expect(backoffMs(backoff, tries, almostOne)).toBeCloseTo(mostMs, 3);
});
