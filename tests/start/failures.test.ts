import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cannotMount, mountSmallDisk } from "../chaos/full-disk";
import { createDataFolder } from "../support/data-folder";
import { startInVain } from "../support/failing-start";
import { startServer, type TestServer } from "../support/server";

// A start that fails takes a second, on a busy machine several.
setDefaultTimeout(30_000);

let folder: ReturnType<typeof createDataFolder>;
beforeEach(() => {
	folder = createDataFolder();
});
afterEach(() => folder.remove());

/** A start that must fail with this one line, and leave nothing running. */
async function expectRefusal(env: Record<string, string>, line: RegExp, under?: string[]) {
	const { exitCode, errorLines, output } = await startInVain({ LENSAI_DATA_DIR: folder.path, ...env }, under);
	expect(errorLines).toEqual([expect.stringMatching(line)]);
	expect(output).toBe("");
	expect(exitCode).toBe(1);
	expect(postgresOn(folder.path)).toBe("");
}

/** Processes of a PostgreSQL in this folder. */
function postgresOn(dataDir: string): string {
	return spawnSync("pgrep", ["-f", `postgres -D ${dataDir}/`], { encoding: "utf8" }).stdout;
}

describe("next to a server that runs", () => {
	let server: TestServer;
	let running: ReturnType<typeof createDataFolder>;
	beforeAll(async () => {
		running = createDataFolder();
		server = await startServer({ dataDir: running.path });
	});
	afterAll(async () => {
		await server.stop();
		running.remove();
	});

	test("another one on the same data folder says whose it is, and the first one goes on", async () => {
		const { exitCode, errorLines } = await startInVain({ LENSAI_DATA_DIR: running.path });
		expect(errorLines).toEqual([
			`The data folder ${running.path} is in use by another LensAI server (process ${server.pid}). Stop that one, or set LENSAI_DATA_DIR to another folder.`,
		]);
		expect(exitCode).toBe(1);
		expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
	});

	test("another one on the same port says which, and stops the PostgreSQL that it had started", async () => {
		const { port } = new URL(server.url);
		await expectRefusal({ LENSAI_PORT: port }, new RegExp(`^Port ${port} is taken\\..*LENSAI_PORT`));
	});
});

describe("with a store that cannot be reached", () => {
	test("DATABASE_URL where nobody listens is named without its password", () =>
		expectRefusal(
			{ DATABASE_URL: "postgres://lens:hunter2@127.0.0.1:1/lensai" },
			/^PostgreSQL at 127\.0\.0\.1:1\/lensai cannot be used \(nothing listens there\): check DATABASE_URL\.$/,
		));

	test("DATABASE_URL where something else listens is named", async () => {
		const other = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response("hello") });
		await expectRefusal(
			{ DATABASE_URL: `postgres://lens:hunter2@127.0.0.1:${other.port}/lensai` },
			new RegExp(
				`^PostgreSQL at 127\\.0\\.0\\.1:${other.port}/lensai cannot be used \\(it does not answer as PostgreSQL does\\): check DATABASE_URL\\.$`,
			),
		);
		await other.stop(true);
	});

	test("CLICKHOUSE_URL where nobody listens is named without its password, and our PostgreSQL is stopped", () =>
		expectRefusal(
			{ CLICKHOUSE_URL: "http://lens:hunter2@127.0.0.1:1/lensai" },
			/^CLICKHOUSE_URL: http:\/\/127\.0\.0\.1:1\/lensai does not answer as a ClickHouse server/,
		));

	test("CLICKHOUSE_URL where something else listens is named", async () => {
		const other = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response("hello", { status: 404 }) });
		await expectRefusal(
			{ CLICKHOUSE_URL: `http://127.0.0.1:${other.port}` },
			/^CLICKHOUSE_URL: .* does not answer as a ClickHouse server/,
		);
		await other.stop(true);
	});
});

describe("with a data folder that cannot be used", () => {
	test("a path below a file is refused", async () => {
		writeFileSync(join(folder.path, "file"), "");
		await expectRefusal(
			{ LENSAI_DATA_DIR: join(folder.path, "file/data") },
			/cannot be used \(ENOTDIR\)\. Set LENSAI_DATA_DIR/,
		);
	});

	test.skipIf(process.getuid?.() !== 0)(
		"one that may not be written to is refused (as root it is tried as another user)",
		async () => {
			const dataDir = join(folder.path, "data");
			mkdirSync(dataDir);
			chmodSync(folder.path, 0o755);
			const nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
			await expectRefusal({ LENSAI_DATA_DIR: dataDir }, /cannot be used \(EACCES\)\. Set LENSAI_DATA_DIR/, nobody);
			expect(readdirSync(dataDir)).toEqual([]);
		},
	);

	test.skipIf(cannotMount() !== undefined).each([
		["from the beginning", 1],
		["while PostgreSQL is set up", 12],
		["when PostgreSQL has just been set up", 40],
	])("a disk that is full %s is named (needs Linux and root, to mount one)", async (_, megabytes) => {
		using disk = mountSmallDisk(folder.path, megabytes);
		if (megabytes === 1) disk.fill();
		await expectRefusal({}, /^(The disk that holds .* is full\.|.* could not be set up in .*: make room,)/i);
	});
});

test("an environment that is wrong in several ways is told in as many lines", async () => {
	const { exitCode, errorLines } = await startInVain({ LENSAI_PORT: "x", LENSAI_LOG: "y", LENSAI_HOST: "0.0.0.0" });
	expect(exitCode).toBe(1);
	expect(errorLines).toHaveLength(3);
});
