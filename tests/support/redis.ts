import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openRedis, type Redis } from "../../server/src/stores/redis/open";
import { freePort } from "./server";
import { until } from "./until";

/** Debian: `apt-get install redis-server`. Tests of what only Redis does are skipped without it. */
export const redisServer = Bun.which("redis-server") ?? undefined;

export interface TestRedis {
	url: string;
	redis: Redis;
	/** Ends the server without warning; `start` brings an empty one back on the same port. */
	kill(): Promise<void>;
	start(): Promise<void>;
	/** Suspends the server, as a machine under memory pressure would. */
	suspend(): void;
	resume(): void;
	close(): Promise<void>;
}

/** A real Redis of its own, empty, that keeps nothing on disk. */
export async function startRedis({ deadlineMs = 2000 } = {}): Promise<TestRedis> {
	const dir = mkdtempSync(join(tmpdir(), "lensai-redis-"));
	const port = await freePort();
	const url = `redis://127.0.0.1:${port}`;
	let server: Bun.Subprocess | undefined;
	const start = async () => {
		const options = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--dir", dir];
		server = Bun.spawn([redisServer ?? "redis-server", ...options], { stdout: "ignore", stderr: "ignore" });
		const probe = openRedis({ url, deadlineMs: 500, retryMs: 0 });
		await until(() =>
			probe.ping().then(
				() => true,
				() => false,
			),
		);
		await probe.close();
	};
	const kill = async () => {
		server?.kill("SIGKILL");
		await server?.exited;
	};
	await start();
	const redis = openRedis({ url, deadlineMs, retryMs: 0 });
	return {
		url,
		redis,
		kill,
		start,
		suspend: () => server?.kill("SIGSTOP"),
		resume: () => server?.kill("SIGCONT"),
		async close() {
			await redis.close();
			await kill();
			rmSync(dir, { recursive: true, force: true });
		},
	};
}
