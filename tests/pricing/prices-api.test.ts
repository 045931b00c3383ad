import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { treaty } from "@elysiajs/eden";
import { Elysia } from "elysia";
import { rightsOf } from "../../server/src/accounts/rights";
import type { Viewer } from "../../server/src/accounts/viewer";
import { listChanges } from "../../server/src/audit/queries";
import type { Span } from "../../server/src/journal/span";
import { problemOf, problemResponse } from "../../server/src/ops/problem";
import { pricesApi } from "../../server/src/pricing";
import { type OwnPriceBook, openPriceBook } from "../../server/src/pricing/open-book";
import { createPrice } from "../../server/src/pricing/price";
import { bookVersion } from "../../server/src/pricing/released";
import { openProviders } from "../../server/src/providers/environment";
import { openTestClickHouse, type TestClickHouse } from "../support/clickhouse";
import { createTestDatabase, type TestDatabase } from "../support/postgres";
import { spanFixture } from "../support/spans";
import { until } from "../support/until";

// PostgreSQL sets itself up in half a second on an idle machine; a busy one takes longer.
setDefaultTimeout(60_000);

const now = Date.parse("2026-11-22T12:00:00Z");
const projectId = crypto.randomUUID();
const organizationId = "organization-1";
const failed: unknown[] = [];

let database: TestDatabase;
let clickhouse: TestClickHouse;
let priceBook: OwnPriceBook;
let { api, ask } = {} as ReturnType<typeof createApi>;

beforeAll(async () => {
	database = await createTestDatabase();
	clickhouse = await openTestClickHouse();
	priceBook = await openPriceBook({ db: database.db, onFailure: (what) => failed.push(what), refreshMs: 20 });
	({ api, ask } = createApi(organizationId));
});
afterAll(async () => {
	priceBook.close();
	await clickhouse.close();
	await database.close();
});

function viewerOf(id: string): Viewer {
	const project = {
		id: projectId,
		organizationId: id,
		teamId: null,
		name: "p",
		capture: "full" as const,
		createdAt: "",
	};
	const user = { id: "user-1", email: "ada@example.com", name: "Ada" };
	return {
		via: "session",
		organization: { id, name: "One" },
		projects: [project],
		role: "owner",
		rights: rightsOf("owner"),
		user,
	} as Viewer;
}

function createApi(organization: string) {
	const providers = openProviders({}, { fetch, clock: Date.now }, () => undefined);
	const app = new Elysia()
		.onError(({ error }) => problemResponse(problemOf(error, "request-1")))
		.use(
			pricesApi({
				db: database.db,
				analytics: clickhouse,
				viewerOf: async () => viewerOf(organization),
				priceBook,
				providers,
				now: () => now,
			}),
		);
	const ask = async (path: string, body?: object) => {
		const init = body && {
			method: "POST",
			headers: { "content-type": "application/json" },
			body: JSON.stringify(body),
		};
		const answer = await app.handle(new Request(`http://localhost/api/v1${path}`, init));
		// biome-ignore lint/suspicious/noExplicitAny: tests look into JSON of many shapes.
		return { status: answer.status, body: (await answer.json()) as any };
	};
	return { api: treaty(app, { parseDate: false }).api.v1, ask };
}

describe("the book", () => {
	test("is listed by provider, also as the gateway names it, and by model, with sources", async () => {
		const { data } = await api.prices.get({ query: { provider: "gemini", model: "gemini-2.5-pro" } });
		expect(data?.version).toBe(bookVersion);
		expect(data?.prices.map(({ provider }) => provider)).toContain("google");
		expect(data?.prices).toContainEqual({
			id: expect.stringMatching(/^[0-9a-f]{10}$/),
			isOwn: false,
			provider: "google",
			model: "gemini-2.*",
			region: null,
			serviceTier: null,
			unit: "searchedRequests",
			picoUsd: "35000000000",
			factor: null,
			conditions: {},
			sourceUrl: "https://github.com/iyulab/TokenMeter/releases/tag/v0.13.0",
			sourceDate: "2026-11-22",
			note: null,
			validFrom: null,
			bookVersion,
		});
	});

	test("lists prices of one model oldest first, with their hours", async () => {
		const { data } = await api.prices.get({ query: { provider: "deepseek", model: "deepseek-v4-pro" } });
		const input = data?.prices.filter(({ unit, conditions }) => unit === "uncachedInput" && !conditions.minutes) ?? [];
		expect(input.map(({ validFrom, picoUsd }) => [validFrom, picoUsd])).toEqual([
			[null, "435000"],
			["2026-08-16T16:00:00.000Z", "660000"],
		]);
		expect(data?.prices.map(({ conditions }) => conditions.days)).toContainEqual([0, 6]);
	});

	test("tells what a model costs at a moment, and which rows say so", async () => {
		const query = { provider: "openai", model: "gpt-5.4", serviceTier: "batch", at: "2026-11-22T00:00:00Z" };
		const { data } = await api.prices.rates.get({ query });
		expect(data).toMatchObject({ source: `${bookVersion} genai-prices@0.1.8 openai/gpt-5.4 batch`, isEstimate: false });
		expect(data?.steps.map(({ aboveInputTokens }) => aboveInputTokens)).toEqual([-1, 272_000]);
		const input = data?.steps[0]?.rates.find(({ unit }) => unit === "uncachedInput");
		expect(input).toEqual({ unit: "uncachedInput", picoUsd: "1250000", rows: expect.any(Array) });
		expect(input?.rows.map((id) => priceBook.book.row(id)?.unit)).toEqual(["uncachedInput", "uncachedInput", "tokens"]);
		expect((await ask("/prices/rates?provider=mistral&model=nothing-known")).status).toBe(404);
	});
});

