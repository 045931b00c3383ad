import { describe, expect, test } from "bun:test";
import type { Answer } from "../../../server/src/proxy/dialects/dialect";
import { maxEventBytes } from "../../../server/src/proxy/dialects/event-frames";
import { createStreamReader, createUsageFilter } from "../../../server/src/proxy/dialects/openai-stream";
import { joinChunks, readChunks, streamPairs } from "../../support/fixtures";
import { pickIndex, seededRandom } from "../../support/random";

const encode = (text: string) => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

function filterChunks(chunks: readonly Uint8Array[]): { bytes: Uint8Array; answer: Answer } {
	const filter = createUsageFilter();
	const out: Uint8Array[] = [];
	for (const chunk of chunks) {
		const own = chunk.slice();
		const passed = filter.push(own);
		if (passed !== undefined) out.push(passed.slice());
		// The chunk may be gone once it has been handed on.
		own.fill(0);
	}
	const rest = filter.end();
	if (rest !== undefined) out.push(rest);
	return { bytes: joinChunks(out), answer: filter.answer() };
}

function readStream(chunks: readonly Uint8Array[]): Answer {
	const reader = createStreamReader();
	for (const chunk of chunks) reader.read(chunk);
	return reader.end();
}

const filterText = (text: string) => decode(filterChunks([encode(text)]).bytes);

/** The bytes cut at these offsets, in ascending order. */
function splitAt(bytes: Uint8Array, offsets: readonly number[]): Uint8Array[] {
	const bounds = [0, ...offsets, bytes.length];
	return bounds.slice(1).map((end, index) => bytes.subarray(bounds[index], end));
}

describe.each(streamPairs("openai"))("the stream %s", (name) => {
	const asked = readChunks("openai", `${name}.asked`);
	const whole = joinChunks(asked);
	const unasked = joinChunks(readChunks("openai", `${name}.unasked`));

	test("is filtered to what the provider would have sent unasked", () => {
		expect(decode(filterChunks(asked).bytes)).toBe(decode(unasked));
		expect(filterChunks([whole]).bytes).toEqual(unasked);
	});

	test("is filtered and read alike when it is cut in two at any byte", () => {
		const answer = readStream(asked);
		for (let offset = 0; offset <= whole.length; offset++) {
			const chunks = splitAt(whole, [offset]);
			const filtered = filterChunks(chunks);
			if (Buffer.compare(filtered.bytes, unasked) !== 0) throw new Error(`filtered otherwise when cut at ${offset}`);
			if (!Bun.deepEquals(filtered.answer, answer) || !Bun.deepEquals(readStream(chunks), answer)) {
				throw new Error(`read otherwise when cut at ${offset}`);
			}
		}
	});

	test.each([
		["ends its lines with CR", (text: string) => text.replaceAll(/\r?\n/g, "\r")],
		["ends its lines with CRLF", (text: string) => text.replaceAll(/\r?\n/g, "\r\n")],
		["begins with a byte order mark", (text: string) => `\ufeff${text}`],
	])("is filtered and read alike when it %s, wherever it is cut", (_, change) => {
		const changed = encode(change(decode(whole)));
		const expected = encode(change(decode(unasked)));
		const answer = readStream(asked);
		for (let offset = 0; offset <= changed.length; offset++) {
			const filtered = filterChunks(splitAt(changed, [offset]));
			if (Buffer.compare(filtered.bytes, expected) !== 0) throw new Error(`filtered otherwise when cut at ${offset}`);
			if (!Bun.deepEquals(filtered.answer, answer)) throw new Error(`read otherwise when cut at ${offset}`);
		}
		const bytewise = Array.from(changed.keys()).slice(1);
		expect(filterChunks(splitAt(changed, bytewise))).toEqual({ bytes: expected, answer });
	});

	test("is filtered and read alike when it is cut at many random bytes", () => {
		const answer = readStream(asked);
		for (let seed = 0; seed < 100; seed++) {
			const random = seededRandom(seed);
			const cuts = Array.from({ length: 1 + pickIndex(random, 60) }, () => pickIndex(random, whole.length + 1));
			const chunks = splitAt(
				whole,
				cuts.sort((a, b) => a - b),
			);
			expect(filterChunks(chunks)).toEqual({ bytes: unasked, answer });
			expect(readStream(chunks)).toEqual(answer);
		}
	});

	test("is left as it is when usage was not asked for", () => {
		expect(filterChunks([unasked]).bytes).toEqual(unasked);
	});
});

