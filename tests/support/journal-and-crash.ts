// Writes one finished and one started call to the journal in the folder that it is given, prints their ids and dies by SIGKILL.
import { journalPath } from "../../server/src/journal/sqlite";
import { openSqliteJournal } from "../../server/src/journal/sqlite-journal";
import { spanFixture } from "./spans";

const [dataDir] = process.argv.slice(2);
if (dataDir === undefined) throw new Error("Give a data folder.");
const journal = openSqliteJournal({ path: journalPath(dataDir), flushAfterMs: 1 });
const started = spanFixture({ status: "interrupted" });
const finished = spanFixture();
journal.started(started);
await journal.append({ span: finished });
process.stdout.write(`${finished.id}\n${started.id}\n`, () => process.kill(process.pid, "SIGKILL"));
