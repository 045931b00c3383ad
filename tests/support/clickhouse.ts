import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ClickHouseClient } from "@clickhouse/client";
import type { Analytics } from "../../server/src/analytics/analytics";
import type { Span } from "../../server/src/journal/span";
import { type InsertLines, insertByFile } from "../../server/src/stores/clickhouse/insert";
import { migrate } from "../../server/src/stores/clickhouse/migrate";
import { openClickHouse } from "../../server/src/stores/clickhouse/open";
import { discard } from "./kept";

export interface TestClickHouse extends Analytics {
	client: ClickHouseClient;
	insert: InsertLines;
	/** Where lines stand while they are inserted. */
	insertFile: string;
	/** One insert, as the journal's reader makes it. */
	insertSpans(spans: Span[]): Promise<void>;
	insertPayloads(payloads: object[]): Promise<void>;
	close(): Promise<void>;
}

/**
 * The real engine on an empty folder. A process can have one folder open, so close it (`afterAll`) for the next test file.
 */
export async function openTestClickHouse(): Promise<TestClickHouse> {
	const folder = mkdtempSync(join(tmpdir(), "lensai-clickhouse-"));
	const client = await openClickHouse({ path: folder });
	await migrate(client);
	const insertFile = join(folder, "inserting.jsonl");
	const insert = insertByFile(client, insertFile);
	let seq = 0;
	const lines = (rows: object[]) => Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
	return {
		client,
		insert,
		insertFile,
		async query<Row>(sql: string, params: Record<string, unknown> = {}) {
			const result = await client.query({ query: sql, query_params: params, format: "JSONEachRow" });
			return result.json<Row>();
		},
		insertSpans: (spans) => insert("spans", lines(spans.map((span) => ({ seq: ++seq, ...span }))), ""),
		insertPayloads: (payloads) => insert("span_payloads", lines(payloads), ""),
		async close() {
			await client.close();
			discard(folder);
		},
	};
}
