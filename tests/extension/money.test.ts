import { describe, expect, test } from "bun:test";
import { formatCost, formatUsd } from "../../extension/src/status/money";

describe("formatUsd", () => {
	test.each([
		[0n, "$0.00"],
		[1n, "$0.000000000001"],
		[4_200_000_000n, "$0.0042"],
		[4_249_999_999n, "$0.0042"],
		[4_250_000_000n, "$0.0043"],
		[9_950_000_000n, "$0.01"],
		[15_000_000_000n, "$0.015"],
		[125_000_000_000n, "$0.13"],
		[994_999_999_999n, "$0.99"],
		[995_000_000_000n, "$1.00"],
		[12_300_000_000_000n, "$12.30"],
		[1_234_560_000_000_000n, "$1,234.56"],
		[1_000_000_000_000_000_000_000n, "$1,000,000,000.00"],
	])("%p pico-USD read as %s", (picoUsd, text) => {
		expect(formatUsd(picoUsd)).toBe(text);
	});
});

describe("formatCost", () => {
	test("tells measured, estimated, partial and unknown apart", () => {
		const costPicoUsd = "4200000000";
		expect(formatCost({ costState: "priced", costPicoUsd })).toBe("$0.0042");
		expect(formatCost({ costState: "estimated", costPicoUsd })).toBe("≈$0.0042");
		expect(formatCost({ costState: "priced", costPicoUsd, usageState: "estimated" })).toBe("≈$0.0042");
		expect(formatCost({ costState: "partial", costPicoUsd })).toBe("≥$0.0042");
		expect(formatCost({ costState: "unpriced", costPicoUsd: null })).toBe("unpriced");
	});

	test("never shows an unknown cost as zero, and a free call as free", () => {
		expect(formatCost({ costState: "priced", costPicoUsd: null })).toBe("unpriced");
		expect(formatCost({ costState: "priced", costPicoUsd: "0" })).toBe("$0.00");
	});

	test("keeps every digit of a cost beyond what a double holds", () => {
		expect(formatCost({ costState: "priced", costPicoUsd: "9007199254740993000000000000" })).toBe(
			"$9,007,199,254,740,993.00",
		);
	});
});
