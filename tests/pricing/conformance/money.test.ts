import { describe, expect, test } from "bun:test";
import { isRate, workOut } from "./money";

describe("a line of an expected cost", () => {
	test.each<[text: string, count: number, picoUsd: bigint | undefined]>([
		["1,000 × $2.50/M", 1000, 2_500_000_000n],
		["3 × $10/k", 3, 30_000_000_000n],
		["2 × $0.04/each", 2, 80_000_000_000n],
		["95 × $0.006/min", 95, 9_500_000_000n],
		["12.5 × $0.36/h", 12.5, 1_250_000_000n],
		["400 × $3/M × 1.1", 400, 1_320_000_000n],
		["5 × $0.003625/M", 5, 18_125n],
		["1 × $0.111/h", 1, 30_833_333n],
		["36 × $0.111/h", 36, 1_110_000_000n],
		["500 × ?", 500, undefined],
	])("%s", (text, count, picoUsd) => {
		expect(workOut(text)).toMatchObject({ count, picoUsd });
	});

	test("has a rate that can be compared with one for any number", () => {
		const { rate } = workOut("36 × $0.111/h");
		expect(rate && isRate(rate, 111_000_000_000n, 3600)).toBe(true);
		expect(rate && isRate(rate, 30_833_333n, 1)).toBe(false);
	});

	test.each(["400 × 3/M", "400 x $3/M", "× $3/M", "400 × $3/lb", "4 × $3/M + 1"])("refuses %s", (text) => {
		expect(() => workOut(text)).toThrow();
	});
});
