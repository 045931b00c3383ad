import { describe, expect, test } from "bun:test";
import { createRealtimeReader, type RealtimeEvent } from "../../../server/src/proxy/dialects/openai-realtime";
import {
	createSocketRelay,
	type SocketEnd,
	type SocketEnding,
	type SocketMessage,
} from "../../../server/src/proxy/realtime/relay-socket";
import { readFixture } from "../../support/fixtures";

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
		relay.callerOpened();
		const bytes = Uint8Array.of(0, 255, 1);
		for (const message of ['{ "type" : "a" }', "not JSON é", bytes]) {
			relay.fromCaller(message);
			relay.fromProvider(message);
		}
		expect(provider.sent).toEqual(['{ "type" : "a" }', "not JSON é", bytes]);
		expect(caller.sent).toEqual(provider.sent);
		expect(provider.sent[2]).toBe(bytes);
	});

	test("holds what the provider says until the caller's end is open, in order", () => {
		const { caller, relay, events } = openRelay();
		relay.fromProvider("1");
		relay.fromProvider(conversation[5] ?? "");
		expect([caller.sent, events]).toEqual([[], []]);
		relay.callerOpened();
		relay.fromProvider("3");
		expect(caller.sent).toEqual(["1", conversation[5] ?? "", "3"]);
		expect(events.map(({ kind }) => kind)).toEqual(["response"]);
	});

	test("tells each response and transcription, after its message has gone to the caller", () => {
		const { caller, relay, events } = openRelay();
		relay.callerOpened();
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
		relay.callerOpened();
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
		relay.callerOpened();
		(slow === "caller" ? caller : provider).buffered = 1001;
		if (slow === "caller") relay.fromProvider("x");
		else relay.fromCaller("x");
		expect(endings).toEqual([{ by: "overflow", slow }]);
		expect([caller.closed[0]?.code, provider.closed[0]?.code]).toEqual([1013, 1000]);
	});

	test("tells a response even when its message was the one too many", () => {
		const { caller, relay, events } = openRelay(1000);
		relay.callerOpened();
		caller.buffered = 1001;
		relay.fromProvider('{"type":"response.done","response":{"id":"r","usage":{"input_tokens":1,"output_tokens":2}}}');
		expect(events).toMatchObject([{ answer: { usage: { uncachedInput: 1, output: 2 } } }]);
	});

	test("does not hold more for a caller that never opens than it may", () => {
		const { caller, relay, endings } = openRelay(1000);
		relay.fromProvider("é".repeat(400));
		relay.fromProvider(new Uint8Array(300));
		expect(endings).toEqual([{ by: "overflow", slow: "caller" }]);
		relay.callerOpened();
		expect(caller.sent).toEqual([]);
	});
});
