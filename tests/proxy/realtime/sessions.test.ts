import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import type { Span } from "../../../server/src/journal/span";
import type { Gate } from "../../../server/src/limits/gate";
import { LimitReached } from "../../../server/src/limits/limit-reached";
import { readFixture } from "../../support/fixtures";
import { defaultCaller, lensKey, startGateway, type TestGateway } from "../../support/gateway";
import { type SocketUpstream, startSocketUpstream } from "../../support/socket-upstream";
import { until } from "../../support/until";

const conversation = new TextDecoder()
	.decode(readFixture("openai/realtime", "conversation.events.jsonl"))
	.trimEnd()
	.split("\n");
const [created = "", , transcription = "", begun = "", delta = "", done = ""] = conversation;
const ask = '{"type":"response.create"}';

let upstream: SocketUpstream;
let gateway: TestGateway;
let gate: Gate["admit"] = () => undefined;

beforeAll(async () => {
	upstream = startSocketUpstream();
	gateway = await startGateway({
		upstreamUrl: upstream.url,
		providerKey: "sk-server",
		silenceMs: 200,
		gate: { measure: () => Number.POSITIVE_INFINITY, admit: (...demand) => gate(...demand) },
	});
});
afterEach(() => {
	gate = () => undefined;
	gateway.forget();
});
afterAll(async () => {
	await gateway.close();
	await upstream.close();
});

interface Client {
	socket: WebSocket;
	got: (string | ArrayBuffer)[];
	/** The code, once it is closed. */
	closed: Promise<{ code: number; reason: string }>;
}

/** Opens a session as an application does. */
async function open(path = "realtime?model=gpt-realtime", options: Bun.WebSocketOptions = {}): Promise<Client> {
	const BunWebSocket = WebSocket as unknown as new (url: string, options: Bun.WebSocketOptions) => WebSocket;
	const socket = new BunWebSocket(`ws://127.0.0.1:${gateway.port}/openai/v1/${path}`, options);
	socket.binaryType = "arraybuffer";
	const got: Client["got"] = [];
	const closed = Promise.withResolvers<{ code: number; reason: string }>();
	socket.onmessage = ({ data }) => void got.push(data);
	socket.onclose = ({ code, reason }) => closed.resolve({ code, reason });
	await new Promise<void>((resolve, reject) => {
		socket.onopen = () => resolve();
		socket.onerror = (event) => reject(new Error("message" in event ? String(event.message) : "failed"));
	});
	return { socket, got, closed: closed.promise };
}

const bearer = (key: string) => ({ headers: { authorization: `Bearer ${key}` } });
const spans = (): Span[] => gateway.entries.map(({ span }) => span);

describe("a realtime session", () => {
	test("comes through byte for byte, and each response and transcription is a call in one trace", async () => {
		upstream.behave({ greeting: [created], replies: { [ask]: conversation.slice(1) } });
		const client = await open(undefined, bearer(lensKey));
		client.socket.send(ask);
		await until(() => client.got.length === conversation.length);
		expect(client.got).toEqual(conversation);
		expect(upstream.heard).toEqual([ask]);
		client.socket.close(1000, "bye");
		await until(() => gateway.entries.length === 6);

		const own = spans().at(-1);
		const calls = spans().slice(0, -1);
		expect(own).toMatchObject({ kind: "other", operation: "realtime", status: "ok", httpStatus: 101, keyId: "key-1" });
		expect(own?.responseBytes).toBe(Buffer.byteLength(conversation.join("")));
		for (const span of calls)
			expect(span).toMatchObject({
				kind: "llm",
				operation: "realtime",
				traceId: own?.id,
				parentSpanId: own?.id,
				stream: true,
				keyId: "key-1",
			});
		expect(calls.map(({ responseModel, finishReason, status }) => [responseModel, finishReason, status])).toEqual([
			["gpt-4o-transcribe", null, "ok"],
			["gpt-realtime-2025-08-28", "completed", "ok"],
			["gpt-realtime-2025-08-28", "turn_detected", "ok"],
			["gpt-realtime-2025-08-28", "failed", "error"],
			["whisper-1", null, "ok"],
		]);
		const [, first] = calls;
		expect(first).toMatchObject({ model: "gpt-realtime", usage: { audioOutput: 91, cacheRead: 64 } });
		expect(first?.costPicoUsd).not.toBeNull();
		expect(first?.firstByteMs).toBeGreaterThanOrEqual(0);
		expect(gateway.entries.every(({ request, response }) => request === undefined && response === undefined)).toBe(
			true,
		);
		expect(upstream.closed).toEqual([1000]);
	});

	test("passes bytes as bytes, and large messages whole", async () => {
		upstream.behave({ echoes: true });
		const client = await open();
		const large = "é".repeat(2_000_000);
		client.socket.send(Uint8Array.of(0, 255, 1));
		client.socket.send(large);
		await until(() => client.got.length === 2);
		expect(new Uint8Array(client.got[0] as ArrayBuffer)).toEqual(Uint8Array.of(0, 255, 1));
		expect(client.got[1]).toBe(large);
		client.socket.close();
		await until(() => gateway.entries.length === 1);
	});

	test("goes to the provider with its path and query, the provider's key, and none of ours", async () => {
		upstream.behave({});
		const client = await open("realtime?model=gpt-realtime&x=%20a", {
			headers: { authorization: `Bearer ${lensKey}`, "x-lensai-tags": "a", "openai-safety-identifier": "u" },
		});
		const [request] = upstream.requests;
		expect(request?.url).toBe(`${upstream.url}/realtime?model=gpt-realtime&x=%20a`);
		expect(request?.headers.get("authorization")).toBe("Bearer sk-server");
		expect(request?.headers.get("openai-safety-identifier")).toBe("u");
		expect(JSON.stringify(request?.headers.toJSON())).not.toMatch(/lk_|x-lensai/);
		client.socket.close();
		await until(() => gateway.entries.length === 1);
		expect(spans()[0]).toMatchObject({ tags: ["a"], model: "gpt-realtime" });
	});

	test("takes a lens key among the subprotocols, as browsers send it, and gives the chosen one back", async () => {
		upstream.behave({});
		const client = await open(undefined, { protocols: ["realtime", `openai-insecure-api-key.${lensKey}`] });
		expect(client.socket.protocol).toBe("realtime");
		const { headers } = upstream.requests[0] as Request;
		expect(headers.get("authorization")).toBe("Bearer sk-server");
		expect(headers.get("sec-websocket-protocol")).toBe("realtime");
		client.socket.close();
		await until(() => gateway.entries.length === 1);
		expect(spans()[0]?.keyId).toBe("key-1");
	});

	test("leaves a provider's own key among the subprotocols where it is", async () => {
		upstream.behave({});
		const client = await open(undefined, { protocols: ["realtime", "openai-insecure-api-key.ek_own"] });
		const { headers } = upstream.requests[0] as Request;
		expect(headers.get("authorization")).toBeNull();
		expect(headers.get("sec-websocket-protocol")).toBe("realtime, openai-insecure-api-key.ek_own");
		client.socket.close();
		await until(() => gateway.entries.length === 1);
		expect(spans()[0]).toMatchObject({ keyId: null, projectId: defaultCaller.projectId });
	});
});

