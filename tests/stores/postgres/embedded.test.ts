import { afterAll, afterEach, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { StartError } from "../../../server/src/errors";
import { openPostgres, type Postgres } from "../../../server/src/stores/postgres/open";
import { isPostmasterOf } from "../../../server/src/stores/postgres/postmaster-file";
import { createDataFolder } from "../../support/data-folder";
import { postmasterPid } from "../../support/postgres";

// PostgreSQL sets itself up in half a second on an idle machine; a busy one takes longer.
setDefaultTimeout(60_000);

const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
	while (cleanUp.length > 0) await cleanUp.pop()?.();
});

const initialised = createDataFolder();
beforeAll(async () => {
	await (await openPostgres({ dataDir: initialised.path })).close();
});
afterAll(initialised.remove);

/** A data folder that a server has used before: copied, since making one takes half a second. */
function newFolder(): string {
	const folder = createDataFolder();
	cleanUp.push(folder.remove);
	execFileSync("cp", ["-a", `${initialised.path}/.`, folder.path]);
	return folder.path;
}

function emptyFolder(): string {
	const folder = createDataFolder();
	cleanUp.push(folder.remove);
	return folder.path;
}

async function open(dataDir: string): Promise<Postgres> {
	const postgres = await openPostgres({ dataDir });
	cleanUp.push(postgres.close);
	return postgres;
}

/** Not the process id: one that ended may wait for its parent, and still has its id. */
function isRunning(dataDir: string, pid: number): boolean {
	return isPostmasterOf(join(realpathSync(dataDir), "postgres/cluster"), pid);
}

/** Opens PostgreSQL in a process of its own and kills that process, as a crash of the server would. */
async function leaveRunning(dataDir: string): Promise<void> {
	const crash = Bun.spawn([process.execPath, join(import.meta.dir, "../../support/open-and-crash.ts"), dataDir]);
	await crash.exited;
	expect(crash.signalCode).toBe("SIGKILL");
}

