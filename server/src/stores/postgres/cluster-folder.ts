import { spawnSync } from "node:child_process";
import { chownSync, existsSync, mkdirSync, readFileSync, realpathSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { StartError } from "../../errors";
import { type Binaries, environment, findBinaries } from "./binaries";
import { type DatabaseUser, databaseUser, openPassage } from "./database-user";

/** The major version whose files we can read; a cluster of another one has to be dumped and restored. */
const majorVersion = "18";

/** A PostgreSQL data folder that is ready to be started from. */
export interface ClusterFolder {
	/** Holds everything of PostgreSQL's: cluster, socket, log. Only the database's user may enter. */
	folder: string;
	/** `PGDATA`; the real path, by which a running PostgreSQL is recognised. */
	cluster: string;
	logFile: string;
	binaries: Binaries;
	user: DatabaseUser | undefined;
}

/**
 * Finds `<dataDir>/postgres`, or makes it: 0.5 s with `initdb`. The cluster appears under its name only when it is whole,
 * so a start that was killed half-way is begun anew. Throws StartError when it cannot be made or read.
 */
export async function prepareClusterFolder(dataDir: string): Promise<ClusterFolder> {
	if (process.platform === "win32") {
		throw new StartError("The embedded PostgreSQL needs Linux or macOS: set DATABASE_URL to a PostgreSQL of your own.");
	}
	const user = databaseUser();
	const folder = join(dataDir, "postgres");
	const cluster = join(folder, "cluster");
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	if (user) {
		openPassage(dataDir, user);
		chownSync(folder, user.uid, user.gid);
	}
	const binaries = await findBinaries(folder, user);
	if (!existsSync(cluster)) {
		const unfinished = `${cluster}.unfinished`;
		rmSync(unfinished, { recursive: true, force: true });
		initialise(unfinished, binaries, user);
		renameSync(unfinished, cluster);
	}
	requireVersion(cluster);
	return { folder, cluster: realpathSync(cluster), logFile: join(folder, "postgres.log"), binaries, user };
}

/**
 * The builtin UTF-8 collation sorts the same on every machine, whatever its C library. `trust` is safe here: the only way in
 * is a socket in a folder that nobody else may enter.
 */
function initialise(cluster: string, { initdb }: Binaries, user: DatabaseUser | undefined): void {
	const locale = ["--encoding=UTF8", "--locale-provider=builtin", "--locale=C", "--builtin-locale=C.UTF-8"];
	const { status, stderr, error } = spawnSync(
		initdb,
		["--pgdata", cluster, "--username=lensai", "--auth=trust", ...locale],
		{ ...user, cwd: "/", encoding: "utf8", env: environment },
	);
	if (status === 0) return;
	const complaint = stderr?.match(/(?:error|FATAL|PANIC):\s*(.*)/)?.[1];
	const reason = error?.message ?? complaint ?? `initdb ended with ${status}`;
	throw new StartError(
		`The embedded PostgreSQL could not be set up in ${cluster} (${reason}): make room, set LENSAI_DATA_DIR to another folder, or set DATABASE_URL.`,
		{ cause: stderr },
	);
}

function requireVersion(cluster: string): void {
	const found = readFileSync(join(cluster, "PG_VERSION"), "utf8").trim();
	if (found === majorVersion) return;
	throw new StartError(
		`${cluster} was written by PostgreSQL ${found}, and this LensAI brings ${majorVersion}: dump it with the LensAI that wrote it, or set LENSAI_DATA_DIR to a new folder.`,
	);
}
