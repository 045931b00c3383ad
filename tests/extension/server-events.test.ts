import { describe, expect, test } from "bun:test";
import { readServerEvents, type ServerEvent } from "../../extension/src/live/server-events";

const stream =
	'retry: 1000\n\nid: 7\nevent: call\ndata: {"model":"größe-漢-🙂"}\n\n: a comment\n\nevent: heartbeat\ndata: {}\n\n';
const events: ServerEvent[] = [
	{ event: "call", data: '{"model":"größe-漢-🙂"}', id: "7" },
	{ event: "heartbeat", data: "{}", id: "7" },
];

async function* inChunks(bytes: Uint8Array, size: number) {
	for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function eventsOf(text: string, size = 1 << 20): Promise<ServerEvent[]> {
	return Array.fromAsync(readServerEvents(inChunks(new TextEncoder().encode(text), size)));
}

describe("readServerEvents", () => {
	test.each([1, 2, 3, 5, 7, 64, 1 << 20])("reads the same events from chunks of %d bytes", async (size) => {
		expect(await eventsOf(stream, size)).toEqual(events);
		expect(await eventsOf(stream.replaceAll("\n", "\r\n"), size)).toEqual(events);
		expect(await eventsOf(stream.replaceAll("\n", "\r"), size)).toEqual(events);
	});

	test("joins the lines of one event's data", async () => {
		expect(await eventsOf("data: one\ndata:two\ndata\n\n")).toEqual([{ event: "message", data: "one\ntwo\n" }]);
	});

	test("drops an event that was cut off", async () => {
		expect(await eventsOf("data: whole\n\ndata: half\n")).toEqual([{ event: "message", data: "whole" }]);
	});

	test("leaves out events without data, and keeps their id", async () => {
		expect(await eventsOf("id: 3\n\ndata: x\n\n")).toEqual([{ event: "message", data: "x", id: "3" }]);
	});
});
