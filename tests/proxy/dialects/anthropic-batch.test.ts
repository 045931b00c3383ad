import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { anthropicBatchResults, readAnthropicBatch } from "../../../server/src/proxy/dialects/anthropic-batch";
import type { BatchedCall } from "../../../server/src/proxy/dialects/dialect";
import { meaningOf, splitAt } from "../../support/dialect-answers";
import { readJsonFixture } from "../../support/fixtures";

const results = new Uint8Array(readFileSync(new URL("../../fixtures/anthropic/batch-results.jsonl", import.meta.url)));

function readAnthropicBatchResults(chunks: Iterable<Uint8Array>): BatchedCall[] {
	const calls: BatchedCall[] = [];
	const reader = anthropicBatchResults.createReader((call) => call && calls.push(call));
	for (const chunk of chunks) reader.read(chunk);
	reader.end();
	return calls;
}
const encode = (text: string) => new TextEncoder().encode(text);

describe("the results of a message batch", () => {
	test("are its calls, with the caller's names, their usage and the batch tier", () => {
		const calls = [...readAnthropicBatchResults([results])];
		expect(calls.map(({ answer, ...call }) => ({ ...call, answer: meaningOf(answer) }))).toEqual([
			{
				customId: "erste-Frage",
				key: "erste-Frage",
				kind: "llm",
				httpStatus: 200,
				answer: {
					responseModel: "claude-sonnet-4-5-20250929",
					finishReason: "end_turn",
					serviceTier: "batch",
					usage: { uncachedInput: 25, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0, output: 15 },
				},
			},
			{
				customId: "second",
				key: "second",
				kind: "llm",
				httpStatus: 200,
				answer: {
					responseModel: "claude-sonnet-4-5-20250929",
					finishReason: "end_turn",
					serviceTier: "batch",
					usage: { uncachedInput: 11, cacheRead: 100, output: 36 },
				},
			},
			{
				customId: "third",
				key: "third",
				kind: "llm",
				answer: {
					serviceTier: "batch",
					error: { type: "invalid_request_error", message: "messages: at least one message is required" },
				},
			},
			{
				key: "fourth",
				customId: "fourth",
				kind: "llm",
				answer: { serviceTier: "batch", error: { type: "expired", message: "The batch's request is expired." } },
			},
		]);
	});

	test("read alike wherever they are cut, and without the last line's end", () => {
		const expected = [...readAnthropicBatchResults([results])];
		for (let offset = 0; offset <= results.length; offset++) {
			const calls = [...readAnthropicBatchResults(splitAt(results, [offset]))];
			if (!Bun.deepEquals(calls, expected)) throw new Error(`read otherwise when cut at ${offset}`);
		}
		const bytewise = splitAt(results.subarray(0, -1), Array.from(results.keys()).slice(1, -1));
		expect([...readAnthropicBatchResults(bytewise)]).toEqual(expected);
	});

	test("may come in chunks that are gone once the next one comes", () => {
		function* fleeting() {
			for (const chunk of splitAt(results, [10, 400, 900])) {
				const own = chunk.slice();
				yield own;
				own.fill(0x20);
			}
		}
		expect([...readAnthropicBatchResults(fleeting())]).toEqual([...readAnthropicBatchResults([results])]);
	});

	test("go on behind lines that cannot be read, or are too long", () => {
		const long = encode(`{"custom_id":"long","result":{"type":"expired","x":[${"0,".repeat(9 * 1024 * 1024)}0]}}\n`);
		const lines = ["\n", "{\n", "[]\n", '{"custom_id":"a"}\n', '{"custom_id":1,"result":{"type":"expired"}}\n'];
		const chunks = [...lines.map(encode), long.subarray(0, 9_000_000), long.subarray(9_000_000), results];
		expect([...readAnthropicBatchResults(chunks)].map(({ customId }) => customId)).toEqual([
			"erste-Frage",
			"second",
			"third",
			"fourth",
		]);
	});
});

describe("a message batch", () => {
	test("tells how far it is, and where its results are once it has ended", () => {
		const id = "msgbatch_013Zva2CMHLNnXjNJJKqJ2EF";
		const counts = { processing: 3, succeeded: 0, errored: 0, canceled: 0, expired: 0 };
		expect(readAnthropicBatch(readJsonFixture("anthropic", "batch"))).toEqual({ id, status: "in_progress", counts });
		expect(readAnthropicBatch(readJsonFixture("anthropic", "batch-ended"))).toEqual({
			id,
			status: "ended",
			resultsUrl: `https://api.anthropic.com/v1/messages/batches/${id}/results`,
			counts: { processing: 0, succeeded: 2, errored: 1, canceled: 0, expired: 1 },
		});
	});

	test.each(["", "[]", "{}", '{"type":"message_batch"}', '{"type":"message","id":"x","processing_status":"ended"}'])(
		"is not what %p is",
		(text) => expect(readAnthropicBatch(encode(text))).toBeUndefined(),
	);
});
