import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What a running PostgreSQL says of itself in its data folder. */
export interface Postmaster {
	pid: number;
	socketFolder: string;
	/** It takes connections. */
	ready: boolean;
}

/**
 * Reads `postmaster.pid`, which PostgreSQL keeps while it runs: pid, data folder, start time, port, socket folder,
 * listen address, shared memory key, status, one a line. Undefined when there is none, or it is not written out yet.
 * Source: https://www.postgresql.org/docs/18/storage-file-layout.html (checked 2026-11-22).
 */
export function readPostmaster(cluster: string): Postmaster | undefined {
	const path = join(cluster, "postmaster.pid");
	if (!existsSync(path)) return undefined;
	const lines = readFileSync(path, "utf8").split("\n");
	const pid = Number(lines[0]);
	if (!Number.isInteger(pid) || pid <= 0) return undefined;
	return { pid, socketFolder: lines[4] ?? "", ready: lines[7]?.trim() === "ready" };
}

/**
 * Whether the process with this id is a PostgreSQL that runs on `cluster` (its real path). After a reboot the id in a
 * leftover `postmaster.pid` may be anybody's; and a process that ended, but that nobody waited for, has no command line.
 */
export function isPostmasterOf(cluster: string, pid: number): boolean {
	return commandLine(pid).includes(cluster);
}

/**
 * Makes PostgreSQL take a leftover `postmaster.pid` for what it is, although a process with the id in it exists: with the
 * id of its parent there it goes on to its other check, whether the shared memory that the file names is still in use. So
 * the file is not simply deleted: that check is what keeps two from writing the same data.
 */
export function disownPostmasterFile(cluster: string): void {
	const path = join(cluster, "postmaster.pid");
	if (!existsSync(path)) return;
	const [, ...rest] = readFileSync(path, "utf8").split("\n");
	writeFileSync(path, [process.pid, ...rest].join("\n"));
}

function commandLine(pid: number): string {
	const path = `/proc/${pid}/cmdline`;
	if (existsSync(path)) return readFileSync(path, "utf8");
	// macOS has no /proc.
	return spawnSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" }).stdout ?? "";
}

/** Sends a signal; 0 sends none, and only asks. False when there is no such process (any more). */
export function signal(pid: number, name: NodeJS.Signals | 0): boolean {
	try {
		return process.kill(pid, name);
	} catch (error) {
		if (error instanceof Error && "code" in error && error.code === "ESRCH") return false;
		throw error;
	}
}