describe("the embedded PostgreSQL", () => {
	test("starts on an empty folder, and again, and keeps what was written", async () => {
		const dataDir = emptyFolder();
		const first = await openPostgres({ dataDir });
		await first.db.execute(sql`create table kept (what text)`);
		await first.db.execute(sql`insert into kept values ('this')`);
		await first.close();

		const second = await open(dataDir);
		expect([...(await second.db.execute(sql`select what from kept`))]).toEqual([{ what: "this" }]);
	});

	test("is gone when it was closed", async () => {
		const dataDir = newFolder();
		const postgres = await openPostgres({ dataDir });
		const pid = postmasterPid(dataDir);
		expect(isRunning(dataDir, pid)).toBe(true);
		await postgres.close();
		expect(isRunning(dataDir, pid)).toBe(false);
	});

	test("listens on a socket that nobody else may reach, and on no address", async () => {
		const dataDir = newFolder();
		const { db } = await open(dataDir);
		const [row] = await db.execute(sql`select current_setting('listen_addresses') as addresses`);
		expect(row).toEqual({ addresses: "" });
		expect(statSync(join(dataDir, "postgres")).mode & 0o077).toBe(0);
	});

	test("stands in a process group of its own, which a terminal's Ctrl-C does not reach", async () => {
		const dataDir = newFolder();
		await open(dataDir);
		const pid = postmasterPid(dataDir);
		expect(execFileSync("ps", ["-o", "pgid=", "-p", String(pid)], { encoding: "utf8" }).trim()).toBe(String(pid));
	});

	test("is reused when its server was killed", async () => {
		const dataDir = newFolder();
		await leaveRunning(dataDir);
		const pid = postmasterPid(dataDir);
		const postgres = await openPostgres({ dataDir });
		expect(postmasterPid(dataDir)).toBe(pid);
		await postgres.close();
		expect(isRunning(dataDir, pid)).toBe(false);
	});

	test("is stopped and started anew when the one that was left running hangs", async () => {
		const dataDir = newFolder();
		await leaveRunning(dataDir);
		const pid = postmasterPid(dataDir);
		process.kill(pid, "SIGSTOP");
		const postgres = await open(dataDir);
		expect(postmasterPid(dataDir)).not.toBe(pid);
		await postgres.ping();
	});

	test("starts when it was killed itself", async () => {
		const dataDir = newFolder();
		await leaveRunning(dataDir);
		const pid = postmasterPid(dataDir);
		process.kill(pid, "SIGKILL");
		const postgres = await open(dataDir);
		await postgres.ping();
		expect(postmasterPid(dataDir)).not.toBe(pid);
	});

	test("leaves a process alone whose id merely stands in an old postmaster.pid", async () => {
		const dataDir = newFolder();
		const bystander = Bun.spawn(["sleep", "60"]);
		cleanUp.push(() => bystander.kill());
		const cluster = join(dataDir, "postgres/cluster");
		const lines = [bystander.pid, cluster, 0, 5432, join(dataDir, "postgres"), "", "", "ready"];
		writeFileSync(join(cluster, "postmaster.pid"), `${lines.join("\n")}\n`);
		const postgres = await open(dataDir);
		await postgres.ping();
		expect(bystander.exitCode).toBeNull();
	});

	test("begins anew when its set-up was cut off half-way", async () => {
		const dataDir = emptyFolder();
		mkdirSync(join(dataDir, "postgres/cluster.unfinished/base"), { recursive: true });
		const postgres = await open(dataDir);
		await postgres.ping();
		expect(existsSync(join(dataDir, "postgres/cluster.unfinished"))).toBe(false);
	});

	test("works in a folder whose path is too long for a socket, and leaves nothing outside it", async () => {
		const parent = emptyFolder();
		chmodSync(parent, 0o711);
		const dataDir = join(parent, "a".repeat(60), "b".repeat(60));
		mkdirSync(dataDir, { recursive: true });
		const postgres = await openPostgres({ dataDir });
		const [row] = await postgres.db.execute(sql`select current_setting('unix_socket_directories') as folder`);
		const socketFolder = String(row?.folder);
		expect(existsSync(socketFolder)).toBe(true);
		await postgres.close();
		expect(existsSync(socketFolder)).toBe(false);
	});

	test.skipIf(process.platform !== "linux")("is told nothing of our environment (looked up in /proc)", async () => {
		const dataDir = newFolder();
		await open(dataDir);
		const environment = readFileSync(`/proc/${postmasterPid(dataDir)}/environ`, "utf8");
		const names = environment.split("\0").map((entry) => entry.split("=")[0] ?? "");
		expect(names.filter((name) => !["LC_ALL", "PATH", "", "LC_COLLATE", "PGLOCALEDIR"].includes(name))).toEqual([]);
	});

	test("writes its own log into the data folder", async () => {
		const dataDir = newFolder();
		await open(dataDir);
		expect(readFileSync(join(dataDir, "postgres/postgres.log"), "utf8")).toContain("ready to accept connections");
	});
});

describe("the embedded PostgreSQL cannot start", () => {
	test("says which version wrote the data when it is another one", async () => {
		const dataDir = newFolder();
		writeFileSync(join(dataDir, "postgres/cluster/PG_VERSION"), "15\n");
		const start = openPostgres({ dataDir });
		await expect(start).rejects.toBeInstanceOf(StartError);
		await expect(start).rejects.toThrow("was written by PostgreSQL 15");
	});

	test("says what PostgreSQL said when its files are broken", async () => {
		const dataDir = newFolder();
		rmSync(join(dataDir, "postgres/cluster/global/pg_control"));
		const start = openPostgres({ dataDir });
		await expect(start).rejects.toBeInstanceOf(StartError);
		await expect(start).rejects.toThrow("global/pg_control");
	});

	test.skipIf(process.getuid?.() !== 0)("says which folder keeps the database's user out (needs root)", async () => {
		const closed = emptyFolder();
		const dataDir = join(closed, "data");
		mkdirSync(dataDir);
		chmodSync(closed, 0o700);
		const start = openPostgres({ dataDir });
		await expect(start).rejects.toBeInstanceOf(StartError);
		await expect(start).rejects.toThrow(`cannot enter ${closed}: set LENSAI_DATA_DIR`);
	});
});
