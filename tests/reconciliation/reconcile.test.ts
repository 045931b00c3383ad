import { afterAll, beforeAll, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { sql } from "drizzle-orm";
import type { Span } from "../../server/src/journal/span";
import { reconcile } from "../../server/src/reconciliation/reconcile";
import { createProviderKey } from "../../server/src/vault/provider-keys";
import { startReconciliation, type TestReconciliation } from "../support/reconciliation";
import { anthropicCost, anthropicKey, anthropicUsage, openaiCost, openaiKey, openaiUsage } from "../support/reports";
import { spanFixture } from "../support/spans";

// PostgreSQL and ClickHouse set themselves up in a second on an idle machine; a busy one takes longer.
setDefaultTimeout(60_000);

let all: TestReconciliation;
beforeAll(async () => {
	all = await startReconciliation();
	await all.addKey("openai");
	await all.addKey("anthropic");
	for (const [id, secret] of [
		["openai", "sk-proj-for-calls-a1b2"],
		["anthropic", "sk-ant-api03-for-calls-igAA"],
	] as const) {
		const provider = all.world.providers.find((each) => each.id === id);
		if (provider === undefined) throw new Error(`There is no ${id}.`);
		const actor = {
			organizationId: all.organizationId,
			kind: "server",
			id: "",
			name: "",
			role: undefined,
			requestId: undefined,
		} as const;
		await createProviderKey(all.world.vault, { provider, name: "calls", secret, createdBy: undefined, actor });
	}
});
afterAll(() => all.close());
beforeEach(() => {
	all.reports.reports = {};
	all.reports.lists = {
		"organization/projects/proj_abc/api_keys": [
			openaiKey("key_abc", "gateway", "a1b2"),
			openaiKey("key_other", "notebook", "zzzz"),
		],
		"organizations/api_keys": [
			anthropicKey("apikey_01", "gateway", "igAA"),
			anthropicKey("apikey_02", "notebook", "wxyz"),
		],
	};
	all.reports.instead = undefined;
	all.reports.requests.length = 0;
});

const completions = "organization/usage/completions";
const costs = "organization/costs";
const messages = "organizations/usage_report/messages";
const costReport = "organizations/cost_report";

function span(at: string, change: Partial<Span> = {}): Span {
	return spanFixture({ organizationId: all.organizationId, startedAtMs: Date.parse(at), ...change });
}

async function run(provider: "openai" | "anthropic") {
	await reconcile(all.world, await all.key(provider));
	expect(all.faults).toEqual([]);
	const { body } = await all.ask("/keys");
	return body.find((key: { provider: string }) => key.provider === provider).lastRun;
}

describe("OpenAI's reports", () => {
	test("are read over all pages and set against calls by key, model and day in UTC", async () => {
		await all.clickhouse.insertSpans([
			span("2026-11-14T23:59:59.999Z"),
			span("2026-11-15T00:00:00.000Z"),
			span("2026-11-15T23:59:59.999Z", { cache: "miss" }),
			// Never sent.
			span("2026-11-15T12:00:00.000Z", { cache: "hit" }),
			// Refused, and not billed.
			span("2026-11-15T12:00:00.000Z", { httpStatus: 429, usage: {}, costPicoUsd: null, costState: "unpriced" }),
			// Somebody else's.
			span("2026-11-15T12:00:00.000Z", { organizationId: "other" }),
		]);
		const used = { input_tokens: 1000, output_tokens: 100 };
		all.reports.reports = {
			[completions]: {
				"2026-11-14": [openaiUsage(used)],
				"2026-11-15": [
					openaiUsage({ input_tokens: 2000, output_tokens: 200, num_model_requests: 2 }),
					openaiUsage({ ...used, api_key_id: "key_other" }),
				],
			},
			[costs]: {
				"2026-11-14": [openaiCost(0.0025), openaiCost("0.0010", { line_item: "gpt-4o-2024-08-06, output" })],
				"2026-11-15": [
					openaiCost(0.005),
					openaiCost(0.002, { line_item: "gpt-4o-2024-08-06, output" }),
					openaiCost(0.0035, { api_key_id: "key_other" }),
					openaiCost(0.01, { line_item: "web search tool calls" }),
				],
			},
		};
		all.setNow("2026-11-22T12:00:00Z");
		expect(await run("openai")).toMatchObject({ outcome: "ok", failure: null, message: null });
		// A month in pages of two days, for each of three reports.
		expect(all.reports.requests.filter(({ pathname }) => pathname.endsWith("costs"))).toHaveLength(16);

		expect(await all.day("openai", "2026-11-14")).toMatchObject({
			final: true,
			theirPicoUsd: "3500000000",
			ourPicoUsd: "3500000000",
			differencePicoUsd: "0",
			cause: "none",
		});
		const day = await all.day("openai", "2026-11-15");
		expect(day).toMatchObject({
			theirPicoUsd: "20500000000",
			ourPicoUsd: "7000000000",
			differencePicoUsd: "13500000000",
		});
		expect(day?.rows).toHaveLength(3);
		expect(day?.rows[0]).toMatchObject({ model: "web search tool calls", cause: "tools", theirTokens: null });
		expect(await all.row("openai", "2026-11-15", "key_other")).toMatchObject({
			accountName: "notebook",
			cause: "unseen_key",
			ourCalls: 0,
			ourPicoUsd: "0",
			theirPicoUsd: "3500000000",
			tokenDifference: { uncachedInput: 1000, output: 100 },
		});
		expect(day?.rows.find(({ cause }) => cause === "none")).toMatchObject({
			account: "key_abc",
			accountName: "gateway",
			ourCalls: 2,
			theirTokens: { uncachedInput: 2000, output: 200 },
			differencePicoUsd: "0",
		});
	});

	test("that come late are followed by a second pull, which keeps the first one", async () => {
		await all.clickhouse.insertSpans([span("2026-11-21T10:00:00Z"), span("2026-11-21T20:00:00Z")]);
		const late = (input: number, output: number, value: number) => ({
			[completions]: { "2026-11-21": [openaiUsage({ input_tokens: input, output_tokens: output })] },
			[costs]: { "2026-11-21": [openaiCost(value)] },
		});
		all.reports.reports = late(1000, 100, 0.0035);
		await run("openai");
		expect(await all.day("openai", "2026-11-21")).toMatchObject({
			final: false,
			differencePicoUsd: "-3500000000",
			cause: "late",
		});
		all.setNow("2026-11-23T12:00:00Z");
		all.reports.reports = late(2000, 200, 0.007);
		all.reports.requests.length = 0;
		await run("openai");
		const starts = new Set(all.reports.requests.map(({ searchParams }) => searchParams.get("start_time")));
		// Of the older days none is asked for again: the 19th is the oldest that was not final.
		expect(starts).toEqual(new Set([String(Date.parse("2026-11-19T00:00:00Z") / 1000), null]));
		expect(await all.day("openai", "2026-11-21")).toMatchObject({
			differencePicoUsd: "0",
			cause: "none",
			earlierPulls: 2,
		});
		expect(await all.day("openai", "2026-11-15")).toMatchObject({ earlierPulls: 0 });
		const change = await all.database.db.execute(sql`update reconciliation_pulls set final = true`).then(
			() => undefined,
			(error: Error) => error.cause,
		);
		expect(String(change)).toContain("never changed");
	});

	test("in whole cents differ by rounding", async () => {
		await all.clickhouse.insertSpans([span("2026-11-22T10:00:00Z")]);
		all.setNow("2026-11-23T13:00:00Z");
		all.reports.reports = {
			[completions]: { "2026-11-22": [openaiUsage({ input_tokens: 1000, output_tokens: 100 })] },
			[costs]: { "2026-11-22": [openaiCost(0.01)] },
		};
		await run("openai");
		expect(await all.row("openai", "2026-11-22", "key_abc")).toMatchObject({
			differencePicoUsd: "6500000000",
			cause: "rounding",
			tokenDifference: {},
		});
	});

	test("that tell money by project alone stand by project, and a key that is not ours is still seen", async () => {
		await all.clickhouse.insertSpans([span("2026-11-20T10:00:00Z")]);
		all.setNow("2026-11-23T13:00:00Z");
		const used = { input_tokens: 1000, output_tokens: 100 };
		all.reports.reports = {
			[completions]: {
				"2026-11-20": [openaiUsage(used), openaiUsage({ output_tokens: 50, api_key_id: "key_other" })],
			},
			[costs]: { "2026-11-20": [openaiCost(0.004, { api_key_id: null })] },
		};
		await run("openai");
		const day = await all.day("openai", "2026-11-20");
		expect(day?.rows).toHaveLength(1);
		expect(day?.rows[0]).toMatchObject({
			account: "proj_abc",
			cause: "unseen_key",
			differencePicoUsd: "500000000",
			tokenDifference: { output: 50 },
		});
	});

	test("fill a day that is missing, and leave the final ones around it alone", async () => {
		all.setNow("2026-11-23T13:00:00Z");
		await all.database.db.execute(
			sql`delete from reconciliation_pulls where provider = 'openai' and day = '2026-11-05'`,
		);
		expect(await all.day("openai", "2026-11-05")).toBeUndefined();
		await run("openai");
		const days = await Promise.all(["2026-11-05", "2026-11-06"].map((day) => all.day("openai", day)));
		expect(days.map((day) => day?.earlierPulls)).toEqual([0, 0]);
	});

	test.each<[string, () => Response, object]>([
		[
			"401",
			() => new Response("sk-admin-openai-very-secret-0001", { status: 401 }),
			{ failure: "key_refused", retryAt: null },
		],
		["403", () => new Response("", { status: 403 }), { failure: "not_admin_key" }],
		[
			"429",
			() => new Response("", { status: 429, headers: { "retry-after": "120" } }),
			{ failure: "rate_limited", retryAt: "2026-11-23T13:02:00.000Z" },
		],
		[
			"503",
			() => new Response("", { status: 503 }),
			{ failure: "provider_trouble", retryAt: "2026-11-23T14:00:00.000Z" },
		],
		["302", () => new Response("", { status: 302, headers: { location: "http://x" } }), { failure: "unreadable" }],
		["no JSON", () => new Response("<html>"), { failure: "unreadable" }],
		["another shape", () => Response.json({ data: [{ results: 1 }], has_more: false }), { failure: "unreadable" }],
		["a page without a next one", () => Response.json({ data: [], has_more: true }), { failure: "pages_cut" }],
		[
			"the same page for ever",
			() => Response.json({ data: [], has_more: true, next_page: "a" }),
			{ failure: "pages_cut" },
		],
	])("that answer %s keep nothing and say why, without the key", async (_, instead, expected) => {
		all.reports.instead = instead;
		const before = await all.ask("/");
		const told = await run("openai");
		expect(told.message).toMatch(/^(OpenAI|The report) /);
		expect(told.message).not.toContain("secret");
		expect(told).toMatchObject({ outcome: "failed", ...expected });
		expect((await all.ask("/")).text).toBe(before.text);
	});
});

describe("Anthropic's reports", () => {
	test("in cents and by workspace are set against calls, with the key that is not ours, batches and cache writes", async () => {
		const claude = {
			provider: "anthropic",
			model: "claude-sonnet-4-20250514",
			responseModel: "claude-sonnet-4-20250514",
			usage: { uncachedInput: 1500, cacheRead: 200, cacheWrite5m: 500, output: 500 },
			costPicoUsd: "13935000000",
		};
		const days = ["2026-11-10", "2026-11-11", "2026-11-12"];
		await all.clickhouse.insertSpans(days.map((day) => span(`${day}T12:00:00Z`, claude)));
		const used = anthropicUsage({
			uncached_input_tokens: 1500,
			cache_read_input_tokens: 200,
			cache_creation: { ephemeral_1h_input_tokens: 0, ephemeral_5m_input_tokens: 500 },
			output_tokens: 500,
		});
		all.setNow("2026-11-23T14:00:00Z");
		all.reports.reports = {
			[messages]: {
				"2026-11-10": [used, anthropicUsage({ api_key_id: "apikey_02", output_tokens: 70 })],
				"2026-11-11": [used, anthropicUsage({ service_tier: "batch", output_tokens: 90 })],
				"2026-11-12": [{ ...used, cache_creation: { ephemeral_1h_input_tokens: 500, ephemeral_5m_input_tokens: 0 } }],
			},
			[costReport]: {
				"2026-11-10": [anthropicCost("1.3935"), anthropicCost("0.105")],
				"2026-11-11": [anthropicCost("1.3935"), anthropicCost("0.0675", { service_tier: "batch" })],
				"2026-11-12": [anthropicCost("1.506")],
			},
		};
		expect(await run("anthropic")).toMatchObject({ outcome: "ok" });
		const rows = await Promise.all(days.map((day) => all.row("anthropic", day, "default")));
		expect(rows.map((row) => [row?.accountName, row?.cause, row?.differencePicoUsd, row?.tokenDifference])).toEqual([
			["Default workspace", "unseen_key", "1050000000", { output: 70 }],
			["Default workspace", "tier", "675000000", { output: 90 }],
			["Default workspace", "cache", "1125000000", { cacheWrite5m: -500, cacheWrite1h: 500 }],
		]);
	});

	test("are read though the key may not list API keys", async () => {
		all.setNow("2026-11-23T15:00:00Z");
		all.reports.instead = ({ pathname }) =>
			pathname.endsWith("api_keys") ? new Response("", { status: 403 }) : undefined;
		expect(await run("anthropic")).toMatchObject({ outcome: "ok" });
	});
});
