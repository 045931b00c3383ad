import { describe, expect, test } from "bun:test";
import type { ReconciledDay, ReconciledRow } from "../../../web/src/api/model";
import {
	describeTokens,
	exactDifference,
	formatAmount,
	formatDifference,
	totalsOf,
} from "../../../web/src/reconciliation/words";

describe("a difference", () => {
	test.each([
		[null, "—", undefined],
		["0", "$0.00", "$0.00"],
		["10500000000", "+$0.011", "$0.0105"],
		["-1535000000001", "−$1.54", "−$1.535000000001"],
	])("of %p shows its sign, and all digits on demand", (picoUsd, text, exact) => {
		expect([formatDifference(picoUsd), exactDifference(picoUsd)]).toEqual([text, exact]);
	});
});

test("an amount that is not known is no zero, and one that is known in part says so", () => {
	expect([formatAmount(null), formatAmount("0"), formatAmount("3100000000000", 3)]).toEqual(["—", "$0.00", "≥ $3.10"]);
});

describe("tokens", () => {
	const row = (change: object) => ({ theirTokens: {}, tokenDifference: {}, ...change }) as ReconciledRow;
	test.each([
		[row({ tokenDifference: { output: -70, uncachedInput: 1000 } }), "+1,000 input, −70 output"],
		[row({}), "equal"],
		[row({ theirTokens: null, tokenDifference: null }), "not counted"],
	])("are told by bucket", (given, text) => expect(describeTokens(given)).toBe(text));
});

test("totals leave out days that cannot be told, and say how many", () => {
	const day = (theirPicoUsd: string | null, ourPicoUsd: string, differencePicoUsd: string | null) =>
		({ theirPicoUsd, ourPicoUsd, differencePicoUsd }) as ReconciledDay;
	const days = [day("5", "3", "2"), day(null, "9", null), day("1", "4", "-3")];
	expect(totalsOf(days)).toEqual({ theirs: "6", ours: "7", difference: "-1", unknownDays: 1 });
});
