import { describe, expect, test } from "bun:test";
import { PriceBook } from "../../server/src/pricing/book";
import { createPrice } from "../../server/src/pricing/price";
import type { PriceRow } from "../../server/src/pricing/price-row";
import { releasedRows } from "../../server/src/pricing/released";
import { changeBetween } from "../../server/src/repricing/adjustment";
import { costAgain } from "../../server/src/repricing/cost-again";
import { recordedModel } from "../../server/src/repricing/recorded-model";
import { type CallToReprice, repricePage } from "../../server/src/repricing/reprice-page";
import { ownPrice } from "../support/repricing";
import { spanFixture } from "../support/spans";

const noon = Date.UTC(2026, 10, 22, 12);
const same = (provider: string) => provider;
const ownRow = (row: Partial<PriceRow>) => ownPrice("organization-1", row);
const bookOfRows = (...rows: PriceRow[]) => new PriceBook("lensai@test", [...releasedRows, ...rows]);

function again(span: Parameters<typeof spanFixture>[0], ...rows: PriceRow[]) {
	const book = bookOfRows(...rows);
	return costAgain(spanFixture(span), { price: createPrice(book), bookNameOf: same }, new Date(noon));
}

function reprice(spans: CallToReprice[], ...rows: PriceRow[]) {
	const book = bookOfRows(...rows);
	const repricing = { runId: "run", reason: "why", book, price: createPrice(book), bookNameOf: same, now: () => 7 };
	return repricePage({ calls: spans, adjusted: new Map(), begun: new Map() }, repricing);
}

describe("a recorded call", () => {
	test("costs what it cost while the book says the same", () => {
		expect(again({})).toMatchObject({ state: "priced", picoUsd: 3_500_000_000n });
	});

	test("costs 3,700,000,000 once its 100 output tokens cost 12,000,000 each", () => {
		expect(again({}, ownRow({}))).toMatchObject({ state: "priced", picoUsd: 3_700_000_000n });
	});

	test("is priced at the tier that is recorded, and at half of the listed price in a batch", () => {
		expect(again({ serviceTier: "batch" })).toMatchObject({ picoUsd: 1_750_000_000n });
	});

	test("keeps what its earlier attempts cost, and that one may have cost more", () => {
		const last = { target: "openai gpt-4o", at: 9, ms: 1, reason: "answered" };
		const told = { target: "openai gpt-4", at: 0, ms: 9, cost: "200", reason: "500" };
		const unknown = { target: "openai gpt-4", at: 0, ms: 9, costUnknown: true, reason: "timeout" };
		expect(again({ attempts: JSON.stringify([told, last]) })).toMatchObject({
			state: "priced",
			picoUsd: 3_500_000_200n,
		});
		expect(again({ attempts: JSON.stringify([unknown, last]) })).toMatchObject({ state: "partial" });
	});

	test("has the usage of further models priced at theirs", () => {
		const further = { model: "gpt-4o-mini", source: null, usage: { uncachedInput: 1000 }, rates: {} };
		const span = { costRates: JSON.stringify({ "+": [further] }) };
		expect(again(span)).toMatchObject({ picoUsd: 3_650_000_000n });
		const { rates } = again(span);
		expect(JSON.parse(rates ?? "")["+"]).toMatchObject([{ model: "gpt-4o-mini", rates: { uncachedInput: "150000" } }]);
	});

	test("whose answer broke off stays an estimate", () => {
		expect(again({ usageState: "estimated" }).state).toBe("estimated");
	});

	test("without usage, or without a model, has no price", () => {
		expect(again({ usage: {} })).toEqual({ state: "unpriced", picoUsd: undefined, rates: null, source: null });
		expect(again({ model: null, responseModel: null }).state).toBe("unpriced");
	});
});

