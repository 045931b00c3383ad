import { describe, expect, test } from "bun:test";
import { PriceBook } from "../../server/src/pricing/book";
import { rowsOf } from "../../server/src/pricing/book-file";
import type { PricedModel } from "../../server/src/pricing/cost";
import { createPrice } from "../../server/src/pricing/price";

const now = "2026-11-22T12:00:00Z";

/** A book of one provider's prices, with an organization's own. */
function bookOf(entries: Parameters<typeof rowsOf>[0]["entries"], own: Parameters<typeof rowsOf>[0]["entries"] = []) {
	const source = { source: "https://prices.example", read: "2026-11-22" } as const;
	const filled = (all: typeof entries) => all.map((entry) => ({ ...source, ...entry }));
	return new PriceBook("lensai@test", [
		...rowsOf({ provider: "openai", entries: filled(entries) }),
		...rowsOf({ provider: "openai", entries: filled(own) }).map((row) => ({
			...row,
			id: `own-${row.id}`,
			organizationId: "acme",
		})),
	]);
}

const said = { source: "https://prices.example", read: "2026-11-22" } as const;
const rateOf = (
	book: PriceBook,
	model: Omit<PricedModel, "provider">,
	at = now,
	unit: "uncachedInput" | "output" | "requests" = "uncachedInput",
) => book.tariff({ provider: "openai", ...model }, new Date(at))?.steps[0]?.rates[unit];

describe("the order of the book", () => {
	const book = bookOf(
		[
			{ models: ["gpt-4o*"], perMillion: { uncachedInput: 7 }, ...said },
			{ models: ["*"], tier: "batch", factor: { tokens: 0.5 }, ...said },
			{ models: ["*"], region: "*", factor: { tokens: 1.1 }, ...said },
			{ models: ["gpt-4o*"], region: "us", tier: "batch", perMillion: { uncachedInput: 3 }, ...said },
		],
		[
			{ models: ["gpt-4o"], perMillion: { uncachedInput: 2 }, from: "2026-11-01", ...said },
			{ models: ["o3"], tier: "*", factor: { tokens: 0.8 }, ...said },
			{ models: ["made-up"], perMillion: { uncachedInput: 1 }, each: { requests: 0.5 }, ...said },
			{ models: ["o1"], tier: "scale", perMillion: { uncachedInput: 3 }, ...said },
			{ models: ["o4-mini"], region: "eu", perMillion: { uncachedInput: 4 }, ...said },
		],
	);
	const acme = { organizationId: "acme" };

	test("has a correction over the list, and the list where there is none", () => {
		expect(rateOf(book, { name: "gpt-4o" })).toBe(7_000_000n);
		expect(rateOf(book, { name: "gpt-4o" }, now, "output")).toBe(10_000_000n);
	});

	test("has tier and region over corrections", () => {
		expect(rateOf(book, { name: "gpt-4o", serviceTier: "batch" })).toBe(3_500_000n);
		expect(rateOf(book, { name: "gpt-4o", serviceTier: "batch", region: "eu" })).toBe(3_850_000n);
	});

	test("has a price for one tier of a region there alone", () => {
		const inputOf = (serviceTier?: string) => rateOf(book, { name: "gpt-4o", serviceTier, region: "us" });
		expect([undefined, "flex", "batch"].map(inputOf)).toEqual([7_700_000n, 7_700_000n, 3_000_000n]);
	});

	test("has an organization's own price over all, for itself alone, from its day on", () => {
		expect(rateOf(book, { name: "gpt-4o", ...acme })).toBe(2_000_000n);
		expect(rateOf(book, { name: "gpt-4o", organizationId: "others" })).toBe(7_000_000n);
		expect(rateOf(book, { name: "gpt-4o", ...acme }, "2026-10-31T23:59:59Z")).toBe(7_000_000n);
	});

	test("has none for a model before the first day of its only price, though it is known of later days", () => {
		const later = bookOf([{ models: ["new"], perMillion: { uncachedInput: 1 }, from: "2026-11-01", ...said }]);
		const days = ["2026-11-22", "2026-10-31T23:59:59Z", "2026-10-31T23:59:59Z", "2026-11-01"];
		expect(days.map((day) => rateOf(later, { name: "new" }, day))).toEqual([
			1_000_000n,
			undefined,
			undefined,
			1_000_000n,
		]);
	});

	test("has an own price without a tier for the listed one alone, and one for every tier where it says so", () => {
		expect(rateOf(book, { name: "gpt-4o", serviceTier: "batch", ...acme })).toBe(3_500_000n);
		expect(rateOf(book, { name: "o3", ...acme })).toBe(1_600_000n);
		expect(rateOf(book, { name: "o3", serviceTier: "batch", ...acme })).toBe(800_000n);
	});

	test("prices a model that no list has by the own price, its fee for requests included", () => {
		const cost = createPrice(book)(
			{ uncachedInput: 1000 },
			{ provider: "openai", name: "made-up", ...acme },
			new Date(now),
		);
		expect(cost).toMatchObject({
			state: "priced",
			picoUsd: 501_000_000_000n,
			source: expect.stringContaining("openai/made-up"),
		});
		expect(cost.origins?.uncachedInput).toStartWith("=own-");
		expect(book.tariff({ provider: "openai", name: "made-up" }, new Date(now))).toBeUndefined();
	});

	test("takes an own price for a tier that nobody else knows as certain", () => {
		const stateOf = (organizationId?: string) =>
			createPrice(book)(
				{ uncachedInput: 1 },
				{ provider: "openai", name: "o1", serviceTier: "scale", organizationId },
				new Date(now),
			).state;
		expect([stateOf("acme"), stateOf()]).toEqual(["priced", "estimated"]);
	});

	test("has an own price of a region there alone", () => {
		expect(rateOf(book, { name: "o4-mini", region: "eu", ...acme })).toBe(4_000_000n);
		expect(rateOf(book, { name: "o4-mini", ...acme })).toBe(1_100_000n);
	});

	test("says which rows a rate comes from", () => {
		const tariff = book.tariff({ provider: "openai", name: "gpt-4o", serviceTier: "batch" }, new Date(now));
		const origins = tariff?.steps[0]?.origins ?? {};
		expect(origins.uncachedInput).toMatch(/^=[0-9a-f]{10} \*[0-9a-f]{10}$/);
		expect(origins.output).toMatch(/^\*[0-9a-f]{10}$/);
		expect(book.row(origins.output?.slice(1) ?? "")).toMatchObject({ serviceTier: "batch", factor: 500_000n });
		expect(tariff?.source).toBe("lensai@test genai-prices@0.1.8 openai/gpt-4o batch");
	});
});

