import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import type { CallDetail } from "../../server/src/traces/model";
import { makeKey, recordsOf } from "../chaos/records";
import { createDataFolder } from "../support/data-folder";
import { readFixture } from "../support/fixtures";
import { readEvents } from "../support/live-events";
import { freePort, startServer, type TestServer } from "../support/server";
import { until } from "../support/until";
import { answering, headText, startUpstream, streaming, type Upstream } from "../support/upstream";

setDefaultTimeout(120_000);

let folder: ReturnType<typeof createDataFolder>;
let upstream: Upstream;
let server: TestServer;
let key: string;

beforeAll(async () => {
	folder = createDataFolder();
	upstream = await startUpstream(answering("{}"));
	const env = { LENSAI_UPSTREAM_OPENAI: upstream.url };
	server = await startServer({ dataDir: folder.path, port: await freePort(), env });
	key = await makeKey(server);
});
afterAll(async () => {
	await server.stop();
	upstream.close();
	folder.remove();
});

const headers = () => ({ authorization: "Bearer sk-test", "content-type": "application/json" });

async function getCall(id: string): Promise<CallDetail | undefined> {
	const response = await fetch(`${server.url}/api/v1/calls/${id}`, { headers: { authorization: `Bearer ${key}` } });
	return response.ok ? ((await response.json()) as CallDetail) : undefined;
}

/** The live stream, until `stop`. */
async function watch() {
	const end = new AbortController();
	const response = await fetch(`${server.url}/api/v1/live`, {
		headers: { authorization: `Bearer ${key}` },
		signal: end.signal,
	});
	const { events, ended } = readEvents(response.body as ReadableStream<Uint8Array>);
	const over = ended.catch(() => undefined);
	const stop = async () => {
		end.abort();
		await over;
	};
	return { events, stop };
}

async function restartAfterKill() {
	await server.kill();
	const port = Number(new URL(server.url).port);
	server = await startServer({ dataDir: folder.path, port, env: { LENSAI_UPSTREAM_OPENAI: upstream.url } });
}

const chunk = (content: string) =>
	Buffer.from(
		`data: ${JSON.stringify({ id: "c", model: "gpt-4o-2024-08-06", choices: [{ index: 0, delta: { content } }] })}\n\n`,
	);

/** A stream that its provider breaks off once all that came has reached the caller. */
async function breakOff(): Promise<string> {
	const { promise: beforeEnding, resolve } = Promise.withResolvers<void>();
	const chunks = [chunk("The quick brown fox"), chunk(" jumps over the lazy dog.")];
	upstream.behave(streaming(chunks, { ending: "close", beforeEnding }));
	const body = JSON.stringify({ model: "gpt-4o", stream: true, messages: [{ role: "user", content: "Hello there" }] });
	const response = await fetch(`${server.url}/openai/v1/chat/completions`, {
		method: "POST",
		headers: headers(),
		body,
	});
	let text = "";
	const read = async () => {
		for await (const bytes of response.body as ReadableStream<Uint8Array>) {
			text += new TextDecoder().decode(bytes);
			if (text.includes("dog.")) resolve();
		}
	};
	await read().catch(() => undefined);
	return response.headers.get("x-lensai-call-id") ?? "";
}

test("a stream that broke off is shown with an estimate, marked as one, by the API and on the live stream", async () => {
	const { events, stop } = await watch();
	const id = await breakOff();
	await until(async () => (await getCall(id)) !== undefined, 20_000);
	const call = await getCall(id);
	expect(call).toMatchObject({
		status: "error",
		usageState: "estimated",
		costState: "estimated",
		rawUsage: null,
		inputTokens: 9,
		outputTokens: 10,
		costPicoUsd: String(9 * 2_500_000 + 10 * 10_000_000),
		costLines: [
			{ bucket: "uncachedInput", tokens: 9 },
			{ bucket: "output", tokens: 10 },
		],
	});
	await until(() => events.some(({ name }) => name === "estimated"));
	const told = events.filter(({ name }) => name === "call" || name === "estimated");
	expect(told.map(({ name, data }) => [name, (data as CallDetail).usageState])).toEqual([
		["call", null],
		["estimated", "estimated"],
	]);
	await stop();
});