describe("tier and region of a span from before they were recorded", () => {
	const list = "lensai@2026-11-22 genai-prices@0.1.8";
	test.each([
		[`${list} openai/gpt-4o`, {}],
		["genai-prices@0.1.8 openai/gpt-4o", {}],
		[`${list} openai/gpt-4o batch`, { serviceTier: "batch" }],
		[`${list} openai/gpt-4o eu`, { region: "eu" }],
		[`${list} openai/gpt-4o europe-west1`, { region: "europe-west1" }],
		[`${list} openai/gpt-4o us-gov-west-1`, { region: "us-gov-west-1" }],
		[`${list} openai/gpt-4o global`, { region: "global" }],
		[`${list} openai/gpt-4o flex us-east-1`, { serviceTier: "flex", region: "us-east-1" }],
		[`${list} openai/our own model priority`, { serviceTier: "priority" }],
		["cache", {}],
		[null, {}],
	])("are read from %p", (costSource, told) => {
		const span = spanFixture({
			costSource,
			responseModel: costSource?.includes("our own") ? "our own model" : "gpt-4o",
		});
		const { serviceTier, region } = recordedModel(span, same) ?? {};
		expect({ ...(serviceTier && { serviceTier }), ...(region && { region }) }).toEqual(told);
	});

	test("are not asked where they were recorded", () => {
		const span = spanFixture({ costSource: `${list} openai/gpt-4o batch`, serviceTier: "flex", region: "eu" });
		expect(recordedModel(span, same)).toMatchObject({ serviceTier: "flex", region: "eu" });
	});
});

describe("the change between two costs", () => {
	const known = (picoUsd: bigint) => ({ state: "priced" as const, picoUsd });
	const unknown = { state: "unpriced" as const, picoUsd: undefined };
	test.each([
		["of more", known(5n), known(7n), 200, { differencePicoUsd: "2", pricedCalls: 0, unpricedCalls: 0 }],
		["of less", known(7n), known(5n), 200, { differencePicoUsd: "-2", pricedCalls: 0, unpricedCalls: 0 }],
		[
			"from unknown",
			unknown,
			known(5n),
			200,
			{ oldPicoUsd: null, differencePicoUsd: "5", pricedCalls: 1, unpricedCalls: -1 },
		],
		[
			"to unknown",
			known(5n),
			unknown,
			200,
			{ newPicoUsd: null, differencePicoUsd: "-5", pricedCalls: -1, unpricedCalls: 1 },
		],
		["of a refused call", unknown, known(5n), 429, { pricedCalls: 1, unpricedCalls: 0 }],
		["of the state alone", known(5n), { state: "partial" as const, picoUsd: 5n }, 200, { differencePicoUsd: "0" }],
	])("is that %s", (_, old, now, httpStatus, change) => {
		expect(changeBetween(old, now, { httpStatus })).toMatchObject(change);
	});

	const inPart = { state: "partial" as const, picoUsd: 5n };
	const estimate = { state: "estimated" as const, picoUsd: 5n };
	test.each([
		["a part of what is known whole", inPart, known(7n), undefined, [-1, 0]],
		["a part of what was unknown", unknown, inPart, undefined, [1, 0]],
		["a part of what is an estimate", inPart, estimate, "estimated", [-1, 1]],
		["an estimate of what is measured", estimate, known(7n), "measured", [0, -1]],
		["an estimate by its usage, whatever its rates", estimate, known(7n), "estimated", [0, 0]],
		["no part where nothing is known", { state: "partial" as const, picoUsd: undefined }, unknown, undefined, [0, 0]],
	] as const)("tells totals that it was, or is now, %s", (_, old, now, usageState, [partialCalls, estimatedCalls]) => {
		expect(changeBetween(old, now, { httpStatus: 200, usageState })).toMatchObject({ partialCalls, estimatedCalls });
	});

	test("is none between equal ones", () => {
		expect(changeBetween(known(5n), known(5n), { httpStatus: 200 })).toBeUndefined();
		expect(changeBetween(unknown, unknown, { httpStatus: 200 })).toBeUndefined();
	});
});

