import { expect, test } from "bun:test";
import { readAmount } from "../../server/src/reconciliation/amount";

test.each([
	["0.06", 0, 60_000_000_000n, 10_000_000_000n],
	["0", 0, 0n, 10_000_000_000n],
	["12.345", -2, 123_450_000_000n, 10_000_000n],
	["123.45", -2, 1_234_500_000_000n, 100_000_000n],
	["0.8958740000000000", 0, 895_874_000_000n, 1_000_000n],
	// Digits below one pico-USD are rounded.
	["0.1308043834030752670001", 0, 130_804_383_403n, 1n],
	["0.0000000000005", 0, 1n, 1n],
	["6.4E-7", 0, 640_000n, 10_000n],
	["-1.5", 0, -1_500_000_000_000n, 10_000_000_000n],
	// More than a float holds.
	["9007199254740993.000000000001", 0, 9_007_199_254_740_993_000_000_000_001n, 1n],
])("%s × 10^%d USD is exact", (text, exponent, picoUsd, stepPicoUsd) => {
	expect(readAmount(text, exponent)).toEqual({ picoUsd, stepPicoUsd });
});

test.each(["", "abc", "1,5", "1.2.3", "NaN", "0x10", "--1"])("%p is no amount", (text) => {
	expect(readAmount(text)).toBeUndefined();
});
