import { insertByFile } from "../../server/src/stores/clickhouse/insert";
import { migrate } from "../../server/src/stores/clickhouse/migrate";
import { openClickHouse } from "../../server/src/stores/clickhouse/open";
import { batchLines } from "./numbered-batches";

/**
 * A process that inserts numbered batches without a pause until it is killed, and says before each which one it begins:
 * `bun insert-until-killed.ts FOLDER FIRST`.
 */
const [path = "", first = "0"] = process.argv.slice(2);
const client = await openClickHouse({ path });
await migrate(client);
const insert = insertByFile(client, `${path}/inserting.jsonl`);
for (let batch = Number(first); ; batch++) {
	process.stdout.write(`${batch}\n`);
	const { spans, payloads, token } = batchLines(batch);
	await insert("spans", spans, token);
	await insert("span_payloads", payloads, token);
}