describe("the price that counts", () => {
	test("is that of the closest pattern, then the latest, then the last in the book", () => {
		const book = bookOf([
			{ models: ["x-large"], perMillion: { uncachedInput: 1 }, ...said },
			{ models: ["x-*"], perMillion: { uncachedInput: 2 }, from: "2026-06-01", ...said },
			{ models: ["x-large-*"], perMillion: { uncachedInput: 3 }, ...said },
			{ models: ["y"], perMillion: { uncachedInput: 4 }, from: "2026-01-01", ...said },
			{ models: ["y"], perMillion: { uncachedInput: 5 }, ...said },
			{ models: ["z"], perMillion: { uncachedInput: 6 }, ...said },
			{ models: ["z"], perMillion: { uncachedInput: 8 }, ...said },
		]);
		expect(["x-large", "x-small", "x-large-2", "y", "z"].map((name) => rateOf(book, { name }))).toEqual([
			1_000_000n,
			2_000_000n,
			3_000_000n,
			4_000_000n,
			8_000_000n,
		]);
	});

	test("is that of the later source and release where two are for the same moment, whichever is known first", () => {
		const entry = { models: ["x"], source: "https://prices.example" } as const;
		const row = (usd: number, read: `2026-11-${number}`, bookVersion: string) =>
			rowsOf({ provider: "openai", entries: [{ ...entry, read, perMillion: { uncachedInput: usd } }] }).map((each) => ({
				...each,
				bookVersion,
			}));
		const rows = [row(1, "2026-11-20", "b"), row(2, "2026-11-21", "a"), row(3, "2026-11-21", "b")].flat();
		expect(rateOf(new PriceBook("b", rows), { name: "x" })).toBe(3_000_000n);
		expect(rateOf(new PriceBook("b", rows.toReversed()), { name: "x" })).toBe(3_000_000n);
	});

	test("begins at its moment, though the one before is kept", () => {
		const book = bookOf([
			{ models: ["x"], perMillion: { uncachedInput: 1 }, ...said },
			{ models: ["x"], perMillion: { uncachedInput: 2 }, from: "2026-11-22T10:30:00.500Z", ...said },
		]);
		const at = (time: string) => rateOf(book, { name: "x" }, `2026-11-22T${time}Z`);
		expect(["10:30:00.499", "10:30:00.500", "00:00:00", "23:59:59"].map(at)).toEqual([
			1_000_000n,
			2_000_000n,
			1_000_000n,
			2_000_000n,
		]);
	});

	test("has hours that may pass midnight", () => {
		const book = bookOf([
			{ models: ["x"], perMillion: { uncachedInput: 1 }, ...said },
			{ models: ["x"], perMillion: { uncachedInput: 2 }, conditions: { minutes: { from: 1380, until: 60 } }, ...said },
		]);
		const at = (time: string) => rateOf(book, { name: "x" }, `2026-11-22T${time}:00Z`);
		expect(["22:59", "23:00", "00:59", "01:00"].map(at)).toEqual([1_000_000n, 2_000_000n, 2_000_000n, 1_000_000n]);
	});

	test("of long context ends with a newer price that has none, and may stand over a list that has no base", () => {
		const above = { aboveInputTokens: 100 };
		const farAbove = { aboveInputTokens: 1000 };
		const book = bookOf([
			{ models: ["x"], perMillion: { uncachedInput: 1 }, ...said },
			{ models: ["x"], perMillion: { uncachedInput: 9 }, conditions: above, ...said },
			{ models: ["x"], perMillion: { uncachedInput: 90 }, conditions: farAbove, ...said },
			{ models: ["x"], perMillion: { uncachedInput: 2 }, from: "2026-11-01", ...said },
			{ models: ["gpt-4o"], perMillion: { uncachedInput: 50 }, conditions: above, ...said },
			{ models: ["only-long"], perMillion: { uncachedInput: 50 }, conditions: above, ...said },
		]);
		const cost = (name: string, at: string, tokens: number) =>
			createPrice(book)({ uncachedInput: tokens }, { provider: "openai", name }, new Date(at));
		expect(cost("x", "2026-10-01", 101).picoUsd).toBe(909_000_000n);
		expect(cost("x", "2026-10-01", 1001).picoUsd).toBe(90_090_000_000n);
		expect(cost("x", now, 101).picoUsd).toBe(202_000_000n);
		expect(cost("gpt-4o", now, 100).picoUsd).toBe(250_000_000n);
		expect(cost("gpt-4o", now, 101).picoUsd).toBe(5_050_000_000n);
		expect(cost("only-long", now, 101).state).toBe("unpriced");
	});

	test("that was taken back leaves what is below", () => {
		const [row] = rowsOf({
			provider: "openai",
			entries: [{ models: ["gpt-4o"], perMillion: { uncachedInput: 9 }, ...said }],
		});
		if (row === undefined) throw new Error("no row");
		const { picoUsd, ...without } = row;
		const book = new PriceBook("lensai@test", [row]);
		expect(rateOf(book, { name: "gpt-4o" })).toBe(9_000_000n);
		book.add([{ ...without, id: "later", validFromMs: Date.parse("2026-11-01") }]);
		expect(rateOf(book, { name: "gpt-4o" })).toBe(2_500_000n);
		expect(rateOf(book, { name: "gpt-4o" }, "2026-10-31")).toBe(9_000_000n);
		book.add([row]);
		expect(rateOf(book, { name: "gpt-4o" })).toBe(2_500_000n);
	});

	test("for long inputs alone that was taken back leaves what is below", () => {
		const entry = { models: ["gpt-4o"], perMillion: { uncachedInput: 9 }, ...said };
		const [row] = rowsOf({ provider: "openai", entries: [{ ...entry, conditions: { aboveInputTokens: 1000 } }] });
		if (row === undefined) throw new Error("no row");
		const { picoUsd, ...without } = row;
		const book = new PriceBook("lensai@test", [row]);
		const stepsOf = () => book.tariff({ provider: "openai", name: "gpt-4o" }, new Date(now))?.steps ?? [];
		expect(stepsOf().map(({ rates }) => rates.uncachedInput)).toEqual([2_500_000n, 9_000_000n]);
		book.add([{ ...without, id: "later", validFromMs: Date.parse("2026-11-01") }]);
		expect(stepsOf().map(({ rates }) => rates.uncachedInput)).toEqual([2_500_000n]);
	});
});

describe("a factor on long context alone", () => {
	test("is one of the unit, before that of all tokens", () => {
		const book = bookOf([{ models: ["gpt-4o"], tier: "slow", factor: { tokens: 0.5, output: 0.1 }, ...said }]);
		const model = { name: "gpt-4o", serviceTier: "slow" };
		expect([rateOf(book, model), rateOf(book, model, now, "output")]).toEqual([1_250_000n, 1_000_000n]);
	});
});

describe("rates beyond what a number holds", () => {
	test("are summed exactly all the same", () => {
		const book = bookOf([{ models: ["gold"], each: { uncachedInput: 10_000 }, ...said }]);
		expect(createPrice(book)({ uncachedInput: 3 }, { provider: "openai", name: "gold" }, new Date(now)).picoUsd).toBe(
			30_000n * 10n ** 12n,
		);
	});
});

test("seconds with a fraction are rounded to a pico-USD, half up", () => {
	const book = bookOf([{ models: ["ear"], each: { audioInputSeconds: 3e-12 }, ...said }]);
	const cost = createPrice(book)({ audioInputSeconds: 0.5 }, { provider: "openai", name: "ear" }, new Date(now));
	expect(cost).toMatchObject({ state: "priced", picoUsd: 2n });
});
