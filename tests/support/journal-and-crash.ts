// Writes one finished and one started call to the journal in the folder that it is given, begins a third, and dies in that same
// moment by SIGKILL. Their ids are printed before.
import { writeSync } from "node:fs";
import { journalPath } from "../../server/src/journal/sqlite";
import { openSqliteJournal } from "../../server/src/journal/sqlite-journal";
import { spanFixture } from "./spans";

const [dataDir] = process.argv.slice(2);
if (dataDir === undefined) throw new Error("Give a data folder.");
const journal = openSqliteJournal({ path: journalPath(dataDir), flushAfterMs: 1 });
const finished = spanFixture();
const committed = spanFixture({ status: "interrupted" });
const begun = spanFixture({ status: "interrupted" });
journal.started(committed);
await journal.append({ span: finished });
writeSync(1, `${[finished, committed, begun].map(({ id }) => id).join("\n")}\n`);
journal.started(begun);
process.kill(process.pid, "SIGKILL");