test("calls that broke off right before a SIGKILL are estimated after it, each once", async () => {
	const fromMs = Date.now();
	const { events, stop } = await watch();
	const ids = [await breakOff(), await breakOff(), await breakOff()];
	await until(() => events.filter(({ name }) => name === "call").length === 3);
	await restartAfterKill();
	await stop();
	const records = recordsOf(server.url, key);
	await until(async () => (await records.callsSince(fromMs)).length >= 3, 20_000);
	const calls = await records.callsSince(fromMs);
	expect(calls.map(({ id }) => id).sort()).toEqual([...ids].sort());
	for (const call of calls) expect(call).toMatchObject({ usageState: "estimated", inputTokens: 9, outputTokens: 10 });
});

test("the results of a batch are calls, once each, also when they are fetched again, and after a SIGKILL", async () => {
	const results = readFixture("openai/batches", "results.jsonl");
	upstream.behave(answering(results));
	const fetchResults = async (file: string) => {
		const response = await fetch(`${server.url}/openai/v1/files/${file}/content`, { headers: headers() });
		return Buffer.from(await response.arrayBuffer()).equals(Buffer.from(results));
	};
	/** One of the results names no model, as the fetching itself does. */
	const callsOf = async (file: string) => {
		const calls = await recordsOf(server.url, key).callsSince(Date.now() - 80 * 86_400_000);
		return calls.filter(({ operation, model }) => operation === `files/${file}/content` && model !== null);
	};
	expect(await Promise.all([fetchResults("file-1"), fetchResults("file-1")])).toEqual([true, true]);
	await until(async () => (await callsOf("file-1")).length >= 4, 20_000);
	const first = await callsOf("file-1");
	await restartAfterKill();
	await fetchResults("file-1");
	// Counted behind those of the first, so that there is nothing left to come of that.
	await fetchResults("file-2");
	await until(async () => (await callsOf("file-2")).length >= 4, 20_000);
	const again = await callsOf("file-1");
	expect(again.map(({ id }) => id)).toEqual(first.map(({ id }) => id));
	expect(new Set(again.map(({ id }) => id)).size).toBe(4);
	expect(new Set(again.map(({ traceId }) => traceId)).size).toBe(1);
	const call = await getCall(again.find(({ responseModel }) => responseModel === "gpt-4o-2024-08-06")?.id ?? "");
	expect(call).toMatchObject({
		usageState: "measured",
		inputTokens: 1000,
		cachedInputTokens: 600,
		outputTokens: 100,
		metadata: { batch_custom_id: "call-1", batch_results: "file-1" },
	});
});

test("results of 200 MB pass in bounded memory, and are counted", async () => {
	const line = (n: number) =>
		`${JSON.stringify({
			id: `batch_req_large_${n}`,
			custom_id: `large-${n}`,
			response: {
				status_code: 200,
				body: {
					object: "chat.completion",
					model: "gpt-4o-2024-08-06",
					choices: [{ message: { content: "x".repeat(100_000) } }],
					usage: { prompt_tokens: 1, completion_tokens: 1 },
				},
			},
		})}\n`;
	const lines = 2000;
	upstream.behave(async (exchange) => {
		await exchange.send(headText(200, { "content-type": "application/octet-stream", connection: "close" }));
		for (let n = 0; n < lines; n++) await exchange.send(line(n));
		exchange.close();
	});
	const memoryMb = async () =>
		Number(/VmRSS:\s+(\d+)/.exec(await Bun.file(`/proc/${server.pid}/status`).text())?.[1]) / 1024;
	const before = await memoryMb();
	let most = before;
	let bytes = 0;
	const response = await fetch(`${server.url}/openai/v1/files/file-large/content`, { headers: headers() });
	for await (const chunk of response.body as ReadableStream<Uint8Array>) {
		const passed = Math.floor(bytes / 1e7);
		bytes += chunk.length;
		if (Math.floor(bytes / 1e7) > passed) most = Math.max(most, await memoryMb());
	}
	expect(bytes).toBeGreaterThan(200e6);
	expect(most - before).toBeLessThan(100);
	const counted = async () => {
		const query = new URLSearchParams({ metadataKey: "batch_results", metadataValue: "file-large", limit: "1" });
		const page = await fetch(`${server.url}/api/v1/calls?${query}`, { headers: { authorization: `Bearer ${key}` } });
		return ((await page.json()) as { calls: unknown[] }).calls.length;
	};
	await until(async () => (await counted()) > 0, 20_000);
});