describe("the filter", () => {
	test("hands on the chunk itself when nothing is to be taken out", () => {
		const chunk = encode('data: {"choices":[{"delta":{"content":"a"}}]}\n\ndata: [DONE]\n\n');
		expect(createUsageFilter().push(chunk)).toBe(chunk);
	});

	test("hands on each event at once when lines end with CR, and a mark counts only at the beginning", () => {
		const filter = createUsageFilter();
		expect(decode(filter.push(encode('data: {"n":1,"usage":null}\r\r')) as Uint8Array)).toBe('data: {"n":1}\r\r');
		expect(decode(filter.push(encode('\ufeffdata: {"usage":null}\r\r')) as Uint8Array)).toContain("usage");
	});

	test("hands on whole events at once and holds back only the one that is not complete", () => {
		const filter = createUsageFilter();
		expect(decode(filter.push(encode('data: {"n":1}\n\ndata: {"us')) as Uint8Array)).toBe('data: {"n":1}\n\n');
		expect(filter.push(encode('age":null}\n'))).toBeUndefined();
		expect(decode(filter.push(encode("\n: hi\n\n")) as Uint8Array)).toBe("data: {}\n\n: hi\n\n");
		expect(filter.end()).toBeUndefined();
	});

	test.each([
		'data: {"choices":[{"delta":{"content":"\\"usage\\":null"}}]}\n\n',
		'data: {"choices":[{"usage":null}]}\n\n',
		'data: {"choices":[],"usage":[]}\n\n',
		'data: {"choices":[{"index":0}],"usage":{"prompt_tokens":1}}\n\n',
		'data: {"error":{"message":"x"},"usage":{"prompt_tokens":1}}\n\n',
		'data: {"choices":5,"usage":{"prompt_tokens":1}}\n\n',
		'data: {"usage":null}}\n\n',
		'data: {"usage":nul}\n\n',
		'data: "usage":null\n\n',
		'data: "usage":null}\n\n',
		'data: ,"usage":null}\n\n',
		'data: {"a":",\\"usage\\":null}"}\n\n',
		': {"usage":null}\n\n',
		'event: {"usage":null}\nid: 7\n\n',
		'data: {"usage":\ndata: null}\n\n',
		"\n\n\n\r\n\r\r\n\n",
		"rubbish without an end",
		"",
	])("passes on %p unchanged", (text) => {
		expect(filterText(text)).toBe(text);
	});

	test.each([
		['data: {"choices":[],"usage":{}}\n\n', ""],
		['data: {"usage":{"prompt_tokens":1}}\n\n', ""],
		['\ndata: {"usage":{"prompt_tokens":1}}\n\n', "\n"],
		['data: {"usage":null,"choices":[]}\n\n', 'data: {"choices":[]}\n\n'],
		['event: x\nid: 1\ndata: {"a":1,"usage":null}\n\n', 'event: x\nid: 1\ndata: {"a":1}\n\n'],
		['data: {"a":1,"usage":null}', 'data: {"a":1}'],
		['data: {"a":{"b":1,"usage":null},"usage":null}\n\n', 'data: {"a":{"b":1,"usage":null}}\n\n'],
		['data:{"choices":[],\ndata:"usage":{}}\n\n', ""],
	])("turns %p into %p", (text, expected) => {
		expect(filterText(text)).toBe(expected);
	});

	test("passes an overlong event on unchanged, unread and without keeping it, and reads on behind it", () => {
		const long = `data: {"usage":null,"text":"${"x".repeat(2 * maxEventBytes)}"}\n\n`;
		const text = `${long}data: {"model":"m","usage":null}\n\n`;
		const sizes = [7, 1000, maxEventBytes - 1, text.length];
		for (const size of sizes) {
			const cuts = Array.from({ length: Math.floor(text.length / size) }, (_, index) => (index + 1) * size);
			const filtered = filterChunks(splitAt(encode(text), cuts));
			expect(decode(filtered.bytes) === `${long}data: {"model":"m"}\n\n`).toBe(true);
			expect(filtered.answer.responseModel).toBe("m");
		}
	});

	test.each(["\n", "\r\n"])("finds the end of an overlong event whose blank line (%p) is cut anywhere", (newline) => {
		const long = `data: ${"x".repeat(maxEventBytes)}${newline}${newline}`;
		const text = `${long}data: {"usage":null}\n\n`;
		for (let offset = long.length - 6; offset <= long.length + 1; offset++) {
			const filtered = filterChunks(splitAt(encode(text), [offset]));
			expect(decode(filtered.bytes.subarray(long.length - 1))).toBe("\ndata: {}\n\n");
		}
	});

	test("does not take a line of an overlong event for an event of its own, wherever it is cut", () => {
		const first = `data: ${"x".repeat(maxEventBytes)}\r\n`;
		const text = `${first}data: {"usage":null}\r\n\r\n`;
		for (let offset = first.length - 3; offset <= first.length + 3; offset++) {
			expect(decode(filterChunks(splitAt(encode(text), [offset])).bytes) === text).toBe(true);
		}
	});

	test("holds back no more than one event's length of a stream that never ends an event", () => {
		const filter = createUsageFilter();
		const chunk = new Uint8Array(64 * 1024).fill(0x61);
		let held = 0;
		for (let sent = 0; sent < 200; sent++) {
			held += chunk.length - (filter.push(chunk)?.length ?? 0);
			expect(held).toBeLessThanOrEqual(maxEventBytes + chunk.length);
		}
	});
});

