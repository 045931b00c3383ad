import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ClickHouseClient } from "@clickhouse/client";
import type { Analytics } from "../../server/src/analytics/analytics";
import type { Span } from "../../server/src/journal/span";
import { insertLines } from "../../server/src/stores/clickhouse/insert";
import { migrate } from "../../server/src/stores/clickhouse/migrate";
import { openClickHouse } from "../../server/src/stores/clickhouse/open";

export interface TestClickHouse extends Analytics {
	client: ClickHouseClient;
	/** One insert, as the journal's reader makes it. */
	insertSpans(spans: Span[], token?: string): Promise<void>;
	insertPayloads(payloads: object[], token?: string): Promise<void>;
	close(): Promise<void>;
}

/**
 * The real engine on an empty folder. A process can have one folder open, so close it (`afterAll`) for the next test file.
 */
export async function openTestClickHouse(): Promise<TestClickHouse> {
	const folder = mkdtempSync(join(tmpdir(), "lensai-clickhouse-"));
	const client = await openClickHouse({ path: folder });
	await migrate(client);
	const insert = insertLines(client);
	let seq = 0;
	const lines = (rows: object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join("");
	return {
		client,
		async query<Row>(sql: string, params: Record<string, unknown> = {}) {
			const result = await client.query({ query: sql, query_params: params, format: "JSONEachRow" });
			return result.json<Row>();
		},
		insertSpans: (spans, token = crypto.randomUUID()) =>
			insert("spans", lines(spans.map((span) => ({ seq: ++seq, ...span }))), token),
		insertPayloads: (payloads, token = crypto.randomUUID()) => insert("span_payloads", lines(payloads), token),
		async close() {
			await client.close();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}
