// Opens PostgreSQL in the folder that it is given and dies at once, as a server does that is killed.
import { openPostgres } from "../../server/src/stores/postgres/open";

const [dataDir] = process.argv.slice(2);
if (dataDir === undefined) throw new Error("Give a data folder.");
await openPostgres({ dataDir });
process.kill(process.pid, "SIGKILL");
