import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbedded } from "../../server/src/stores/postgres/embedded";
import { type Connect, connectTo, openDatabase, type Postgres } from "../../server/src/stores/postgres/open";
import { readPostmaster } from "../../server/src/stores/postgres/postmaster-file";
import { isKept } from "./kept";

export interface TestDatabase extends Postgres {
	/** Another pool on the same database, as a second server would have it. */
	connect: Connect;
}

interface TestCluster {
	socket: string;
	databases: number;
}

const template = "migrated";

// Test files are modules of their own in one process: the cluster is kept where they all find it.
const shared = globalThis as { testCluster?: Promise<TestCluster> };

/**
 * A database with the newest schema and nothing in it, for one test file: a copy of a migrated template (30 ms), in a real
 * PostgreSQL that is started once per test run and goes when the run ends, however it ends.
 */
export async function createTestDatabase(options: { deadlineMs?: number } = {}): Promise<TestDatabase> {
	shared.testCluster ??= startCluster();
	const cluster = await shared.testCluster;
	const name = `test_${cluster.databases++}`;
	await administer(cluster.socket, `create database ${name} template ${template}`);
	const connect: Connect = (more) => connectTo(cluster.socket, { database: name, ...more });
	return { ...(await openDatabase(connect, options.deadlineMs)), connect };
}

async function startCluster(): Promise<TestCluster> {
	const dataDir = mkdtempSync(join(tmpdir(), "lensai-postgres-"));
	const { socket } = await startEmbedded({ dataDir, answers: async () => false, onEnded: () => undefined });
	stopWithThisProcess(dataDir);
	await administer(socket, `create database ${template}`);
	const migrated = await openDatabase((options) => connectTo(socket, { database: template, ...options }));
	await migrated.close();
	return { socket, databases: 0 };
}

async function administer(socket: string, statement: string): Promise<void> {
	const connection = connectTo(socket, { max: 1 });
	await connection.unsafe(statement);
	await connection.end();
}

/** `bun test` emits no "exit"; but a pipe from this process ends with it, whatever ends it. */
function stopWithThisProcess(dataDir: string): void {
	const wait = 'read _; kill -QUIT "$0"; while kill -0 "$0" 2>/dev/null; do sleep 0.05; done';
	const stopper = spawn("sh", ["-c", isKept ? wait : `${wait}; rm -rf "$1"`, String(postmasterPid(dataDir)), dataDir], {
		stdio: ["pipe", "ignore", "ignore"],
		detached: true,
	});
	stopper.unref();
}

/** The process id of the PostgreSQL that runs in this data folder. */
export function postmasterPid(dataDir: string): number {
	const postmaster = readPostmaster(join(dataDir, "postgres/cluster"));
	if (!postmaster) throw new Error(`No PostgreSQL runs in ${dataDir}.`);
	return postmaster.pid;
}

/** Suspends a PostgreSQL with all its processes, as a machine under memory pressure or a debugger would. */
export function suspend(dataDir: string): { resume(): void } {
	const pid = postmasterPid(dataDir);
	const pids = [pid, ...childrenOf(pid)];
	for (const each of pids) process.kill(each, "SIGSTOP");
	return {
		resume: () => {
			for (const each of pids) process.kill(each, "SIGCONT");
		},
	};
}

function childrenOf(parent: number): number[] {
	return spawnSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" })
		.stdout.trim()
		.split("\n")
		.map((line) => line.trim().split(/\s+/).map(Number))
		.flatMap(([pid, ppid]) => (pid !== undefined && ppid === parent ? [pid] : []));
}
