import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { type Finder, type Finding, masked } from "./needles";
import { clickhouseFolders, postgresFolders, rowsOfClickhouse, rowsOfPostgres, type StoredRow } from "./stores";

export interface ScanFigures {
	filesScanned: number;
	bytesScanned: number;
	rowsScanned: number;
	/** Stores that could not be opened: they are scanned as files only. */
	unreadable: string[];
	findings: Finding[];
}

/** Looks through every file of a folder, and through every row of the stores that stand in it. */
export async function scan(folder: string, finder: Finder): Promise<ScanFigures> {
	const figures: ScanFigures = { filesScanned: 0, bytesScanned: 0, rowsScanned: 0, unreadable: [], findings: [] };
	const note = (text: string, place: () => string) => {
		for (const secret of finder.find(text)) figures.findings.push({ secret: masked(secret), place: place() });
	};
	const stores: [string[], (path: string) => AsyncIterable<StoredRow>][] = [
		[clickhouseFolders(folder), rowsOfClickhouse],
		[postgresFolders(folder), rowsOfPostgres],
	];
	for (const [paths, rowsOf] of stores) {
		for (const path of paths) {
			try {
				for await (const { table, text } of rowsOf(path)) {
					figures.rowsScanned++;
					note(text, () => `${relative(folder, path)} ${table}`);
				}
			} catch (error) {
				figures.unreadable.push(`${relative(folder, path)}: ${String(error).split("\n")[0]}`);
			}
		}
	}
	// The files last: a PostgreSQL that a killed server left running has been stopped by then.
	for (const path of filesIn(folder)) {
		const bytes = readFileSync(path);
		figures.filesScanned++;
		figures.bytesScanned += bytes.length;
		note(bytes.toString("latin1"), () => relative(folder, path));
	}
	return figures;
}

/** No links, and no sockets. */
function filesIn(folder: string): string[] {
	return readdirSync(folder, { recursive: true, encoding: "utf8" })
		.map((name) => join(folder, name))
		.filter((path) => lstatSync(path, { throwIfNoEntry: false })?.isFile());
}
