// Prints every row of every table of the ClickHouse engine in a folder: `database.table`, a tab, and the row as JSON.
import { openClickHouse } from "../../server/src/stores/clickhouse/open";

const [path = ""] = process.argv.slice(2);
const client = await openClickHouse({ path });
const tables = await client.query({
	query: `SELECT database, name FROM system.tables
		WHERE lower(database) NOT IN ('system', 'information_schema') AND NOT is_temporary
			OR database = 'system' AND endsWith(name, '_log')`,
	format: "JSONEachRow",
});
for (const { database, name } of await tables.json<{ database: string; name: string }>()) {
	const rows = await client.query({
		query: "SELECT * FROM {database:Identifier}.{name:Identifier}",
		query_params: { database, name },
		format: "JSONEachRow",
	});
	for (const line of (await rows.text()).split("\n"))
		if (line !== "" && !process.stdout.write(`${database}.${name}\t${line}\n`))
			await new Promise((resolve) => process.stdout.once("drain", resolve));
}
await client.close();
