import { describe, expect, test } from "bun:test";
import { inputTokens, outputTokens } from "../../../server/src/pricing/usage";
import type { BatchedCall } from "../../../server/src/proxy/dialects/dialect";
import { createBatchResultReader, readBatch, type UnreadLine } from "../../../server/src/proxy/dialects/openai-batches";
import { readFixture, readJsonFixture } from "../../support/fixtures";
import { splitAt } from "../../support/split";

const encode = (text: string) => new TextEncoder().encode(text);

function readResults(chunks: readonly Uint8Array[]): (BatchedCall | UnreadLine)[] {
	const results: (BatchedCall | UnreadLine)[] = [];
	const reader = createBatchResultReader((result) => results.push(result));
	for (const chunk of chunks) {
		const own = chunk.slice();
		reader.read(own);
		own.fill(0);
	}
	reader.end();
	return results;
}

const results = readFixture("openai/batches", "results.jsonl");

describe("a batch's result file", () => {
	test("has one call a line, each read as its API's, at the batch tier", () => {
		expect(readResults([results])).toMatchObject([
			{
				customId: "call-1",
				httpStatus: 200,
				answer: {
					responseModel: "gpt-4o-2024-08-06",
					// Not the `default` that the body says.
					serviceTier: "batch",
					usage: { uncachedInput: 400, cacheRead: 600, output: 100, reasoning: 0 },
				},
			},
			{
				customId: "call-2",
				answer: { serviceTier: "batch", usage: { uncachedInput: 36, output: 87, webSearches: 1 } },
			},
			{ customId: "call-3", answer: { responseModel: "text-embedding-3-small", usage: { uncachedInput: 8 } } },
			{ customId: "call-4", answer: { usage: { uncachedInput: 50, imageOutput: 4160 } } },
			{
				customId: "call-5",
				answer: { responseModel: "gpt-3.5-turbo-instruct", usage: { uncachedInput: 5, output: 7 } },
			},
		]);
	});

	test("is read alike when it is cut in two at any byte", () => {
		const whole = readResults([results]);
		for (let offset = 0; offset <= results.length; offset++) {
			if (!Bun.deepEquals(readResults(splitAt(results, [offset])), whole))
				throw new Error(`otherwise when cut at ${offset}`);
		}
	});

	test("tells calls that failed at the provider, and calls that were never made", () => {
		expect(readResults([readFixture("openai/batches", "errors.jsonl")])).toMatchObject([
			{ customId: "call-6", httpStatus: 404, answer: { error: { type: "invalid_request_error" } } },
			{ customId: "call-7", answer: { error: { type: "batch_expired" } } },
		]);
	});

	test("is read on behind lines that are no calls, which are told by their number", () => {
		const line = '{"custom_id":"a","response":{"status_code":200,"body":{}}}';
		const read = readResults([encode(`nonsense\n\n[1]\n{"custom_id":5}\n${line}`)]);
		expect(read).toMatchObject([
			{ line: 1 },
			{ line: 2 },
			{ line: 3 },
			{ customId: "a", answer: { serviceTier: "batch" } },
		]);
	});

	test("may have images of many megabytes, and lines that are too long for anything", () => {
		const image = `{"custom_id":"i","response":{"status_code":200,"body":{"data":[{"b64_json":"${"QUJD".repeat(5_000_000)}"}],"usage":{"input_tokens":5,"output_tokens":9}}}}`;
		const vectors = `{"custom_id":"v","response":{"body":{"data":[${"0.1,".repeat(5_000_000)}0]}}}`;
		const read = readResults([
			encode(image),
			encode("\n"),
			encode(vectors),
			encode("\n"),
			encode('{"custom_id":"z","error":{"code":"x"}}'),
		]);
		expect(read).toMatchObject([
			{ customId: "i", answer: { usage: { uncachedInput: 5, imageOutput: 9 } } },
			{ line: 2 },
			{ customId: "z" },
		]);
	});
});

describe("a batch object", () => {
	test("says where its results are, and the sum to check them against", () => {
		const batch = readBatch(readJsonFixture("openai/batches", "completed"));
		expect(batch).toEqual({
			id: "batch_1",
			status: "completed",
			endpoint: "/v1/chat/completions",
			model: "gpt-4o-2024-08-06",
			outputFileId: "file-out",
			errorFileId: "file-err",
			completedCalls: 5,
			failedCalls: 1,
			usage: { uncachedInput: 2400, cacheRead: 600, output: 300, reasoning: 0 },
		});
		expect([inputTokens(batch?.usage ?? {}), outputTokens(batch?.usage ?? {})]).toEqual([3000, 300]);
	});

	test("that was just created has neither", () => {
		const batch = readBatch(readJsonFixture("openai/batches", "created"));
		expect(batch).toMatchObject({ id: "batch_1", status: "validating", outputFileId: undefined, usage: undefined });
	});

	test.each(["{}", '{"object":"file","id":"a","status":"x"}', '{"object":"batch"}', "[", ""])(
		"is not found in %p",
		(text) => {
			expect(readBatch(encode(text))).toBeUndefined();
		},
	);
});