describe("the reader", () => {
	test("reads Azure's model from the second event, because the first has none", () => {
		expect(readStream([encode('data: {"model":""}\n\ndata: {"model":"gpt-4o"}\n\n')]).responseModel).toBe("gpt-4o");
	});

	test("keeps the first model's name", () => {
		const events = 'data: {"model":"a"}\n\ndata: {"model":"b","choices":[{"finish_reason":"stop"}]}\n\n';
		expect(readStream([encode(events)])).toEqual({ responseModel: "a", finishReason: "stop" });
	});

	test("keeps it also when a later event that came with the first is read at once", () => {
		const nameless = 'data: {"choices":[]}\n\n'.repeat(2);
		const last = 'data: {"model":"c","choices":[{"finish_reason":"stop"}]}\n\n';
		const events = `data: {"model":"a"}\n\n${nameless}data: {"model":"b"}\n\n${last}`;
		expect(readStream([encode(events)])).toEqual({ responseModel: "a", finishReason: "stop" });
	});

	test("takes the last of several running usages", () => {
		const event = (tokens: number) =>
			`data: {"choices":[{}],"usage": {"prompt_tokens":3,"completion_tokens":${tokens}}}\n\n`;
		expect(readStream([encode(event(1) + event(2))]).usage).toEqual({ uncachedInput: 3, output: 2 });
	});

	test("reads a finish reason behind another choice's null in the same event", () => {
		const choices = '[{"index":1,"finish_reason":null},{"index":0,"finish_reason" : "stop"}]';
		expect(readStream([encode(`data: {"model":"m"}\n\ndata: {"choices":${choices}}\n\n`)]).finishReason).toBe("stop");
	});

	test("reads an event that the end of the stream left without its blank line", () => {
		expect(readStream([encode('data: {"model":"m","usage":{"prompt_tokens":1}}')]).usage).toEqual({ uncachedInput: 1 });
	});

	test("joins an event's data lines, as the specification says", () => {
		expect(readStream([encode('data: {"model":\r\ndata: "m"}\r\n\r\n')]).responseModel).toBe("m");
	});

	test.each([
		"data: {",
		"data: {]}\n\n",
		'data: {"error":}\n\n',
		"\u0000\u0001\n\n",
		"data\n\n",
		"data:\n\n",
		"\r\r",
		"data: [1]\n\n",
	])("finds nothing in %p and does not throw", (text) => expect(readStream([encode(text)])).toEqual({}));

	test("survives random bytes, whatever their borders", () => {
		const random = seededRandom(1);
		const reader = createStreamReader();
		const alphabet = 'data: {"usage":null}\r\n\\\u0000é';
		for (let i = 0; i < 2000; i++) {
			const length = pickIndex(random, 40);
			reader.read(encode(Array.from({ length }, () => alphabet[pickIndex(random, alphabet.length)]).join("")));
		}
		expect(reader.end().usage).toBeUndefined();
	});
});
