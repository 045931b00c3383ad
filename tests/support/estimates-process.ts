// A process of its own for estimates on the analytics thread. Appends the calls that stand as JSON lines ({ span, request?, response? })
// in a file to the journal in a folder, waits until they are inserted, and prints all spans of ClickHouse:
// `bun estimates-process.ts FOLDER FILE [kill]`. `kill`: dies the hard way once the first estimate has been told.
import { readFileSync } from "node:fs";
import { startAnalytics } from "../../server/src/analytics";
import { journalPath } from "../../server/src/journal/sqlite";
import { openSqliteJournal } from "../../server/src/journal/sqlite-journal";
import { price } from "../../server/src/pricing/price";
import { until } from "./until";

const [dataDir = "", file = "", end] = process.argv.slice(2);
const failures: string[] = [];
let insertedUpTo = 0;
const told: object[] = [];
const journal = openSqliteJournal({ path: journalPath(dataDir) });
const analytics = await startAnalytics({
	dataDir,
	journalPath: journalPath(dataDir),
	price: (usage, model, at) => {
		if (end === "kill") process.kill(process.pid, "SIGKILL");
		return price(usage, model, at);
	},
	onInserted: (seq) => {
		insertedUpTo = seq;
	},
	onStuck: (reason) => failures.push(reason),
	onRejected: (table) => failures.push(`${table}: a row was rejected`),
	onNotEstimated: (reason) => failures.push(reason),
});
analytics.onEstimated((spans) => told.push(...spans));
journal.onCommit(analytics.wake);
const text = (body: string | undefined) =>
	body === undefined ? undefined : { bytes: Buffer.from(body), truncated: false, isJson: false };
for (const line of readFileSync(file, "utf8").split("\n").filter(Boolean)) {
	const { span, request, response } = JSON.parse(line);
	await journal.append({ span, request: text(request), response: text(response) });
}
await until(() => insertedUpTo === journal.lastSeq(), 60_000);
const spans = await analytics.query("SELECT * FROM spans ORDER BY seq", {});
const calibrations = await analytics.query("SELECT * EXCEPT projectId FROM calibrations ORDER BY fromMs", {});
await journal.close(1000);
await analytics.close(10_000);
console.log(JSON.stringify({ spans, told, calibrations, failures }));
process.exit();
