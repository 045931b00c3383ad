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

/**
 * Suspends a PostgreSQL with all its processes, as a machine under memory pressure or a debugger would. The postmaster first, so that it
 * starts no other meanwhile; and each is waited for, as on a busy machine one may run on for some milliseconds.
 */
export function suspend(dataDir: string): { resume(): void } {
	const pid = postmasterPid(dataDir);
	stop([pid]);
	const children = childrenOf(pid);
	stop(children);
	return {
		resume: () => {
			for (const each of [pid, ...children]) signal(each, "SIGCONT");
		},
	};
}

function stop(pids: readonly number[]): void {
	for (const pid of pids) signal(pid, "SIGSTOP");
	const deadline = performance.now() + 5000;
	while (statesOf(pids).some((state) => !/^[TtZ]/.test(state)))
		if (performance.now() > deadline) throw new Error("PostgreSQL's processes do not stop.");
}

/** One that ended meanwhile is passed over. */
function signal(pid: number, name: "SIGSTOP" | "SIGCONT"): void {
	try {
		process.kill(pid, name);
	} catch (error) {
		if (!(error instanceof Error && "code" in error && error.code === "ESRCH")) throw error;
	}
}

function statesOf(pids: readonly number[]): string[] {
	const { stdout } = spawnSync("ps", ["-o", "state=", "-p", pids.join(",")], { encoding: "utf8" });
	return stdout.split("\n").flatMap((line) => line.trim() || []);
}

function childrenOf(parent: number): number[] {
	return spawnSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" })
		.stdout.trim()
		.split("\n")
		.map((line) => line.trim().split(/\s+/).map(Number))
		.flatMap(([pid, ppid]) => (pid !== undefined && ppid === parent ? [pid] : []));
}
