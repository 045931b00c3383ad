import type { AnalyticsWriter } from "../../server/src/analytics/analytics";
import { PriceBook } from "../../server/src/pricing/book";
import { releasedRows } from "../../server/src/pricing/released";
import { startRepricer } from "../../server/src/repricing/repricer";
import { insertByFile } from "../../server/src/stores/clickhouse/insert";
import { openClickHouse } from "../../server/src/stores/clickhouse/open";
import { connectTo, openDatabase } from "../../server/src/stores/postgres/open";
import { ownPrice } from "./repricing";

/**
 * A process that does repricing runs until it has written its third page, then says so and stands still before it notes that:
 * `bun reprice-and-hang.ts CLICKHOUSE-FOLDER POSTGRES-SOCKET DATABASE ORGANIZATION`. It has to be killed.
 */
const [path = "", socket = "", database = "", organizationId = ""] = process.argv.slice(2);
const client = await openClickHouse({ path });
const { db } = await openDatabase((more) => connectTo(socket, { database, ...more }));
const insertLines = insertByFile(client, `${path}/inserting-aside.jsonl`);
let pages = 0;

const insert: AnalyticsWriter["insert"] = async (table, lines) => {
	await insertLines(table, lines, "");
	if (++pages < 3) return;
	process.stdout.write("written\n");
	await new Promise(() => undefined);
};

startRepricer({
	db,
	analytics: {
		insert,
		query: async <Row>(query: string, params: Record<string, unknown>) =>
			(await client.query({ query, query_params: params, format: "JSONEachRow" })).json<Row>(),
	},
	book: new PriceBook("lensai@test", [...releasedRows, ownPrice(organizationId)]),
	providerNames: () => new Map(),
	pageSize: 4,
	rest: async () => undefined,
	waitMs: 0,
	leaseMs: 200,
	onFailure: (what, error) => console.error(what, error),
});
