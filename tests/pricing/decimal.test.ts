import { describe, expect, test } from "bun:test";
import { millionths, multiply, picoUsd, timesFactor } from "../../server/src/pricing/decimal";

describe("a rate in USD per million tokens", () => {
	test.each([
		[2.5, 2_500_000n],
		[0.075, 75_000n],
		[0.0028, 2_800n],
		[150, 150_000_000n],
		[0, 0n],
		[1e-6, 1n],
		[1e21, 10n ** 27n],
		[0.1 + 0.2, 300_000n],
		[0.18000000000000002, 180_000n],
		[0.08333333333333334, 83_333n],
		[4.9e-7, 0n],
		[5e-7, 1n],
		["2.50", 2_500_000n],
	] as const)("of %p is %p pico-USD per token", (usd, rate) => {
		expect(picoUsd(usd, 1_000_000)).toBe(rate);
	});

	test("per thousand or for one is so many times as much", () => {
		expect([picoUsd(10, 1000), picoUsd(0.111, 1)]).toEqual([10_000_000_000n, 111_000_000_000n]);
	});
});

describe("an amount at a rate", () => {
	test("is exact for whole amounts, whatever their size", () => {
		expect(multiply(2 ** 53 - 1, 10n ** 7n, 1n)).toBe((2n ** 53n - 1n) * 10n ** 7n);
		expect(multiply(1e21, 1n, 1n)).toBe(10n ** 21n);
	});

	test("is exact for seconds with a fraction, and rounded half up to a pico-USD", () => {
		expect(multiply(12.34, 100_000_000n, 1n)).toBe(1_234_000_000n);
		expect(multiply(0.5, 1n, 1n)).toBe(1n);
		expect(multiply(0.4999, 1n, 1n)).toBe(0n);
	});

	test("is divided last where the rate is for more than one", () => {
		expect(multiply(3600, 111_000_000_000n, 3600n)).toBe(111_000_000_000n);
		expect(multiply(10, 111_000_000_000n, 3600n)).toBe(308_333_333n);
	});
});

test("a factor is read by its digits and multiplies exactly", () => {
	expect(timesFactor(2_500_000n, millionths(1.1))).toBe(2_750_000n);
	expect(timesFactor(75_000n, millionths(0.5))).toBe(37_500n);
	expect(timesFactor(1n, millionths(0.5))).toBe(1n);
});
