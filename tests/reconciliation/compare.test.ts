import { describe, expect, test } from "bun:test";
import { compareDay } from "../../server/src/reconciliation/compare";
import { comparable, type OurDay } from "../../server/src/reconciliation/ours";
import type { CostLine, Report, UsageLine } from "../../server/src/reconciliation/report";

const day = "2026-11-01";

function used(account: string, input: number, change: Partial<UsageLine> = {}): UsageLine {
	const tokens = { uncachedInput: input };
	return { day, account, keyId: account, model: "gpt-4o-2024-08-06", isOtherTier: false, tokens, ...change };
}

function billed(account: string, picoUsd: bigint, change: Partial<CostLine> = {}): CostLine {
	return { day, account, item: "gpt-4o-2024-08-06", picoUsd, stepPicoUsd: 1n, ...change };
}

function report(usage: UsageLine[], costs: CostLine[] = []): Report {
	const keys = ["a", "b", "c"].map((id) => [id, { name: `key ${id}`, ending: `${id}${id}${id}` }] as const);
	return { usage, costs, keys: new Map(keys), names: new Map() };
}

function ourDay(input: number, change: Partial<OurDay> = {}): OurDay {
	const tokens = { uncachedInput: input };
	return { day, model: "gpt-4o-2024-08-06", calls: 1, unpricedCalls: 0, picoUsd: 100n, tokens, ...change };
}

function compared(theirs: Report, ours: OurDay[], knownEndings: string[] = [], isFinal = true) {
	const rows = compareDay({ day, report: theirs, ours, knownEndings, isFinal });
	return rows.map(({ account, model, ourCalls, cause }) => [account, model, ourCalls, cause]);
}

const model = "gpt-4o-2024-08-06";

describe("our calls are set against", () => {
	test("the one account there is, whose ever key it is", () => {
		expect(compared(report([used("a", 5)], [billed("a", 100n)]), [ourDay(5)])).toEqual([["a", model, 1, "none"]]);
	});

	test("the account that counts the very same tokens, before one whose key is known", () => {
		const theirs = report([used("a", 7), used("b", 5)], [billed("b", 100n)]);
		expect(compared(theirs, [ourDay(5)], ["xaaa"])).toEqual([
			["b", model, 1, "none"],
			["a", model, 0, "outside"],
		]);
	});

	test("the account whose key ends as one in the vault", () => {
		const theirs = report([used("a", 7), used("b", 6)]);
		expect(compared(theirs, [ourDay(5)], ["xbbb"])).toEqual([
			["b", model, 1, "outside"],
			["a", model, 0, "unseen_key"],
		]);
	});

	test("all accounts that they can have gone to, as one", () => {
		const theirs = report([used("a", 7), used("b", 6), used("c", 1)], [billed("a", 60n), billed("b", 40n)]);
		const rows = compareDay({ day, report: theirs, ours: [ourDay(13)], knownEndings: ["xaaa", "xbbb"], isFinal: true });
		expect(rows).toMatchObject([
			{ account: "a + b", accountName: "key a, key b", theirPicoUsd: 100n, differencePicoUsd: 0n, cause: "none" },
			{ account: "c", ourCalls: 0, cause: "unseen_key" },
		]);
	});

	test("nothing, when the report names no such model: late, and unexplained when it is final", () => {
		expect(compared(report([]), [ourDay(5)], [], false)).toEqual([["", model, 1, "late"]]);
		expect(compared(report([]), [ourDay(5)])).toEqual([["", model, 1, "unknown"]]);
	});

	test("money alone, where the provider counts no tokens", () => {
		const theirs = report([], [billed("a", 100n, { item: "gpt-image-1" })]);
		expect(compared(theirs, [ourDay(5, { model: "gpt-image-1" })])).toEqual([["a", "gpt-image-1", 1, "none"]]);
	});
});

test("a model that was asked for by its name without a date is the dated one, and both are one", () => {
	const theirs = report([used("a", 8)], [billed("a", 150n)]);
	const asked = ourDay(3, { model: "gpt-4o", picoUsd: 50n });
	expect(compared(theirs, [ourDay(5), asked])).toEqual([["a", model, 2, "none"]]);
	const mini = ourDay(3, { model: "gpt-4o-mini" });
	expect(compared(theirs, [ourDay(8, { picoUsd: 150n }), mini])).toContainEqual(["", "gpt-4o-mini", 1, "unknown"]);
});

test("the rows sum to both totals, whatever was assigned to whom", () => {
	const theirs = report(
		[used("a", 7), used("b", 6, { model: "o3" }), used("c", 1)],
		[billed("a", 60n), billed("c", 7n), billed("b", 40n, { item: "o3" }), billed("b", 3n, { item: "storage" })],
	);
	const ours = [ourDay(13), ourDay(2, { model: "o3", picoUsd: 9n }), ourDay(1, { model: "gone", picoUsd: 2n })];
	const rows = compareDay({ day, report: theirs, ours, knownEndings: ["aaa"], isFinal: true });
	const sum = (amounts: (bigint | undefined)[]) => amounts.reduce<bigint>((total, each) => total + (each ?? 0n), 0n);
	expect(sum(rows.map((row) => row.theirPicoUsd))).toBe(110n);
	expect(sum(rows.map((row) => row.ourPicoUsd))).toBe(111n);
	expect(rows.reduce((calls, row) => calls + row.ourCalls, 0)).toBe(3);
});

test("a cost that is not known is no zero", () => {
	const [row] = compareDay({
		day,
		report: report([used("a", 5)], [billed("a", 100n)]),
		ours: [ourDay(5, { picoUsd: undefined, unpricedCalls: 1 })],
		knownEndings: [],
		isFinal: true,
	});
	expect(row).toMatchObject({ ourPicoUsd: undefined, differencePicoUsd: undefined, cause: "price" });
});

test("our buckets keep every token when they are put as reports count them", () => {
	const usage = { uncachedInput: 1, imageInput: 2, cacheRead: 4, cacheWrite5m: 8, cacheWrite1h: 16, audioInput: 32 };
	const tokens = comparable({ ...usage, output: 64, reasoning: 128, imageOutput: 256, audioOutput: 512 });
	expect(tokens).toMatchObject({ uncachedInput: 3, output: 448 });
	expect(Object.values(tokens).reduce((sum, count) => sum + count, 0)).toBe(1023);
});
