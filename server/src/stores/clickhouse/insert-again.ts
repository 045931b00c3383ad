import type { ClickHouseClient } from "@clickhouse/client";
import type { InsertLines } from "./insert";
import { asBytes, textLines } from "./lines";

/** What names a row of each table. */
const idColumns = { spans: "id", span_payloads: "spanId", cost_adjustments: "spanId" } as const;

/** Ids in one question: they travel in the URL of a request to a server. */
const idsPerQuery = 200;

/**
 * Inserts JSON lines that may be there already, because an earlier insert of them was cut off: only those that are not.
 *
 * The token alone is not enough. ClickHouse notes a token before it puts the part in its place: a process killed between the two
 * (one kill in fifteen, when inserts come without a pause) leaves the token without the rows, and repeating it inserts nothing.
 * So the rows are looked up by id, the missing ones go in under the same token (which drops them if that first insert is still
 * under way on a server), and what is missing even then goes in under a new one.
 */
export function insertLinesAgain(client: ClickHouseClient, insert: InsertLines): InsertLines {
	return async (table, lines, token) => {
		const missing = await withoutLanded(client, table, textLines(lines));
		if (missing.length > 0) await insert(table, asBytes(missing), token);
		const dropped = await withoutLanded(client, table, missing);
		if (dropped.length > 0) await insert(table, asBytes(dropped), `${token}:${crypto.randomUUID()}`);
	};
}

type Table = Parameters<InsertLines>[0];

interface Line {
	text: string;
	id: string;
	startedAtMs: number;
}

/** Those of the lines whose rows are not in the table. */
async function withoutLanded(client: ClickHouseClient, table: Table, lines: string[]): Promise<string[]> {
	const idColumn = idColumns[table];
	const parsed = lines.map((text): Line => {
		const row = JSON.parse(text);
		return { text, id: row[idColumn], startedAtMs: row.startedAtMs };
	});
	const missing: string[] = [];
	for (let start = 0; start < parsed.length; start += idsPerQuery) {
		const some = parsed.slice(start, start + idsPerQuery);
		const landed = await landedIds(client, table, some);
		for (const { id, text } of some) if (!landed.has(id)) missing.push(text);
	}
	return missing;
}

async function landedIds(client: ClickHouseClient, table: Table, lines: Line[]): Promise<Set<string>> {
	const times = lines.map(({ startedAtMs }) => startedAtMs);
	const result = await client.query({
		query: `SELECT ${idColumns[table]} AS id FROM ${table}
			WHERE startedAtMs BETWEEN {from:UInt64} AND {to:UInt64} AND ${idColumns[table]} IN {ids:Array(UUID)}`,
		query_params: { from: Math.min(...times), to: Math.max(...times), ids: lines.map(({ id }) => id) },
		format: "JSONEachRow",
	});
	return new Set((await result.json<{ id: string }>()).map(({ id }) => id));
}