describe("a page", () => {
	test("adjusts what differs, and says from what to what and why", () => {
		const row = ownRow({});
		const span = spanFixture();
		expect(reprice([span, spanFixture({ responseModel: "gpt-4.1" })], row).adjustments[0]).toEqual({
			organizationId: span.organizationId,
			projectId: span.projectId,
			spanId: span.id,
			startedAtMs: span.startedAtMs,
			model: "gpt-4o",
			revision: 1,
			runId: "run",
			reason: "why",
			adjustedAtMs: 7,
			oldState: "priced",
			oldPicoUsd: "3500000000",
			newState: "priced",
			newPicoUsd: "3700000000",
			differencePicoUsd: "200000000",
			pricedCalls: 0,
			partialCalls: 0,
			estimatedCalls: 0,
			unpricedCalls: 0,
			rates: `{"uncachedInput":"2500000","cacheRead":"1250000","output":"12000000 =${row.id}"}`,
			source: expect.stringContaining("lensai@test"),
			bookVersion: "lensai@test",
		});
	});

	test("begins where an earlier adjustment ended, and is done when that is what the book says", () => {
		const span = spanFixture();
		const book = bookOfRows(ownRow({}));
		const repricing = { runId: "run", reason: "why", book, price: createPrice(book), bookNameOf: same, now: () => 7 };
		const at = (picoUsd: bigint) => {
			const adjusted = new Map([[span.id, { state: "priced" as const, picoUsd, rates: null, revision: 4 }]]);
			return repricePage({ calls: [span], adjusted, begun: new Map() }, repricing).adjustments;
		};
		expect(at(3_600_000_000n)).toMatchObject([
			{ revision: 5, oldPicoUsd: "3600000000", differencePicoUsd: "100000000" },
		]);
		expect(at(3_700_000_000n)).toEqual([]);
	});

	test("prices a call whose usage a look-up told as of when it began", () => {
		const settlesCallId = crypto.randomUUID();
		const book = bookOfRows(ownRow({ validFromMs: noon }));
		const repricing = { runId: "run", reason: "why", book, price: createPrice(book), bookNameOf: same, now: () => 7 };
		const calls = [spanFixture({ settlesCallId, startedAtMs: noon + 1000 })];
		const page = (startedAtMs: number) =>
			repricePage({ calls, adjusted: new Map(), begun: new Map([[settlesCallId, startedAtMs]]) }, repricing);
		expect(page(noon - 1).adjustments).toEqual([]);
		expect(page(noon).adjustments).toHaveLength(1);
	});

	test("keeps a cost for which the book has no price any more, and counts it", () => {
		const span = spanFixture({ responseModel: "a model that left every list" });
		expect(reprice([span])).toEqual({ adjustments: [], kept: 1 });
	});

	test("makes a cost unknown again whose price the organization took back", () => {
		const row = ownRow({ model: "house-model" });
		const costRates = `{"output":"12000000 =${row.id}"}`;
		const span = spanFixture({
			responseModel: "house-model",
			usage: { output: 100 },
			costRates,
			costPicoUsd: "1200000000",
		});
		const back = ownRow({ model: "house-model", picoUsd: undefined, validFromMs: 1 });
		expect(reprice([span], row, back)).toMatchObject({
			adjustments: [{ newState: "unpriced", newPicoUsd: null, differencePicoUsd: "-1200000000" }],
			kept: 0,
		});
	});

	test("writes nothing that a row cannot hold", () => {
		const row = ownRow({ picoUsd: 2n ** 62n });
		const attempts = JSON.stringify([
			{ target: "", at: 0, ms: 0, cost: (2n ** 63n - 1n).toString(), reason: "" },
			{ target: "", at: 0, ms: 0, reason: "" },
		]);
		expect(reprice([spanFixture({ usage: { output: 1 }, attempts })], row)).toEqual({ adjustments: [], kept: 1 });
	});
});
