import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { readPostmaster } from "../../server/src/stores/postgres/postmaster-file";
import { startProvider } from "../chaos/provider";
import { makeKey, type Records, recordsOf } from "../chaos/records";
import { createDataFolder } from "../support/data-folder";
import { postmasterPid } from "../support/postgres";
import { freePort, startServer, type TestServer } from "../support/server";
import { until } from "../support/until";

// A start takes a second, on a busy machine several.
setDefaultTimeout(60_000);

let folder: ReturnType<typeof createDataFolder>;
let provider: ReturnType<typeof startProvider>;
let server: TestServer;
let key: string;
let records: Records;
beforeEach(async () => {
	folder = createDataFolder();
	provider = startProvider(0);
	const port = await freePort();
	server = await startServer({ dataDir: folder.path, port, env: environment() });
	key = await makeKey(server);
	records = recordsOf(server.url, key);
});
afterEach(async () => {
	await server.stop();
	provider[Symbol.dispose]();
	folder.remove();
});

const environment = () => ({ LENSAI_UPSTREAM_OPENAI: provider.url });

async function restart() {
	server = await startServer({ dataDir: folder.path, port: Number(new URL(server.url).port), env: environment() });
}

/** A stream of twenty-odd events that takes three seconds; resolves when its first byte is there. */
async function beginSlowStream() {
	const response = await fetch(`${server.url}/openai/v1/chat/completions`, {
		method: "POST",
		headers: { authorization: "Bearer sk-test", "content-type": "application/json" },
		body: JSON.stringify({ model: "gpt-4.1", stream: true, messages: [] }),
	});
	const id = response.headers.get("x-lensai-call-id") ?? "";
	const reader = response.body?.getReader();
	const first = await reader?.read();
	const rest = async () => {
		const decoder = new TextDecoder();
		let text = decoder.decode(first?.value, { stream: true });
		for (;;) {
			const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
			if (done) return text;
			text += decoder.decode(value, { stream: true });
		}
	};
	return { id, rest };
}

async function recorded(id: string) {
	const find = async () => (await records.callsSince(0)).filter((call) => call.id === id);
	await until(async () => (await find()).length > 0, 10_000);
	return find();
}

const signal = (name: NodeJS.Signals) => process.kill(server.pid, name);
const isAlive = (pid: number) => Bun.spawnSync(["kill", "-0", String(pid)]).success;

describe("SIGTERM", () => {
	test("lets a stream in flight end, records it, and takes PostgreSQL along", async () => {
		const stream = await beginSlowStream();
		const postgres = postmasterPid(folder.path);
		const stopped = server.stop();
		expect(await stream.rest()).toEndWith("data: [DONE]\n\n");
		expect(await stopped).toBe(0);
		expect(isAlive(postgres)).toBe(false);
		await restart();
		expect(await recorded(stream.id)).toMatchObject([{ status: "ok", model: "gpt-4.1" }]);
	});

	test("takes no new calls while it waits", async () => {
		const stream = await beginSlowStream();
		const stopped = server.stop();
		await until(() => server.output().includes("stopping"));
		await until(() =>
			fetch(`${server.url}/healthz`).then(
				() => false,
				() => true,
			),
		);
		await stream.rest();
		await stopped;
	});

	test("a second time ends the process at once; what was in flight is interrupted", async () => {
		const stream = await beginSlowStream();
		signal("SIGTERM");
		await until(() => server.output().includes("stopping"));
		const again = performance.now();
		expect(await server.stop()).toBe(1);
		expect(performance.now() - again).toBeLessThan(1000);
		await expect(stream.rest()).rejects.toThrow();
		await restart();
		expect(await recorded(stream.id)).toMatchObject([{ status: "interrupted", durationMs: null }]);
	});

	test("ends open live streams instead of waiting for them", async () => {
		const live = await fetch(`${server.url}/api/v1/live`, { headers: { authorization: `Bearer ${key}` } });
		expect(live.status).toBe(200);
		const begun = performance.now();
		expect(await server.stop()).toBe(0);
		expect(performance.now() - begun).toBeLessThan(5000);
		expect(await live.text()).toStartWith("retry:");
	});

	test("during a start is heard when the start is over", async () => {
		await server.stop();
		const dataDir = folder.path;
		const child = Bun.spawn([process.execPath, `${import.meta.dir}/../../server/src/main.ts`], {
			env: {
				PATH: process.env.PATH,
				LENSAI_LOG: "json",
				LENSAI_PORT: new URL(server.url).port,
				LENSAI_DATA_DIR: dataDir,
			},
			stdio: ["ignore", "ignore", "inherit"],
		});
		await until(() => readPostmaster(`${dataDir}/postgres/cluster`) !== undefined, 20_000);
		const postgres = postmasterPid(dataDir);
		child.kill("SIGTERM");
		expect(await child.exited).toBe(0);
		expect(isAlive(postgres)).toBe(false);
	});
});

describe("SIGKILL", () => {
	test("is followed by a clean start that goes on with the PostgreSQL that was left running", async () => {
		const stream = await beginSlowStream();
		const postgres = postmasterPid(folder.path);
		await server.kill();
		expect(isAlive(postgres)).toBe(true);
		await restart();
		expect(postmasterPid(folder.path)).toBe(postgres);
		expect(await recorded(stream.id)).toMatchObject([{ status: "interrupted" }]);
		expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
	});
});
