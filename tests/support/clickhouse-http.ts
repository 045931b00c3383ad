import { CString, dlopen, ptr } from "bun:ffi";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { resolveLibchdb } from "chdb/libchdb";

/**
 * ClickHouse as a server: the engine's own HTTP endpoint, which is in chdb's library too, as a process of its own.
 * `bun clickhouse-http.ts PORT FOLDER`; user `lens`, password `secret`, database `lensai` after `CREATE DATABASE`; ends when killed,
 * or after a day.
 */
const [port = "", folder = ""] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const user = (name: string, password: string) =>
	`<${name}><password>${password}</password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota></${name}>`;
writeFileSync(
	join(folder, "users.xml"),
	`<clickhouse><profiles><default/></profiles><quotas><default/></quotas><users>${user("lens", "secret")}${user("default", "")}</users></clickhouse>`,
);
const config = join(folder, "config.xml");
writeFileSync(config, `<clickhouse><users_config>${join(folder, "users.xml")}</users_config></clickhouse>`);

const { symbols } = dlopen(resolveLibchdb({}).path, {
	chdb_query_cmdline: { args: ["int", "ptr"], returns: "ptr" },
	chdb_result_error: { args: ["ptr"], returns: "ptr" },
});
// One statement opens the endpoint, the other keeps the call from returning.
const statements =
	"SYSTEM START LISTEN HTTP; SELECT sleepEachRow(1) FROM numbers(86400) SETTINGS max_block_size = 1, function_sleep_max_microseconds_per_block = 0 FORMAT Null";
const words = ["clickhouse", `--config-file=${config}`, `--path=${join(folder, "data")}`, "--listen_host=127.0.0.1"];
const argv = [...words, `--http_port=${port}`, "--query", statements].map((word) => Buffer.from(`${word}\0`));
const addresses = new BigUint64Array([...argv.map((word) => BigInt(ptr(word))), 0n]);
const result = symbols.chdb_query_cmdline(argv.length, ptr(addresses));
const error = result === null ? null : symbols.chdb_result_error(result);
console.error(error === null ? "ClickHouse ended" : new CString(error).toString());
process.exit(1);
