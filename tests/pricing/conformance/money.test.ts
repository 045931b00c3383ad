import { describe, expect, test } from "bun:test";
import { workOut } from "./money";

describe("a line of an expected cost", () => {
	test.each<[string, number, bigint | undefined, bigint | undefined]>([
		["1,000 × $2.50/M", 1000, 2_500_000n, 2_500_000_000n],
		["3 × $10/k", 3, 10_000_000_000n, 30_000_000_000n],
		["2 × $0.04/each", 2, 40_000_000_000n, 80_000_000_000n],
		["95 × $0.006/min", 95, 100_000_000n, 9_500_000_000n],
		["12.5 × $0.36/h", 12.5, 100_000_000n, 1_250_000_000n],
		["400 × $3/M × 1.1", 400, 3_300_000n, 1_320_000_000n],
		["5 × $0.003625/M", 5, 3625n, 18_125n],
		["1 × $0.111/h", 1, 30_833_333n, 30_833_333n],
		["500 × ?", 500, undefined, undefined],
	])("%s", (text, count, picoUsdPerUnit, picoUsd) => {
		expect(workOut(text)).toEqual({ count, picoUsdPerUnit, picoUsd });
	});

	test.each(["400 × 3/M", "400 x $3/M", "× $3/M", "400 × $3/lb", "4 × $3/M + 1"])("refuses %s", (text) => {
		expect(() => workOut(text)).toThrow();
	});
});
