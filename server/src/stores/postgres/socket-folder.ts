import { chownSync, existsSync, mkdtempSync, rmdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StartError } from "../../errors";
import type { DatabaseUser } from "./database-user";

/** The name that PostgreSQL gives its socket for port 5432, which is only a name here: it listens on no address. */
const socketName = ".s.PGSQL.5432";

/** `sun_path` holds 104 bytes on macOS and 108 on Linux, the closing zero included. */
const longestPath = 103;

export function socketPath(socketFolder: string): string {
	return join(socketFolder, socketName);
}

/**
 * Where PostgreSQL puts its Unix socket: `folder`, or, when that path is too long for a socket, a new private folder below
 * the system's temporary one. Throws StartError when that is too long as well.
 */
export function chooseSocketFolder(folder: string, user: DatabaseUser | undefined): string {
	if (fits(folder)) return folder;
	const path = mkdtempSync(join(tmpdir(), "lensai-"));
	if (!fits(path)) {
		throw new StartError(`Both ${folder} and ${path} are too long for a Unix socket: set TMPDIR=/tmp.`);
	}
	if (user) chownSync(path, user.uid, user.gid);
	return path;
}

/** Takes a socket folder away again, unless it is the data folder itself. PostgreSQL must have stopped. */
export function removeSocketFolder(path: string, folder: string): void {
	if (path === folder) return;
	for (const name of [socketPath(path), `${socketPath(path)}.lock`]) rmSync(name, { force: true });
	if (existsSync(path)) rmdirSync(path);
}

function fits(folder: string): boolean {
	return Buffer.byteLength(socketPath(folder)) <= longestPath;
}
