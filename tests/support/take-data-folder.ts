// Takes the data folder that it is given, says so, and keeps it until it is killed, at most a minute.
import { takeDataFolder } from "../../server/src/stores/data-folder";

const [dataDir] = process.argv.slice(2);
if (dataDir === undefined) throw new Error("Give a data folder.");
const taken = takeDataFolder(dataDir);
console.log("taken");
setTimeout(() => taken.release(), 60_000);
