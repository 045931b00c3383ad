import { describe, expect, test } from "bun:test";
import type { Usage } from "../../../server/src/pricing/usage";
import type { Answer, Dialect } from "../../../server/src/proxy/dialects/dialect";
import { openaiDialects } from "../../../server/src/proxy/dialects/openai-paths";
import { openai } from "../../../server/src/proxy/dialects/openai-vendors";
import { joinChunks, jsonFixtures, readChunks, readJsonFixture, streamFixtures } from "../../support/fixtures";

interface Expected {
	model?: string;
	finishReason?: string;
	usage?: Usage;
	errorType?: string;
	tier?: string;
	isPending?: true;
	isComplete?: true;
}

const dialects = openaiDialects(openai);
const gpt5 = { model: "gpt-5-2025-08-07", finishReason: "completed", tier: "default" } as const;
const silent = { cacheRead: 0, cacheWrite5m: 0, reasoning: 0 };

const responses: Record<string, Expected> = {
	plain: { ...gpt5, usage: { ...silent, uncachedInput: 36, output: 87 } },
	tools: { ...gpt5, model: "gpt-4.1-2025-04-14", usage: { ...silent, uncachedInput: 212, output: 46 } },
	"cached-input": { ...gpt5, usage: { ...silent, uncachedInput: 86, cacheRead: 1920, output: 3 } },
	// 9,000 = 215 + 400 read + 385 written for 30 minutes + 8,000 for 12 hours
	"cache-write": {
		...gpt5,
		model: "gpt-5.6-sol",
		usage: { uncachedInput: 215, cacheRead: 400, cacheWrite5m: 385, cacheWrite1h: 8000, output: 38, reasoning: 0 },
	},
	reasoning: { ...gpt5, usage: { ...silent, uncachedInput: 1000, output: 8, reasoning: 4992 } },
	refusal: { ...gpt5, usage: { ...silent, uncachedInput: 33, output: 11 } },
	incomplete: { ...gpt5, finishReason: "max_output_tokens", usage: { ...silent, uncachedInput: 20, output: 16 } },
	"content-filter": { ...gpt5, finishReason: "content_filter", usage: { ...silent, uncachedInput: 25, output: 3 } },
	failed: { ...gpt5, finishReason: "failed", errorType: "server_error" },
	"web-search": { ...gpt5, usage: { ...silent, uncachedInput: 6976, cacheRead: 1024, output: 120, webSearches: 2 } },
	"files-and-code": {
		...gpt5,
		usage: { ...silent, uncachedInput: 500, output: 60, fileSearches: 2, codeSessions: 1 },
	},
	"background-completed": { ...gpt5, usage: { ...silent, uncachedInput: 1200, output: 2000, reasoning: 6000 } },
	"usage-missing": { model: "llama-3.3-70b", finishReason: "completed" },
};
const unfinished = { model: "gpt-5-2025-08-07", tier: "default", isPending: true } as const;

const answers: Record<string, { dialect: Dialect | undefined; expected: Record<string, Expected> }> = {
	"openai/responses": {
		dialect: dialects.responses,
		expected: {
			...responses,
			// Opening a page, and a search that failed, are no searches.
			"web-search-uncounted": { ...gpt5, usage: { ...silent, uncachedInput: 8000, output: 120, webSearches: 2 } },
			image: { ...gpt5, usage: { ...silent, uncachedInput: 300, output: 40, webSearches: 0, imagesOutput: 1 } },
			"background-queued": unfinished,
			cancelled: { ...gpt5, finishReason: "cancelled" },
			"previous-response": { ...gpt5, usage: { ...silent, uncachedInput: 140, output: 22 } },
			compact: { usage: { ...silent, uncachedInput: 1000, cacheRead: 49000, output: 900 } },
			"flex-tier": { ...gpt5, tier: "flex", usage: { ...silent, uncachedInput: 100, output: 10 } },
			"error-400": { errorType: "invalid_request_error" },
		},
	},
	"openai/completions": {
		dialect: dialects.completions,
		expected: {
			plain: { model: "gpt-3.5-turbo-instruct", finishReason: "length", usage: { uncachedInput: 5, output: 7 } },
			"two-choices": { model: "gpt-3.5-turbo-instruct", finishReason: "stop", usage: { uncachedInput: 5, output: 14 } },
		},
	},
	"openai/embeddings": {
		dialect: dialects.embeddings,
		expected: {
			plain: { model: "text-embedding-3-small", usage: { uncachedInput: 8 } },
			base64: { model: "text-embedding-3-small", usage: { uncachedInput: 16 } },
			"error-400": { errorType: "invalid_request_error" },
		},
	},
	"openai/images": {
		dialect: dialects["images/generations"],
		expected: {
			tokens: { usage: { uncachedInput: 50, imageInput: 0, imageOutput: 4160 } },
			"edit-tokens": { usage: { uncachedInput: 40, imageInput: 323, output: 160, imageOutput: 4000 } },
			"by-the-image": { usage: { imagesOutput: 2 } },
			svg: { usage: { uncachedInput: 50, imageInput: 0, imageOutput: 1000 } },
			refused: { errorType: "image_generation_user_error" },
		},
	},
	"openai/audio": {
		dialect: dialects["audio/transcriptions"],
		expected: {
			"transcription-tokens": { usage: { uncachedInput: 4, audioInput: 14, output: 45 } },
			"transcription-tokens-without-details": { usage: { audioInput: 14, output: 45 } },
			"transcription-seconds": { usage: { audioInputSeconds: 9 } },
			// The billed seconds, not the duration of 8.47.
			verbose: { usage: { audioInputSeconds: 9 } },
			"translation-verbose": { usage: { audioInputSeconds: 9 } },
			translation: {},
			"error-400": { errorType: "invalid_request_error" },
		},
	},
	"openai/moderations": { dialect: dialects.moderations, expected: { plain: { model: "omni-moderation-latest" } } },
	// A batch object may be asked for many times: its sum is never a call's usage.
	"openai/batches": {
		dialect: dialects.batches,
		expected: { created: {}, completed: { model: "gpt-4o-2024-08-06" } },
	},
};

