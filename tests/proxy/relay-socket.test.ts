import { describe, expect, test } from "bun:test";
import { createRealtimeReader, type RealtimeEvent } from "../../server/src/proxy/dialects/openai-realtime";
import {
	createSocketRelay,
	type SocketEnd,
	type SocketEnding,
	type SocketMessage,
	type SocketRelay,
} from "../../server/src/proxy/relay-socket";
import { readFixture } from "../support/fixtures";
import { until } from "../support/until";

interface FakeEnd extends SocketEnd {
	sent: SocketMessage[];
	closed: { code: number; reason: string }[];
	buffered: number;
}

function fakeEnd(): FakeEnd {
	const end: FakeEnd = {
		sent: [],
		closed: [],
		buffered: 0,
		send: (message) => end.sent.push(message),
		close: (code, reason) => end.closed.push({ code, reason }),
		bufferedBytes: () => end.buffered,
	};
	return end;
}

function openRelay(maxBufferedBytes = 1000) {
	const [caller, provider] = [fakeEnd(), fakeEnd()];
	const events: RealtimeEvent[] = [];
	const endings: SocketEnding[] = [];
	const relay = createSocketRelay({
		caller,
		provider,
		reader: createRealtimeReader(),
		onEvent: (event) => events.push(event),
		onEnd: (ending) => endings.push(ending),
		maxBufferedBytes,
	});
	return { caller, provider, relay, events, endings };
}

const conversation = new TextDecoder()
	.decode(readFixture("openai/realtime", "conversation.events.jsonl"))
	.trimEnd()
	.split("\n");

describe("a relayed realtime session", () => {
	test("passes messages on as they came, text as text and bytes as bytes", () => {
		const { caller, provider, relay } = openRelay();
		relay.providerOpened();
		const bytes = Uint8Array.of(0, 255, 1);
		for (const message of ['{ "type" : "a" }', "not JSON é", bytes]) {
			relay.fromCaller(message);
			relay.fromProvider(message);
		}
		expect(provider.sent).toEqual(['{ "type" : "a" }', "not JSON é", bytes]);
		expect(caller.sent).toEqual(provider.sent);
		expect(provider.sent[2]).toBe(bytes);
	});

	test("holds what the caller says until the provider's end is open, in order", () => {
		const { provider, relay } = openRelay();
		relay.fromCaller("1");
		relay.fromCaller("2");
		expect(provider.sent).toEqual([]);
		relay.providerOpened();
		relay.fromCaller("3");
		expect(provider.sent).toEqual(["1", "2", "3"]);
	});

	test("tells each response and transcription, after its message has gone to the caller", () => {
		const { caller, relay, events } = openRelay();
		relay.providerOpened();
		for (const message of conversation) relay.fromProvider(message);
		expect(caller.sent).toEqual(conversation);
		expect(events.filter(({ kind }) => kind === "response").length).toBe(3);
		expect(events.filter(({ kind }) => kind === "transcription").length).toBe(2);
	});

	test.each([
		["caller", 1000, { provider: [1000], caller: [] }],
		["caller", 1006, { provider: [1000], caller: [] }],
		["caller", 4001, { provider: [4001], caller: [] }],
		["provider", 1000, { provider: [], caller: [1000] }],
		["provider", 1005, { provider: [], caller: [1000] }],
		["provider", 1006, { provider: [], caller: [1011] }],
		["provider", 1008, { provider: [], caller: [1008] }],
		["provider", 4000, { provider: [], caller: [4000] }],
	] as const)("that the %s closes with %d is closed at the other end: %p", (by, code, codes) => {
		const { caller, provider, relay, endings } = openRelay();
		relay.providerOpened();
		relay.closed(by, code, "bye");
		relay.closed(by === "caller" ? "provider" : "caller", 1000, "");
		relay.fromCaller("late");
		relay.fromProvider("late");
		expect({ provider: provider.closed.map((at) => at.code), caller: caller.closed.map((at) => at.code) }).toEqual({
			provider: [...codes.provider],
			caller: [...codes.caller],
		});
		expect(endings).toEqual([{ by, code }]);
		expect([...caller.sent, ...provider.sent]).toEqual([]);
	});

	test.each(["caller", "provider"] as const)("is closed when its %s takes messages too slowly", (slow) => {
		const { caller, provider, relay, endings } = openRelay(1000);
		relay.providerOpened();
		(slow === "caller" ? caller : provider).buffered = 1001;
		if (slow === "caller") relay.fromProvider("x");
		else relay.fromCaller("x");
		expect(endings).toEqual([{ by: "overflow", slow }]);
		expect([caller.closed[0]?.code, provider.closed[0]?.code]).toEqual([1013, 1000]);
	});

	test("tells a response even when its message was the one too many", () => {
		const { caller, relay, events } = openRelay(1000);
		relay.providerOpened();
		caller.buffered = 1001;
		relay.fromProvider('{"type":"response.done","response":{"id":"r","usage":{"input_tokens":1,"output_tokens":2}}}');
		expect(events).toMatchObject([{ answer: { usage: { uncachedInput: 1, output: 2 } } }]);
	});

	test("does not hold more for a provider that never opens than it may", () => {
		const { provider, relay, endings } = openRelay(1000);
		relay.fromCaller("é".repeat(400));
		relay.fromCaller(new Uint8Array(300));
		expect(endings).toEqual([{ by: "overflow", slow: "provider" }]);
		relay.providerOpened();
		expect(provider.sent).toEqual([]);
	});
});

