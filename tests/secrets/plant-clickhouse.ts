// Puts a secret into a packed column of a ClickHouse engine: `bun plant-clickhouse.ts FOLDER SECRET`.
import { openClickHouse } from "../../server/src/stores/clickhouse/open";

const [path = "", secret = ""] = process.argv.slice(2);
const client = await openClickHouse({ path });
await client.command({ query: "CREATE TABLE planted (a String CODEC(ZSTD(9))) ENGINE = MergeTree ORDER BY tuple()" });
await client.command({ query: "INSERT INTO planted VALUES ({secret:String})", query_params: { secret } });
await client.close();
