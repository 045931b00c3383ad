import { afterAll, beforeAll, expect, test } from "bun:test";
import type { Span } from "../../server/src/journal/span";
import { byHour, byModel, countOthers, type Scope, summarize } from "../../server/src/traces/summary";
import { openTestClickHouse, type TestClickHouse } from "../support/clickhouse";
import { spanFixture } from "../support/spans";

let clickhouse: TestClickHouse;
beforeAll(async () => {
	clickhouse = await openTestClickHouse();
});
afterAll(() => clickhouse.close());

const hourMs = 3_600_000;
const noon = Date.UTC(2026, 10, 22, 12);

async function scopeWith(spans: Partial<Span>[]): Promise<Scope> {
	const projectId = crypto.randomUUID();
	const complete = spans.map((span) => spanFixture({ projectId, startedAtMs: noon, ...span }));
	if (complete.length > 0) await clickhouse.insertSpans(complete);
	return { projectId, fromMs: noon - 24 * hourMs, toMs: noon + 24 * hourMs };
}

const unknown = { costState: "unpriced", costPicoUsd: null } as const;

test("adds up costs that are known, and counts the calls whose cost is not", async () => {
	const scope = await scopeWith([{ costPicoUsd: "1" }, { costPicoUsd: "2" }, { costPicoUsd: "0" }, unknown]);
	expect(await summarize(clickhouse, scope)).toMatchObject({
		calls: 4,
		costPicoUsd: "3",
		pricedCalls: 3,
		unpricedCalls: 1,
	});
});

test("counts the calls whose cost is partial or an estimate, in the sum, by model and by hour", async () => {
	const scope = await scopeWith([
		{ costPicoUsd: "1" },
		{ costPicoUsd: "2", costState: "partial" },
		{ costPicoUsd: "3", costState: "partial", usageState: "estimated" },
		{ costPicoUsd: "4", costState: "estimated", startedAtMs: noon + hourMs },
		{ costPicoUsd: "5", costState: "estimated", usageState: "estimated", startedAtMs: noon + hourMs },
		{ costPicoUsd: "6", costState: "priced", usageState: "estimated", model: "other" },
		{ costPicoUsd: null, costState: "partial" },
		{ ...unknown, usageState: "estimated" },
	]);
	expect(await summarize(clickhouse, scope)).toMatchObject({
		costPicoUsd: "21",
		pricedCalls: 6,
		partialCalls: 2,
		estimatedCalls: 3,
		unpricedCalls: 2,
	});
	const counts = (rows: { partialCalls: number; estimatedCalls: number }[]) =>
		rows.map(({ partialCalls, estimatedCalls }) => [partialCalls, estimatedCalls]);
	expect(counts(await byModel(clickhouse, scope))).toEqual([
		[2, 2],
		[0, 1],
	]);
	expect(counts(await byHour(clickhouse, scope, ["gpt-4o"]))).toEqual([
		[2, 0],
		[0, 2],
	]);
});

test("an adjustment from before they were counted tells partial and estimated calls by its states", async () => {
	const scope = await scopeWith([{ ...unknown, id: "0199a8f0-0000-7000-8000-000000000001" }]);
	const old = { projectId: scope.projectId, spanId: "0199a8f0-0000-7000-8000-000000000001", startedAtMs: noon };
	const unlike = { ...old, model: "gpt-4o", runId: crypto.randomUUID(), adjustedAtMs: noon, oldState: "unpriced" };
	const amounts = { oldPicoUsd: null, newPicoUsd: "5", differencePicoUsd: "5", pricedCalls: 1, unpricedCalls: -1 };
	const line = JSON.stringify({ ...unlike, ...amounts, revision: 1, newState: "partial" });
	await clickhouse.insert("cost_adjustments", Buffer.from(line), "");
	expect(await summarize(clickhouse, scope)).toMatchObject({ partialCalls: 1, estimatedCalls: 0, unpricedCalls: 0 });
});

test("does not count what nobody bills as unpriced: other requests, and calls that were refused", async () => {
	const scope = await scopeWith([
		{ ...unknown, kind: "other" },
		{ ...unknown, status: "error", httpStatus: 429 },
		{ ...unknown, status: "error", httpStatus: 200 },
		{ ...unknown, status: "interrupted", httpStatus: null },
	]);
	expect(await summarize(clickhouse, scope)).toMatchObject({ calls: 3, pricedCalls: 0, unpricedCalls: 2 });
	expect(await countOthers(clickhouse, scope)).toBe(1);
});

test("adds up beyond 64 bits", async () => {
	const largest = (2n ** 63n - 1n).toString();
	const scope = await scopeWith([{ costPicoUsd: largest }, { costPicoUsd: largest }, { costPicoUsd: largest }]);
	const expected = (3n * (2n ** 63n - 1n)).toString();
	expect(expected).toBe("27670116110564327421");
	expect((await summarize(clickhouse, scope)).costPicoUsd).toBe(expected);
	expect((await byModel(clickhouse, scope))[0]?.costPicoUsd).toBe(expected);
	expect((await byHour(clickhouse, scope, ["gpt-4o"]))[0]?.costPicoUsd).toBe(expected);
});

