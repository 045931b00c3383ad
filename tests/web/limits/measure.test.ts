import { expect, test } from "bun:test";
import { formatMax, fullnessOf, measureOf, measures } from "../../../web/src/limits/measure";

test.each([
	[0, 60, "roomy", 0, "0 of 60"],
	[47, 60, "roomy", 47 / 0.6, "47 of 60"],
	[48, 60, "tight", 80, "48 of 60"],
	[59, 60, "tight", 59 / 0.6, "59 of 60"],
	[60, 60, "full", 100, "60 of 60"],
	[130_000, 100_000, "full", 100, "130,000 of 100,000"],
] as const)("%d of %d is %s", (used, max, level, percent, text) => {
	const fullness = fullnessOf({ measure: "tokens", used, max });
	expect(fullness).toEqual({ level, text, percent: expect.closeTo(percent, 6) });
});

test("a cap on one request is never full", () => {
	expect(fullnessOf({ measure: "body_bytes", used: null, max: 4096 })).toBeUndefined();
	expect(formatMax({ measure: "body_bytes", max: 4096 })).toBe("4.0 KiB");
});

test("every measure has its words", () => {
	for (const measure of measures) expect(measureOf(measure.value)).toBe(measure);
});
