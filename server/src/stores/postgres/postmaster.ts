import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, closeSync, fstatSync, openSync, readFileSync, renameSync, rmSync, statSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { StartError } from "../../errors";
import { environment } from "./binaries";
import type { ClusterFolder } from "./cluster-folder";
import { disownPostmasterFile, isPostmasterOf, type Postmaster, readPostmaster, signal } from "./postmaster-file";
import { socketPath } from "./socket-folder";

/** How long a start may take. A crash with much unwritten makes PostgreSQL replay its log first. */
const startDeadlineMs = 60_000;
const logLimitBytes = 8 * 1024 * 1024;

/**
 * Starts PostgreSQL on its data folder and waits until it takes connections (30 ms; longer when it has to recover).
 * The helpers of one that was killed hold its shared memory for a moment longer: then it is tried again.
 * Throws StartError when it does not come up.
 */
export async function launchPostmaster(place: ClusterFolder, socketFolder: string): Promise<Postmaster> {
	disownPostmasterFile(place.cluster);
	const deadline = Date.now() + 5000;
	for (;;) {
		const outcome = await untilReady(launch(place, socketFolder), place);
		if ("postmaster" in outcome) return outcome.postmaster;
		if (!outcome.failure.includes("shared memory block") || Date.now() > deadline) {
			throw new StartError(`The embedded PostgreSQL did not start (${outcome.failure}). Its log is ${place.logFile}.`);
		}
		await delay(50);
	}
}

/** Few processes and little memory: it serves accounts and settings, not the calls. */
const settings = {
	listen_addresses: "",
	unix_socket_permissions: "0700",
	max_connections: "40",
	shared_buffers: "32MB",
	io_method: "sync",
	wal_level: "minimal",
	max_wal_senders: "0",
	max_logical_replication_workers: "0",
	jit: "off",
	huge_pages: "off",
	lc_messages: "C",
	log_timezone: "UTC",
	timezone: "UTC",
};

interface Launched {
	child: ChildProcess;
	/** Where in its log this start begins, in bytes. */
	logStart: number;
}

function launch({ binaries, cluster, logFile, user }: ClusterFolder, socketFolder: string): Launched {
	// What a PostgreSQL that was killed left behind: it is not running, as its data folder says.
	rmSync(`${socketPath(socketFolder)}.lock`, { force: true });
	const options = { ...settings, unix_socket_directories: socketFolder };
	const flags = Object.entries(options).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
	const log = openLog(logFile);
	try {
		const logStart = fstatSync(log).size;
		const child = spawn(binaries.postgres, ["-D", cluster, "-p", "5432", ...flags], {
			...user,
			cwd: "/",
			detached: true,
			stdio: ["ignore", log, log],
			env: environment,
		});
		child.unref();
		return { child, logStart };
	} finally {
		closeSync(log);
	}
}

/** PostgreSQL's own log; the one before is kept. */
function openLog(path: string): number {
	const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
	if (size > logLimitBytes) renameSync(path, `${path}.1`);
	const log = openSync(path, "a", 0o600);
	chmodSync(path, 0o600);
	return log;
}

/** PostgreSQL says in `postmaster.pid` when it takes connections; `pg_ctl` waits for the same line. */
async function untilReady(
	{ child, logStart }: Launched,
	{ cluster, logFile }: ClusterFolder,
): Promise<{ postmaster: Postmaster } | { failure: string }> {
	let spawnError: Error | undefined;
	child.once("error", (error) => {
		spawnError = error;
	});
	const hasEnded = () => spawnError !== undefined || child.exitCode !== null || child.signalCode !== null;
	const deadline = Date.now() + startDeadlineMs;
	while (!hasEnded() && Date.now() < deadline) {
		const postmaster = readPostmaster(cluster);
		if (postmaster?.pid === child.pid && postmaster?.ready) return { postmaster };
		await delay(5);
	}
	if (spawnError) return { failure: spawnError.message };
	if (hasEnded()) return { failure: complaintIn(readFileSync(logFile).subarray(logStart).toString()) };
	child.kill("SIGQUIT");
	return { failure: `not ready after ${startDeadlineMs / 1000} s` };
}

function complaintIn(log: string): string {
	const lines = log.split("\n").filter((line) => line !== "");
	const complaint = lines.findLast((line) => /(FATAL|PANIC):/.test(line)) ?? lines.at(-1);
	return complaint?.replace(/^.*(FATAL|PANIC):\s*/, "") ?? "it ended at once";
}

/** Fast shutdown; a PostgreSQL that has not gone after 2 s is told to go at once, and then killed: it recovers from both. */
export async function stopPostmaster({ cluster }: ClusterFolder, pid: number): Promise<void> {
	const isGone = () => !isPostmasterOf(cluster, pid);
	const steps = [
		["SIGINT", 2000],
		["SIGQUIT", 1000],
		["SIGKILL", 1000],
	] as const;
	for (const [name, patienceMs] of steps) {
		// A suspended process hears nothing else before it is continued.
		if (isGone() || !signal(pid, "SIGCONT") || !signal(pid, name)) return;
		const deadline = Date.now() + patienceMs;
		while (!isGone() && Date.now() < deadline) await delay(5);
	}
}
