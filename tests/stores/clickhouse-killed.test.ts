import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ClickHouseClient } from "@clickhouse/client";
import { insertByFile, insertByRequest } from "../../server/src/stores/clickhouse/insert";
import { insertLinesAgain } from "../../server/src/stores/clickhouse/insert-again";
import { migrate } from "../../server/src/stores/clickhouse/migrate";
import { openClickHouse } from "../../server/src/stores/clickhouse/open";
import { batchLines, rowsPerBatch } from "../support/numbered-batches";

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), "lensai-clickhouse-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Rows, and how many of them differ. */
async function countRows(client: ClickHouseClient) {
	const query = `SELECT (SELECT count() FROM spans) AS spans, (SELECT uniqExact(id) FROM spans) AS differentSpans,
		(SELECT count() FROM span_payloads) AS payloads, (SELECT uniqExact(spanId) FROM span_payloads) AS differentPayloads`;
	const [row] = await (await client.query({ query, format: "JSONEachRow" })).json<Record<string, string>>();
	return Object.fromEntries(Object.entries(row ?? {}).map(([name, count]) => [name, Number(count)]));
}

const inserting = (client: ClickHouseClient) => insertByFile(client, join(folder, "inserting.jsonl"));

const each = (rows: number) => ({ spans: rows, differentSpans: rows, payloads: rows, differentPayloads: rows });

async function withClient<T>(work: (client: ClickHouseClient) => Promise<T>): Promise<T> {
	const client = await openClickHouse({ path: folder });
	try {
		await migrate(client);
		return await work(client);
	} finally {
		await client.close();
	}
}

/** Starts a process that inserts batches from this one on, kills it a little later, and returns the batch that it was at. */
async function insertAndKill(first: number, afterMs: number): Promise<number> {
	const child = Bun.spawn(
		[process.execPath, join(import.meta.dir, "../support/insert-until-killed.ts"), folder, `${first}`],
		{
			stdout: "pipe",
		},
	);
	let output = "";
	for await (const chunk of child.stdout) {
		if (output === "") setTimeout(() => child.kill("SIGKILL"), afterMs);
		output += new TextDecoder().decode(chunk);
	}
	await child.exited;
	return Number(output.trimEnd().split("\n").at(-1));
}

test("a batch that a SIGKILL cut off is there once after it came again, over many kills", async () => {
	let batch = 0;
	for (let round = 0; round < 5; round++) {
		batch = await insertAndKill(batch, 40 + round * 11);
		const counted = await withClient(async (client) => {
			const insert = insertLinesAgain(client, inserting(client));
			const { spans, payloads, token } = batchLines(batch);
			await insert("spans", spans, token);
			await insert("span_payloads", payloads, token);
			return countRows(client);
		});
		batch++;
		expect(counted).toEqual(each(batch * rowsPerBatch));
	}
}, 30_000);

test("rows whose token is known but whose part never came are inserted", async () => {
	const { spans, payloads, token } = batchLines(0);
	const table = await withClient(async (client) => {
		await insertByRequest(client)("spans", spans, token);
		const query = "SELECT data_paths[1] AS path FROM system.tables WHERE database = 'lensai' AND name = 'spans'";
		const [row] = await (await client.query({ query, format: "JSONEachRow" })).json<{ path: string }>();
		return row?.path ?? "";
	});
	// What a kill leaves between the two steps: the token in the log, no part.
	const [october] = readdirSync(table).filter((name) => name.startsWith("202610_"));
	rmSync(join(table, october as string), { recursive: true });

	await withClient(async (client) => {
		await insertByRequest(client)("spans", spans, token);
		expect((await countRows(client)).spans).toBe(rowsPerBatch / 2);
		await insertLinesAgain(client, insertByRequest(client))("spans", spans, token);
		await insertLinesAgain(client, insertByRequest(client))("span_payloads", payloads, token);
		await insertLinesAgain(client, insertByRequest(client))("span_payloads", payloads, token);
		expect(await countRows(client)).toEqual(each(rowsPerBatch));
	});
});

test("SIGABRT ends a process with the engine in it, without a stack trace that takes minutes", async () => {
	const script = join(import.meta.dir, "../support/insert-until-killed.ts");
	// Where cores are dumped, the gigabytes of this one would take their time too.
	const child = Bun.spawn(["sh", "-c", 'ulimit -c 0; exec "$@"', "sh", process.execPath, script, folder, "0"], {
		stdout: "pipe",
	});
	await child.stdout.getReader().read();
	child.kill("SIGABRT");
	await child.exited;
	expect(child.signalCode).toBe("SIGABRT");
}, 10_000);
