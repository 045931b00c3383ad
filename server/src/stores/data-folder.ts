import { Database } from "bun:sqlite";
import { accessSync, constants, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { StartError } from "../errors";

/**
 * Takes a data folder for this process, making it if need be. The lock is a file lock held by SQLite, so the system gives it
 * up with the process, however that ends. Throws StartError when another server has the folder, or it cannot be written to.
 */
export function takeDataFolder(dataDir: string): { release(): void } {
	try {
		// The database's own user has to be able to enter it; what is inside guards itself.
		mkdirSync(dataDir, { recursive: true, mode: 0o755 });
		accessSync(dataDir, constants.W_OK);
	} catch (error) {
		throw new StartError(
			`The data folder ${dataDir} cannot be used (${codeOf(error)}). Set LENSAI_DATA_DIR to a folder that you may write to.`,
		);
	}
	const pidFile = join(dataDir, "server.pid");
	try {
		const lock = new Database(join(dataDir, "server.lock"), { create: true });
		lock.run("PRAGMA locking_mode = EXCLUSIVE");
		lock.run("BEGIN EXCLUSIVE");
		writeFileSync(pidFile, `${process.pid}\n`);
		return { release: () => lock.close() };
	} catch (error) {
		if (codeOf(error).startsWith("SQLITE_BUSY")) {
			throw new StartError(
				`The data folder ${dataDir} is in use by another LensAI server (process ${pidIn(pidFile)}). Stop that one, or set LENSAI_DATA_DIR to another folder.`,
			);
		}
		throw new StartError(`The data folder ${dataDir} cannot be written to (${codeOf(error)}). Is the disk full?`);
	}
}

function pidIn(file: string): string {
	try {
		return readFileSync(file, "utf8").trim();
	} catch {
		return "unknown";
	}
}

function codeOf(error: unknown): string {
	return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