describe("an organization's own prices", () => {
	const price = () => createPrice(priceBook.book);
	const costOf = (organization: string | undefined, at = "2026-11-22T13:00:00Z") =>
		price()(
			{ uncachedInput: 1000, reasoning: 10 },
			{ provider: "google", name: "gemini-2.5-pro", organizationId: organization },
			new Date(at),
		);

	test("hold at once, for itself alone and from their moment on, and stand in the audit log", async () => {
		const rates = [
			{ unit: "uncachedInput", usd: "1" },
			{ unit: "output", usd: "5.5", per: 1_000_000 as const },
		];
		const made = await api.prices.post({ provider: "gemini", model: "gemini-2.5-*", rates, note: "Contract 7" });
		expect([made.status, made.data?.ids.length]).toEqual([201, 4]);
		expect(costOf(organizationId)).toMatchObject({ state: "priced", picoUsd: 1_055_000_000n });
		expect(costOf("another")).toEqual(costOf(undefined));
		expect(costOf(organizationId, "2026-11-22T11:59:59Z")).toEqual(costOf(undefined));
		const { entries } = await listChanges(database.db, { organizationId });
		expect(entries.map(({ action, subject, after }) => [action, subject.name, after?.picoUsd])).toContainEqual([
			"price.created",
			"google/gemini-2.5-* output",
			"5500000",
		]);
		expect(entries[0]?.actor.name).toBe("ada@example.com");
	});

	test("are seen by themselves alone", async () => {
		const own = await api.prices.get({ query: { own: true } });
		expect(own.data?.prices.map(({ unit }) => unit)).toEqual(["imageInput", "output", "reasoning", "uncachedInput"]);
		expect(own.data?.prices[0]).toMatchObject({
			isOwn: true,
			note: "Contract 7",
			sourceUrl: null,
			validFrom: "2026-11-22T12:00:00.000Z",
		});
		const others = createApi("another");
		expect((await others.api.prices.get({ query: { own: true } })).data?.prices).toEqual([]);
	});

	test("reach other servers", async () => {
		const other = await openPriceBook({ db: database.db, onFailure: () => undefined, refreshMs: 20 });
		const { data } = await api.prices.post({
			provider: "openai",
			model: "*",
			serviceTier: "*",
			region: "eu",
			validFrom: "2026-01-01T00:00:00Z",
			sourceUrl: "https://contracts.example/7",
			conditions: { aboveInputTokens: 10 },
			rates: [{ unit: "tokens", factor: "0.85" }],
		});
		const id = data?.ids[0] ?? "";
		await until(() => other.book.row(id) !== undefined);
		expect(other.book.row(id)).toEqual(priceBook.book.row(id));
		other.close();
	});

	test("are taken back by a newer one without a price", async () => {
		const rates = [{ unit: "uncachedInput" }, { unit: "output" }];
		await api.prices.post({ provider: "google", model: "gemini-2.5-*", rates, validFrom: "2026-11-23T00:00:00Z" });
		const day = "2026-11-24T00:00:00Z";
		expect(costOf(organizationId, day).picoUsd).toBe(costOf(undefined, day).picoUsd);
		expect(costOf(organizationId)).toMatchObject({ picoUsd: 1_055_000_000n });
	});

	test.each([
		["a unit that nothing counts", [{ unit: "heartbeats", usd: "1" }]],
		[
			"a unit twice",
			[
				{ unit: "output", usd: "1" },
				{ unit: "output", usd: "2" },
			],
		],
		["a price and a factor", [{ unit: "output", usd: "1", factor: "0.5" }]],
		["a price for all tokens", [{ unit: "tokens", usd: "1" }]],
		["a factor of 0", [{ unit: "tokens", factor: "0" }]],
		["a day that no database reads", [{ unit: "output", usd: "1" }], { validFrom: "0000-01-01T00:00:00Z" }],
		["half of a letter", [{ unit: "output", usd: "1" }], { note: "\ud800" }],
	] as [string, object[], object][])("are refused with %s", async (_, rates, more) => {
		const answer = await ask("/prices", { provider: "openai", model: "gpt-4o", rates, ...more });
		expect([answer.status, answer.body.code]).toEqual([400, "invalid_request"]);
	});

	test("are by the piece where nothing else is said, and by the million for tokens", async () => {
		const rates = [
			{ unit: "requests", usd: "0.01" },
			{ unit: "cacheRead", usd: "0.01" },
			{ unit: "webSearches", usd: "10", per: 1000 },
		];
		const { body } = await ask("/prices", { provider: "own-server", model: "m", rates });
		expect(body.ids.map((id: string) => priceBook.book.row(id)?.picoUsd)).toEqual([10n ** 10n, 10_000n, 10n ** 10n]);
	});
});

