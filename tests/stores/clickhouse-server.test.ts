import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ClickHouseClient } from "@clickhouse/client";
import { changeBetween } from "../../server/src/repricing/adjustment";
import { insertByRequest } from "../../server/src/stores/clickhouse/insert";
import { insertLinesAgain } from "../../server/src/stores/clickhouse/insert-again";
import { textLines } from "../../server/src/stores/clickhouse/lines";
import { migrate } from "../../server/src/stores/clickhouse/migrate";
import { openClickHouse } from "../../server/src/stores/clickhouse/open";
import { adjustmentsOf, currentCosts } from "../../server/src/traces/adjustments";
import { getCall, listCalls } from "../../server/src/traces/queries";
import { byHour, byModel, isAdjusted, summarize } from "../../server/src/traces/summary";
import { batchLines, rowsPerBatch } from "../support/numbered-batches";
import { spanFixture } from "../support/spans";
import { until } from "../support/until";

/** The same code as on the embedded engine, on a server behind a URL. */
const folder = mkdtempSync(join(tmpdir(), "lensai-clickhouse-server-"));
const port = freePort();
const at = (database: string, password = "secret") => `http://lens:${password}@127.0.0.1:${port}/${database}`;
const server = Bun.spawn(
	[process.execPath, join(import.meta.dir, "../support/clickhouse-http.ts"), `${port}`, folder],
	{
		stdio: ["ignore", "ignore", "ignore"],
	},
);
let client: ClickHouseClient;

beforeAll(async () => {
	await until(answers, 20_000);
	const created = await fetch(at(""), { method: "POST", body: "CREATE DATABASE lensai", headers: { authorization } });
	expect(created.status).toBe(200);
	client = await openClickHouse({ url: at("lensai") });
	await migrate(client);
}, 30_000);

afterAll(async () => {
	await client?.close();
	server.kill("SIGKILL");
	await server.exited;
	rmSync(folder, { recursive: true });
});

const authorization = `Basic ${btoa("lens:secret")}`;
const answers = () =>
	fetch(`http://127.0.0.1:${port}/ping`).then(
		({ ok }) => ok,
		() => false,
	);

function freePort(): number {
	const probe = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response() });
	const free = probe.port as number;
	probe.stop(true);
	return free;
}

const analytics = {
	async query<Row>(sql: string, params: Record<string, unknown>): Promise<Row[]> {
		return (await client.query({ query: sql, query_params: params, format: "JSONEachRow" })).json<Row>();
	},
};
const { projectId } = spanFixture();

test("migrations run once, also when the server starts again", async () => {
	await migrate(client);
	const rows = await analytics.query<{ n: string; versions: string }>(
		"SELECT count() AS n, uniqExact(version) AS versions FROM migrations",
		{},
	);
	expect(rows[0]?.n).toBe(rows[0]?.versions as string);
	expect(Number(rows[0]?.n)).toBeGreaterThan(0);
});

test("a batch that comes again is there once, by its token and by its ids", async () => {
	const { spans, payloads, token } = batchLines(0);
	await insertByRequest(client)("spans", spans, token);
	await insertByRequest(client)("spans", spans, token);
	await insertLinesAgain(client, insertByRequest(client))("spans", spans, "another token");
	await insertLinesAgain(client, insertByRequest(client))("span_payloads", payloads, token);
	await insertLinesAgain(client, insertByRequest(client))("span_payloads", payloads, token);
	const sql = "SELECT (SELECT count() FROM spans) AS spans, (SELECT count() FROM span_payloads) AS payloads";
	expect(await analytics.query<object>(sql, {})).toEqual([{ spans: `${rowsPerBatch}`, payloads: `${rowsPerBatch}` }]);
});

test("calls and sums read as on the embedded engine", async () => {
	const range = { fromMs: 0, toMs: Date.UTC(2100, 0, 1) };
	const [newest] = await listCalls(analytics, { projectId, range, limit: 1, model: "gpt-4o" });
	const { seq, ...last } = JSON.parse(textLines(batchLines(0).spans).at(-1) as string);
	expect(seq).toBe(rowsPerBatch);
	expect(await getCall(analytics, [projectId], newest?.id as string)).toEqual(last);
	const scope = { projectId, ...range };
	const costPicoUsd = `${3_500_000_000n * BigInt(rowsPerBatch)}`;
	expect(await summarize(analytics, scope)).toMatchObject({ calls: rowsPerBatch, costPicoUsd });
	expect(await byModel(analytics, scope)).toMatchObject([{ model: "gpt-4o", costPicoUsd }]);
	expect(await byHour(analytics, scope, ["gpt-4o"])).toHaveLength(2);
});

test.each([
	["a wrong password", at("lensai", "wrong"), "Authentication failed"],
	["a database that does not exist", at("elsewhere"), "elsewhere does not exist"],
])("%s is said at the start, without the password", async (_, url, reason) => {
	const failure = (await openClickHouse({ url }).catch((error: unknown) => error)) as Error;
	expect(failure.name).toBe("StartError");
	expect(failure.message).toContain(reason);
	expect(failure.message).not.toMatch(/secret|wrong/);
});

test("an adjustment counts once in totals, also when its insert lands twice", async () => {
	const span = spanFixture({ projectId: crypto.randomUUID() });
	const scope = { projectId: span.projectId, fromMs: 0, toMs: Date.UTC(2100, 0, 1) };
	await insertByRequest(client)("spans", Buffer.from(JSON.stringify({ seq: 1, ...span })), "one span");
	expect(await isAdjusted(analytics, scope)).toBe(false);
	const change = changeBetween(
		{ state: "priced", picoUsd: 3_500_000_000n },
		{ state: "priced", picoUsd: 3_700_000_000n },
		{ httpStatus: 200 },
	);
	const adjustment = {
		projectId: span.projectId,
		spanId: span.id,
		startedAtMs: span.startedAtMs,
		model: span.model,
		revision: 1,
		...change,
	};
	for (const token of ["given up", "again"]) {
		const line = JSON.stringify({ ...adjustment, runId: crypto.randomUUID(), adjustedAtMs: Date.now() });
		await insertByRequest(client)("cost_adjustments", Buffer.from(line), token);
	}
	expect(await isAdjusted(analytics, scope)).toBe(true);
	expect(await summarize(analytics, scope)).toMatchObject({ calls: 1, costPicoUsd: "3700000000", pricedCalls: 1 });
	expect((await currentCosts(analytics, [span])).get(span.id)?.costPicoUsd).toBe("3700000000");
	expect(await adjustmentsOf(analytics, span)).toHaveLength(1);
});
