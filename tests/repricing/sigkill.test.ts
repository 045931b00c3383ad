import { expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import type { Actor } from "../../server/src/audit/record";
import { PriceBook } from "../../server/src/pricing/book";
import { releasedRows } from "../../server/src/pricing/released";
import { startRepricer } from "../../server/src/repricing/repricer";
import { requestRun, requireRun } from "../../server/src/repricing/runs";
import { insertByFile } from "../../server/src/stores/clickhouse/insert";
import { migrate } from "../../server/src/stores/clickhouse/migrate";
import { openClickHouse } from "../../server/src/stores/clickhouse/open";
import { startAccounts } from "../support/accounts";
import { signIn } from "../support/people";
import { createTestDatabase, type TestDatabase } from "../support/postgres";
import { calls, ownPrice } from "../support/repricing";
import { spanFixture } from "../support/spans";
import { until } from "../support/until";

/** Where another process finds the database. */
async function addressOf({ db }: TestDatabase): Promise<[socket: string, database: string]> {
	const [row] = await db.execute<{ socket: string; name: string }>(sql`select current_database() as name,
		current_setting('unix_socket_directories') || '/.s.PGSQL.' || current_setting('port') as socket`);
	return [row?.socket ?? "", row?.name ?? ""];
}

async function openStore(path: string) {
	const client = await openClickHouse({ path });
	await migrate(client);
	const insert = insertByFile(client, join(path, "inserting-aside.jsonl"));
	const query = async <Row>(text: string, params: Record<string, unknown>) =>
		(await client.query({ query: text, query_params: params, format: "JSONEachRow" })).json<Row>();
	return { client, query, insert };
}

test("a process that gets SIGKILL between page and progress leaves a run that another one ends, nothing twice", async () => {
	const path = mkdtempSync(join(tmpdir(), "lensai-clickhouse-"));
	const database = await createTestDatabase();
	const accounts = await startAccounts(database.db);
	const { organizationId, projectId } = await signIn(accounts, "ada@example.com");
	const spans = calls(30).map((call, index) =>
		JSON.stringify({ seq: index + 1, ...spanFixture({ organizationId, projectId, ...call }) }),
	);
	const seeded = await openStore(path);
	await seeded.insert("spans", Buffer.from(spans.join("\n")), "");
	await seeded.client.close();
	const actor: Actor = {
		organizationId,
		kind: "user",
		id: "1",
		name: "ada@example.com",
		role: "owner",
		requestId: undefined,
	};
	const { id } = await requestRun(database.db, { fromMs: 0, reason: "contract" }, actor);

	const script = join(import.meta.dir, "../support/reprice-and-hang.ts");
	const child = Bun.spawn([process.execPath, script, path, ...(await addressOf(database)), organizationId], {
		stdout: "pipe",
	});
	for await (const _ of child.stdout) child.kill("SIGKILL");
	await child.exited;
	expect(await requireRun(database.db, { id, organizationId })).toMatchObject({
		state: "running",
		calls: 8,
		adjusted: 8,
	});

	const store = await openStore(path);
	const repricer = startRepricer({
		db: database.db,
		analytics: { query: store.query, insert: (table, lines) => store.insert(table, lines, "") },
		book: new PriceBook("lensai@test", [...releasedRows, ownPrice(organizationId)]),
		providerNames: () => new Map(),
		pageSize: 7,
		rest: async () => undefined,
		waitMs: 0,
		lookEveryMs: 20,
		onFailure: () => undefined,
	});
	const state = async () => requireRun(database.db, { id, organizationId });
	await until(async () => (await state()).state === "done", 20_000);
	expect(await state()).toMatchObject({ calls: 30, adjusted: 30, difference: "6000000000" });
	const [rows] = await store.query("SELECT count() AS rows, uniqExact(spanId) AS calls FROM cost_adjustments", {});
	expect(rows).toEqual({ rows: "30", calls: "30" });

	await repricer.close();
	await store.client.close();
	await accounts.close();
	await database.close();
	rmSync(path, { recursive: true });
}, 60_000);
