import { describe, expect, test } from "bun:test";
import { EventMessages } from "../../../server/src/proxy/dialects/bedrock-messages";
import { splitAt } from "../../support/dialect-answers";
import { encodeMessage } from "../../support/event-messages";
import { joinChunks, readChunks } from "../../support/fixtures";
import { pickIndex, seededRandom } from "../../support/random";

interface Found {
	headers: Record<string, string>;
	payload: string;
}

function messagesIn(chunks: readonly Uint8Array[]): Found[] {
	const found: Found[] = [];
	const messages = new EventMessages(({ headers, payload }) => {
		found.push({ headers: { ...headers }, payload: payload.toString() });
	});
	for (const chunk of chunks) messages.push(chunk);
	return found;
}

const payloadsIn = (chunks: readonly Uint8Array[]) => messagesIn(chunks).map(({ payload }) => payload);
const one = encodeMessage({ ":event-type": "one" }, "1");
const two = encodeMessage({ ":event-type": "two" }, '{"n":2}');

describe("a binary event stream", () => {
	test("that AWS's own codec wrote is read with headers and payload", () => {
		const [first, ...rest] = messagesIn(readChunks("bedrock", "converse"));
		expect(first).toEqual({
			headers: { ":event-type": "messageStart", ":content-type": "application/json", ":message-type": "event" },
			payload: '{"role":"assistant","p":"abcdefghijklmnopq"}',
		});
		expect(rest.map(({ headers }) => headers[":event-type"])).toEqual([
			"contentBlockDelta",
			"contentBlockDelta",
			"contentBlockStop",
			"messageStop",
			"metadata",
		]);
	});

	test("has headers of ten types, of which the texts are kept", () => {
		const headers = {
			yes: Buffer.from([0]),
			no: Buffer.from([1]),
			byte: Buffer.from([2, 7]),
			short: Buffer.from([3, 0, 7]),
			int: Buffer.from([4, 0, 0, 0, 7]),
			long: Buffer.alloc(9, 5),
			bytes: Buffer.from([6, 0, 2, 7, 7]),
			text: "Grüße",
			time: Buffer.alloc(9, 8),
			uuid: Buffer.alloc(17, 9),
			last: "",
		};
		expect(messagesIn([encodeMessage(headers, "")])).toEqual([{ headers: { text: "Grüße", last: "" }, payload: "" }]);
	});

	test.each([
		["of an unknown type", Buffer.from([10, 1, 2])],
		["cut inside of a length", Buffer.from([7, 0])],
		["longer than the headers", Buffer.from([7, 0, 99, 65])],
		["cut before its type", Buffer.alloc(0)],
	])("with a header %s keeps those before it", (_, bad) => {
		expect(messagesIn([encodeMessage({ good: "1", bad }, "p")])).toEqual([{ headers: { good: "1" }, payload: "p" }]);
	});

	test("is read alike wherever it is cut", () => {
		const bytes = joinChunks([one, two, one]);
		for (let offset = 0; offset <= bytes.length; offset++) {
			expect(payloadsIn(splitAt(bytes, [offset]))).toEqual(["1", '{"n":2}', "1"]);
		}
		expect(payloadsIn(splitAt(bytes, Array.from(bytes.keys()).slice(1)))).toEqual(["1", '{"n":2}', "1"]);
	});

	test("with any one byte damaged loses the message it belongs to, and no other", () => {
		const bytes = joinChunks([one, two, one]);
		for (let at = one.length; at < one.length + two.length; at++) {
			const damaged = bytes.slice();
			damaged[at] = (damaged[at] as number) ^ 0x15;
			expect(payloadsIn([damaged])).toEqual(["1", "1"]);
			expect(payloadsIn(splitAt(damaged, [at, at + 1]))).toEqual(["1", "1"]);
		}
	});

	test("with rubbish between its messages is read on behind it", () => {
		const random = seededRandom(4);
		for (let round = 0; round < 100; round++) {
			const rubbish = Uint8Array.from({ length: pickIndex(random, 90) }, () => pickIndex(random, 256));
			expect(payloadsIn([joinChunks([one, rubbish, two])])).toEqual(["1", '{"n":2}']);
		}
		expect(payloadsIn([new Uint8Array(5000), one])).toEqual(["1"]);
	});

	test("with a message of several megabytes is read on behind it, without keeping it", () => {
		const long = encodeMessage({ ":event-type": "long" }, "x".repeat(3_000_000));
		const bytes = joinChunks([one, long, two]);
		for (const size of [1000, 65_536, bytes.length]) {
			const cuts = Array.from({ length: Math.floor(bytes.length / size) }, (_, index) => (index + 1) * size);
			expect(payloadsIn(splitAt(bytes, cuts))).toEqual(["1", '{"n":2}']);
		}
	});

	test("of random bytes has no message", () => {
		const random = seededRandom(5);
		const chunks = Array.from({ length: 500 }, () =>
			Uint8Array.from({ length: pickIndex(random, 200) }, () => pickIndex(random, 256)),
		);
		expect(messagesIn(chunks)).toEqual([]);
	});
});