const done = { isComplete: true } as const;
const streams: Record<string, { dialect: Dialect | undefined; expected: Record<string, Expected> }> = {
	"openai/responses": {
		dialect: dialects.responses,
		expected: {
			...Object.fromEntries(Object.entries(responses).map(([name, expected]) => [name, { ...expected, ...done }])),
			"unicode-split": { ...responses.plain, ...done },
			"error-mid-stream": { ...unfinished, errorType: "server_error" },
			"error-nested": { ...unfinished, errorType: "too_many_requests" },
			"broken-off": unfinished,
		},
	},
	"openai/images": {
		dialect: dialects["images/edits"],
		expected: {
			"partial-images": { usage: { uncachedInput: 50, imageInput: 0, imageOutput: 4360 }, ...done },
			edit: { usage: { uncachedInput: 40, imageInput: 323, imageOutput: 4160 }, ...done },
			"error-mid-stream": { errorType: "image_generation_server_error" },
		},
	},
	"openai/audio": {
		dialect: dialects["audio/transcriptions"],
		expected: {
			transcription: { usage: { uncachedInput: 0, audioInput: 14, output: 45 }, ...done },
			"transcription-without-usage": done,
			// Read as what it is, below.
			speech: {},
		},
	},
};

function summary(answer: Answer): Expected {
	return {
		model: answer.responseModel,
		finishReason: answer.finishReason,
		usage: answer.usage,
		errorType: answer.error?.type,
		tier: answer.serviceTier,
		isPending: answer.isPending,
		isComplete: answer.isComplete,
	};
}

function readStream(dialect: Dialect | undefined, chunks: readonly Uint8Array[]): Answer | undefined {
	const reader = dialect?.createStreamReader();
	for (const chunk of chunks) {
		// A chunk may be gone once it has been read.
		const own = chunk.slice();
		reader?.read(own);
		own.fill(0);
	}
	return reader?.end();
}

describe.each(Object.entries(answers))("an answer of %s", (folder, { dialect, expected }) => {
	test("is expected here for every fixture that there is", () => {
		expect(Object.keys(expected).sort()).toEqual(jsonFixtures(folder));
	});

	test.each(Object.entries(expected))("%s.json says what it says", (name, summed) => {
		const answer = dialect?.readResponse(readJsonFixture(folder, name)) ?? {};
		expect(answer.isJson).toBe(true);
		expect(summary(answer)).toEqual(summed);
	});
});

describe.each(Object.entries(streams))("a stream of %s", (folder, { dialect, expected }) => {
	test("is expected here for every fixture that there is", () => {
		expect(Object.keys(expected).sort()).toEqual(streamFixtures(folder));
	});

	test.each(Object.entries(expected))("%s says what it says", (name, summed) => {
		expect(summary(readStream(dialect, readChunks(folder, name)) ?? {})).toEqual(summed);
	});

	test.each(Object.keys(expected))("%s is read alike when it is cut in two at any byte", (name) => {
		const chunks = readChunks(folder, name);
		const whole = joinChunks(chunks);
		const answer = readStream(dialect, chunks);
		for (let offset = 0; offset <= whole.length; offset++) {
			const read = readStream(dialect, [whole.subarray(0, offset), whole.subarray(offset)]);
			if (!Bun.deepEquals(read, answer)) throw new Error(`read otherwise when cut at ${offset}`);
		}
		expect(
			readStream(
				dialect,
				Array.from(whole, (byte) => Uint8Array.of(byte)),
			),
		).toEqual(answer as Answer);
	});
});

test("a stream of speech tells tokens in its last event, wherever it is cut", () => {
	const whole = joinChunks(readChunks("openai/audio", "speech"));
	const expected = { usage: { uncachedInput: 14, audioOutput: 101 }, ...done };
	for (let offset = 0; offset <= whole.length; offset++) {
		const answer = readStream(dialects["audio/speech"], [whole.subarray(0, offset), whole.subarray(offset)]);
		expect(summary(answer ?? {})).toEqual(expected);
	}
});

test("an embedding's, moderation's or session's path is never a stream, and says nothing as one", () => {
	for (const path of ["moderations", "realtime/sessions", "batches"]) {
		expect(readStream(dialects[path], [new TextEncoder().encode("data: {}\n\n")])).toEqual({});
	}
});

describe("whatever comes", () => {
	const rubbish = ["", "{", "null", "[1]", "<html>", "\u0000", '{"usage":5,"error":7,"output":[null,3]}', "RIFF\u0001"];

	test.each(Object.entries(dialects))("%s neither throws nor makes usage up", (_, dialect) => {
		for (const text of rubbish) {
			const body = new TextEncoder().encode(text);
			expect(dialect.readResponse(body).usage).toBeUndefined();
			expect(readStream(dialect, [body])?.usage).toBeUndefined();
			const request = { body, path: "x", query: "", contentType: "multipart/form-data; boundary=x" };
			expect(dialect.readRequest(request)?.model).toBeUndefined();
		}
	});
});