test("between two real WebSockets, a conversation comes through byte for byte", async () => {
	const heard: SocketMessage[] = [];
	const upstream = Bun.serve({
		port: 0,
		fetch: (request, server) => (server.upgrade(request) ? undefined : new Response(null, { status: 400 })),
		websocket: {
			message(socket, message) {
				heard.push(message);
				for (const line of conversation) socket.send(line);
				socket.close(4000, "done");
			},
		},
	});
	const events: RealtimeEvent[] = [];
	const endings: SocketEnding[] = [];
	const gateway = Bun.serve<{ relay?: SocketRelay }>({
		port: 0,
		fetch: (request, server) =>
			server.upgrade(request, { data: {} }) ? undefined : new Response(null, { status: 400 }),
		websocket: {
			open(socket) {
				const provider = new WebSocket(`ws://127.0.0.1:${upstream.port}/`);
				const relay = createSocketRelay({
					caller: {
						send: (message) => socket.send(message),
						close: (code, reason) => socket.close(code, reason),
						bufferedBytes: () => socket.getBufferedAmount(),
					},
					provider: {
						send: (message) => provider.send(message as string),
						close: (code, reason) => provider.close(code, reason),
						bufferedBytes: () => provider.bufferedAmount,
					},
					reader: createRealtimeReader(),
					onEvent: (event) => events.push(event),
					onEnd: (ending) => endings.push(ending),
					maxBufferedBytes: 1024 * 1024,
				});
				provider.onopen = () => relay.providerOpened();
				provider.onmessage = ({ data }) => relay.fromProvider(data);
				provider.onclose = ({ code, reason }) => relay.closed("provider", code, reason);
				socket.data.relay = relay;
			},
			message: (socket, message) => socket.data.relay?.fromCaller(message),
			close: (socket, code, reason) => socket.data.relay?.closed("caller", code, reason),
		},
	});
	const got: unknown[] = [];
	let closeCode = 0;
	const client = new WebSocket(`ws://127.0.0.1:${gateway.port}/`);
	client.onopen = () => client.send('{"type":"response.create"}');
	client.onmessage = ({ data }) => got.push(data);
	client.onclose = ({ code }) => {
		closeCode = code;
	};
	try {
		await until(() => closeCode !== 0);
		expect(heard).toEqual(['{"type":"response.create"}']);
		expect(got).toEqual(conversation);
		expect(closeCode).toBe(4000);
		expect(endings).toEqual([{ by: "provider", code: 4000 }]);
		expect(events.length).toBe(6);
	} finally {
		await Promise.all([gateway.stop(true), upstream.stop(true)]);
	}
});