test("counts failed and interrupted calls as errors, and those that the client left not", async () => {
	const scope = await scopeWith([
		{},
		{ status: "error" },
		{ status: "interrupted", durationMs: null },
		{ status: "client_closed" },
	]);
	expect((await summarize(clickhouse, scope)).errors).toBe(2);
});

test("adds up what the cache saved, and counts the hits of which that is not known", async () => {
	const hit = { cache: "hit", costPicoUsd: "0" } as const;
	const scope = await scopeWith([
		{ ...hit, savedPicoUsd: "3" },
		{ ...hit, savedPicoUsd: (2n ** 63n - 1n).toString() },
		hit,
		{ cache: "miss" },
		{},
		{ ...hit, savedPicoUsd: "1000", startedAtMs: noon + 24 * hourMs },
	]);
	expect(await summarize(clickhouse, scope)).toMatchObject({
		calls: 5,
		cacheHits: 3,
		savedPicoUsd: (2n ** 63n + 2n).toString(),
		unpricedCacheHits: 1,
	});
});

test("gives the median and the 95th percentile of the calls that have a duration", async () => {
	const durations = Array.from({ length: 101 }, (_, i) => ({ durationMs: i * 10 }));
	const scope = await scopeWith([...durations, { status: "interrupted", durationMs: null }]);
	expect(await summarize(clickhouse, scope)).toMatchObject({ p50Ms: 500, p95Ms: 950 });
});

test("the percentiles are of calls that the provider answered well: not of refusals, failures and what the cache answered", async () => {
	const scope = await scopeWith([
		{ durationMs: 250 },
		{ durationMs: 250, cache: "miss" },
		{ durationMs: 1, status: "error", httpStatus: 429, errorType: "rate_limit_exceeded" },
		{ durationMs: 2, status: "error", httpStatus: 500 },
		{ durationMs: 3, status: "client_closed" },
		{ durationMs: 1, cache: "hit", costPicoUsd: "0" },
		{ durationMs: 1, cache: "hit", costPicoUsd: "0", model: "cached" },
		{ durationMs: 9_000, kind: "other" },
	]);
	expect(await summarize(clickhouse, scope)).toMatchObject({ calls: 7, errors: 2, p50Ms: 250, p95Ms: 250 });
	expect((await byModel(clickhouse, scope)).map(({ model, p50Ms, p95Ms }) => [model, p50Ms, p95Ms])).toEqual([
		["gpt-4o", 250, 250],
		["cached", null, null],
	]);
});

test("of nothing is zero calls and no latency", async () => {
	const scope = await scopeWith([]);
	const none = { calls: 0, errors: 0, costPicoUsd: "0", p50Ms: null, p95Ms: null };
	const noCosts = { pricedCalls: 0, partialCalls: 0, estimatedCalls: 0, unpricedCalls: 0 };
	const noHits = { cacheHits: 0, savedPicoUsd: "0", unpricedCacheHits: 0 };
	expect(await summarize(clickhouse, scope)).toEqual({ ...none, ...noCosts, ...noHits });
	expect(await byModel(clickhouse, scope)).toEqual([]);
});

test("ends before its end", async () => {
	const scope = await scopeWith([{ startedAtMs: noon }, { startedAtMs: noon + 1 }, { startedAtMs: noon + 2 }]);
	expect((await summarize(clickhouse, { ...scope, fromMs: noon + 1, toMs: noon + 2 })).calls).toBe(1);
});

test("by model lists the costliest first, unpriced ones last, and a call without a model as such", async () => {
	const scope = await scopeWith([
		{ model: "cheap", costPicoUsd: "1" },
		{ model: "dear", costPicoUsd: "9" },
		{ model: "strange", ...unknown },
		{ model: null, costPicoUsd: "5" },
	]);
	const models = await byModel(clickhouse, scope);
	expect(models.map(({ model }) => model)).toEqual(["dear", null, "cheap", "strange"]);
	expect(models[3]).toMatchObject({ calls: 1, unpricedCalls: 1, costPicoUsd: "0" });
});

test("by hour tells hours and models apart, oldest first, and leaves other models out", async () => {
	const scope = await scopeWith([
		{ startedAtMs: noon + hourMs, model: "a" },
		{ startedAtMs: noon + 59 * 60_000, model: "a" },
		{ startedAtMs: noon, model: null },
		{ startedAtMs: noon, model: "other" },
	]);
	const hours = await byHour(clickhouse, scope, ["a", null]);
	expect(hours.map(({ hour, model, calls }) => [hour, model, calls])).toEqual([
		["2026-11-22T12:00:00.000Z", "a", 1],
		["2026-11-22T12:00:00.000Z", null, 1],
		["2026-11-22T13:00:00.000Z", "a", 1],
	]);
});

test("never sums another project's calls", async () => {
	const scope = await scopeWith([{}, { kind: "other" }]);
	const stranger = { ...scope, projectId: crypto.randomUUID() };
	expect((await summarize(clickhouse, stranger)).calls).toBe(0);
	expect(await countOthers(clickhouse, stranger)).toBe(0);
	expect(await byModel(clickhouse, stranger)).toEqual([]);
	expect(await byHour(clickhouse, stranger, ["gpt-4o"])).toEqual([]);
});
