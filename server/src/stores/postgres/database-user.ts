import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { StartError } from "../../errors";

/** The operating system's user that PostgreSQL runs as. */
export interface DatabaseUser {
	uid: number;
	gid: number;
}

const userName = "postgres";

/**
 * PostgreSQL refuses to run as root: then it gets the user `postgres`, made when missing. Undefined: it runs as we do.
 * Throws StartError when there is no such user and it cannot be made.
 */
export function databaseUser(): DatabaseUser | undefined {
	if (process.getuid?.() !== 0) return undefined;
	const known = findUser();
	if (known) return known;
	spawnSync("useradd", ["--system", "--user-group", "--no-create-home", userName]);
	const made = findUser();
	if (made) return made;
	throw new StartError(
		`PostgreSQL cannot run as root, and the user "${userName}" could not be made. Start LensAI as an ordinary user, or run: useradd --system ${userName}`,
	);
}

function findUser(): DatabaseUser | undefined {
	const entry = readFileSync("/etc/passwd", "utf8")
		.split("\n")
		.find((line) => line.startsWith(`${userName}:`));
	if (!entry) return undefined;
	const [, , uid, gid] = entry.split(":");
	return { uid: Number(uid), gid: Number(gid) };
}

/** Whether this user gets as far as `path` and may execute it, or enter it when it is a folder. */
export function mayEnter(path: string, user: DatabaseUser): boolean {
	return spawnSync("/usr/bin/env", ["test", "-x", path], user).status === 0;
}

/**
 * Lets the database's user pass through our data folder (not list it), when it is root's alone. Folders above it are not
 * ours to change: throws StartError when one of them keeps that user out.
 */
export function openPassage(dataDir: string, user: DatabaseUser): void {
	if (mayEnter(dataDir, user)) return;
	const { uid, mode } = statSync(dataDir);
	if (uid === 0 && (mode & 0o077) === 0) {
		chownSync(dataDir, 0, user.gid);
		chmodSync(dataDir, 0o710);
		if (mayEnter(dataDir, user)) return;
	}
	throw new StartError(
		`PostgreSQL runs as the user "${userName}", who cannot enter ${closedFolder(dataDir, user)}: set LENSAI_DATA_DIR to a folder elsewhere, e.g. /var/lib/lensai, or run chmod o+x on that one.`,
	);
}

/** The topmost folder on the way to `path` that keeps the user out. */
function closedFolder(path: string, user: DatabaseUser): string {
	const parent = dirname(path);
	return parent === path || mayEnter(parent, user) ? path : closedFolder(parent, user);
}
