import { openClickHouse } from "../../server/src/stores/clickhouse/open";

/** A process of its own that holds the engine on a folder until it is killed, at most a minute: `bun open-clickhouse.ts FOLDER`. */
const [path = ""] = process.argv.slice(2);
try {
	await openClickHouse({ path });
	console.log("open");
	setTimeout(() => process.exit(), 60_000);
} catch (error) {
	console.log(String(error).replaceAll("\n", " "));
}