describe("a session that does not open", () => {
	test.each([
		[401, 401, "upstream_refused"],
		[403, 403, "upstream_refused"],
		[500, 502, "upstream_refused"],
		["silence", 504, "upstream_timeout"],
	] as const)("because the provider answers %p gives %d, and one span", async (refusal, status, errorType) => {
		upstream.behave({ refusal });
		await expect(open()).rejects.toThrow(`status code: ${status}`);
		expect((await gateway.onlyEntry()).span).toMatchObject({
			kind: "other",
			status: "error",
			httpStatus: status,
			errorType,
		});
	});

	test("because the lens key is unknown says so, and reaches no provider", async () => {
		upstream.behave({});
		await expect(open(undefined, bearer("lk_unknown"))).rejects.toThrow("status code: 401");
		expect([upstream.requests, gateway.entries]).toEqual([[], []]);
	});

	test("because a limit is reached says so", async () => {
		upstream.behave({});
		gate = () => {
			throw new LimitReached([standing]);
		};
		await expect(open()).rejects.toThrow("status code: 429");
		expect(upstream.requests).toEqual([]);
		expect((await gateway.onlyEntry()).span).toMatchObject({ httpStatus: 429, errorType: "rate_limit_exceeded" });
	});
});

const standing = {
	limit: { id: "l", organizationId: "org-1", scope: "key", targetId: "key-1", measure: "requests", max: 1 },
	used: 1,
	waitMs: 1000,
} as const;

describe("a session that ends", () => {
	test("by its provider ends for the caller with the same code", async () => {
		upstream.behave({ greeting: [created] });
		const client = await open();
		await until(() => client.got.length === 1);
		for (const socket of upstream.sockets) socket.close(4001, "expired");
		expect(await client.closed).toEqual({ code: 4001, reason: "expired" });
		expect((await gateway.onlyEntry()).span).toMatchObject({ status: "error", errorType: "upstream_broke_off" });
	});

	test("by a caller who vanishes in the middle of a response leaves that call as left", async () => {
		upstream.behave({ greeting: [created, begun, delta] });
		const client = await open();
		await until(() => client.got.length === 3);
		(client.socket as WebSocket & { terminate(): void }).terminate();
		await until(() => gateway.entries.length === 2);
		expect(spans()).toMatchObject([
			{ kind: "llm", status: "client_closed", usage: {}, costPicoUsd: null },
			{ kind: "other", status: "client_closed" },
		]);
		await until(() => upstream.closed.length === 1);
	});

	test("because a response is over a limit says why before it closes", async () => {
		upstream.behave({ greeting: [created], replies: { [ask]: [begun] } });
		const client = await open();
		await until(() => client.got.length === 1);
		gate = () => {
			throw new LimitReached([standing]);
		};
		client.socket.send(ask);
		expect(await client.closed).toMatchObject({ code: 1008 });
		expect(JSON.parse(String(client.got.at(-1)))).toMatchObject({
			type: "error",
			error: { type: "invalid_request_error", code: "rate_limit_exceeded" },
		});
		await until(() => gateway.entries.length === 2);
		expect(spans().map(({ errorType }) => errorType)).toEqual(["rate_limit_exceeded", "rate_limit_exceeded"]);
	});
});

test("a response's tokens are counted against limits once it has ended", async () => {
	const settled: (number | undefined)[] = [];
	gate = () => ({ settle: (tokens) => void settled.push(tokens) });
	upstream.behave({ greeting: [created, begun, done] });
	const client = await open();
	await until(() => client.got.length === 3);
	// 132 in, 121 out.
	expect(settled).toEqual([253]);
	client.socket.close();
	await until(() => settled.length === 2);
});

test("a WebSocket at another path passes unread, as one span", async () => {
	upstream.behave({ echoes: true });
	const client = await open("responses");
	client.socket.send(transcription);
	await until(() => client.got.length === 1);
	client.socket.close();
	expect((await gateway.onlyEntry()).span).toMatchObject({ kind: "other", operation: "responses", usage: {} });
});