test("the inbox has models whose calls told their usage and have no whole price, the most calls first", async () => {
	const span = (more: Partial<Span>) =>
		spanFixture({ projectId, startedAtMs: now - 1000, costPicoUsd: null, costRates: null, ...more });
	const nothing = { provider: "gemini", responseModel: "gemini-9", costState: "unpriced" as const };
	await clickhouse.insertSpans([
		span({ ...nothing, usage: { uncachedInput: 1, output: 9 }, startedAtMs: now - 5000 }),
		span({ ...nothing, usage: { uncachedInput: 1, imageInput: 0 } }),
		span({ provider: "openai", responseModel: null, model: "gpt-x", costState: "partial", usage: { audioInput: 3 } }),
		span({ provider: "openai", costState: "unpriced", usage: {} }),
		span({ costState: "priced" }),
		span({ ...nothing, startedAtMs: now - 31 * 86_400_000 }),
		span({ ...nothing, projectId: crypto.randomUUID() }),
	]);
	const { data } = await api.prices.unpriced.get({ query: {} });
	expect(data).toEqual([
		{
			provider: "gemini",
			priceBook: "google",
			model: "gemini-9",
			unpricedCalls: 2,
			partialCalls: 0,
			units: ["output", "uncachedInput"],
			isPricedNow: false,
			firstAt: new Date(now - 5000).toISOString(),
			lastAt: new Date(now - 1000).toISOString(),
		},
		{
			provider: "openai",
			priceBook: "openai",
			model: "gpt-x",
			unpricedCalls: 0,
			partialCalls: 1,
			units: ["audioInput"],
			isPricedNow: false,
			firstAt: new Date(now - 1000).toISOString(),
			lastAt: new Date(now - 1000).toISOString(),
		},
	]);
	const earlier = await api.prices.unpriced.get({ query: { from: "2026-10-01T00:00:00Z" } });
	expect(earlier.data?.[0]?.unpricedCalls).toBe(3);

	const rates = [
		{ unit: "uncachedInput", usd: "1" },
		{ unit: "output", usd: "2" },
	];
	await api.prices.post({ provider: "google", model: "gemini-9*", rates });
	const after = await api.prices.unpriced.get({ query: {} });
	expect(after.data?.map(({ model, isPricedNow }) => [model, isPricedNow])).toEqual([
		["gemini-9", true],
		["gpt-x", false],
	]);
});

test("a call's cost is its lines, with the source of each rate", async () => {
	const call = spanFixture({ projectId, startedAtMs: now });
	await clickhouse.insertSpans([call]);
	const { data } = await api.calls({ id: call.id }).cost.get();
	expect(data?.lines.map(({ unit, picoUsd }) => [unit, picoUsd])).toEqual([
		["uncachedInput", "2500000000"],
		["output", "1000000000"],
	]);
	expect(data?.lines[0]?.sources[0]).toMatchObject({
		kind: "list",
		url: "https://developers.openai.com/api/docs/pricing",
	});
	expect((await ask(`/calls/${crypto.randomUUID()}/cost`)).status).toBe(404);
});
