import { Readable } from "node:stream";
import type { ClickHouseClient } from "@clickhouse/client";
import type { InsertLines } from "../../analytics/reader";

/**
 * Inserts JSON lines as they are. ClickHouse remembers the last 1000 tokens of a table: lines that come again under one of them are
 * dropped, so a token must stand for the same lines for ever.
 */
export function insertLines(client: ClickHouseClient): InsertLines {
	return async (table, lines, token) => {
		const { stream } = await client.exec({
			query: `INSERT INTO ${table} FORMAT JSONEachRow`,
			values: Readable.from([lines], { objectMode: false }),
			clickhouse_settings: { insert_deduplication_token: token },
		});
		// A server's connection is free again only when its answer has been read.
		for await (const _ of stream);
	};
}
