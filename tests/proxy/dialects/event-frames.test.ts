import { describe, expect, test } from "bun:test";
import { EventFrames } from "../../../server/src/proxy/dialects/event-frames";

const mebibyte = 1024 * 1024;

function dataOf(text: string, maxBytes?: number): (string | undefined)[] {
	const frames = new EventFrames(maxBytes);
	const seen: (string | undefined)[] = [];
	frames.take(Buffer.from(text));
	while (frames.next()) seen.push(frames.data()?.text.toString());
	frames.keep();
	if (frames.last()) seen.push(frames.data()?.text.toString());
	return seen;
}

describe("an event whose data comes in several lines", () => {
	test.each([
		["data: a\ndata: b\n\n", ["a\nb"]],
		["data: a\nid: 1\ndata:b\ndata\ndata: c\n\ndata: d\n\n", ["a\nb\nc", "d"]],
		["data: a\r\ndata: b\r\n\r\n", ["a\nb"]],
		["data:\ndata:\ndata: a\n\n", ["\n\na"]],
		["event: x\n\ndata: a\ndata: b", [undefined, "a\nb"]],
	])("%j is joined by line feeds", (text, expected) => {
		expect(dataOf(text)).toEqual(expected);
	});

	// Joined line by line, these took 13 seconds, in which nobody else was served.
	test("takes time in proportion to its length, however short they are", () => {
		const lines = (4 * mebibyte) / 8;
		const startedAt = performance.now();
		const [text] = dataOf(`${"data: x\n".repeat(lines)}\n`, 8 * mebibyte);
		expect(text?.length).toBe(2 * lines - 1);
		expect(performance.now() - startedAt).toBeLessThan(3000);
	});
});
