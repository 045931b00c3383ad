// A process of its own for the analytics thread (the engine allows one folder per process). Appends as many spans as it is told to the
// journal in a folder, closes at once or after they were inserted, and prints what it saw as JSON:
// `bun analytics-process.ts FOLDER SPANS now|inserted`
import { startAnalytics } from "../../server/src/analytics";
import { journalPath } from "../../server/src/journal/sqlite";
import { openSqliteJournal } from "../../server/src/journal/sqlite-journal";
import { price } from "../../server/src/pricing/price";
import { payload } from "./payloads";
import { spanFixture } from "./spans";
import { until } from "./until";

const [dataDir = "", spans = "0", when = "now"] = process.argv.slice(2);
let insertedUpTo = 0;
const stuck: string[] = [];
const journal = openSqliteJournal({ path: journalPath(dataDir) });
const analytics = await startAnalytics({
	dataDir,
	journalPath: journalPath(dataDir),
	price,
	onInserted: (seq) => {
		insertedUpTo = seq;
	},
	onStuck: (reason) => stuck.push(reason),
	onRejected: (table) => stuck.push(`${table}: a row was rejected`),
});
journal.onCommit(analytics.wake);
await Promise.all(
	Array.from({ length: Number(spans) }, () => journal.append({ span: spanFixture(), request: payload("hello") })),
);
if (when === "inserted") await until(() => insertedUpTo === journal.lastSeq(), 10_000);
await analytics.ping();
const [counts] = await analytics.query(
	"SELECT toUInt32(count()) AS spans, toUInt32(uniqExact(id)) AS different, (SELECT toUInt32(count()) FROM span_payloads) AS bodies FROM spans",
	{},
);
const refusal = await analytics.query("SELECT nothing FROM nowhere", {}).catch((error: unknown) => String(error));
await journal.close(1000);
await analytics.close(10_000);
console.log(JSON.stringify({ counts, refusal, insertedUpTo, lastSeq: journal.lastSeq(), stuck }));
process.exit();
