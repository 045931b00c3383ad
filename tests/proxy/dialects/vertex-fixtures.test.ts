import { describe, expect, test } from "bun:test";
import type { Answer } from "../../../server/src/proxy/dialects/dialect";
import { geminiDialect } from "../../../server/src/proxy/dialects/gemini-vertex";
import { expectAlikeWhereverCut, meaningOf, readStream } from "../../support/dialect-answers";
import { jsonFixtures, readChunks, readJsonFixture, streamFixtures } from "../../support/fixtures";

const publishers = "v1/projects/p/locations/us-east5/publishers";
const claude = `${publishers}/anthropic/models/claude-sonnet-4-5@20250929`;
const gemini = `${publishers}/google/models/gemini-2.5-flash`;
const unauthenticated = { type: "UNAUTHENTICATED", message: "Request had invalid authentication credentials." };
const sonnet = { responseModel: "claude-sonnet-4-5-20250929", finishReason: "end_turn" };
const noWrites = { cacheWrite5m: 0, cacheWrite1h: 0 };
const claudeCached: Answer = { ...sonnet, usage: { ...noWrites, uncachedInput: 100, cacheRead: 50, output: 100 } };

const answers: Record<string, [path: string, Answer]> = {
	generate: [
		`${gemini}:generateContent`,
		{
			responseModel: "gemini-2.5-flash",
			finishReason: "STOP",
			serviceTier: "standard",
			// The total has no room for the thoughts beside the candidates.
			usage: { uncachedInput: 10, output: 5, reasoning: 20 },
		},
	],
	provisioned: [
		`${gemini}:generateContent`,
		{
			responseModel: "gemini-2.5-flash",
			finishReason: "STOP",
			serviceTier: "provisioned",
			usage: { uncachedInput: 10, output: 5 },
		},
	],
	// `streamRawPredict` answers so when the body does not ask for a stream.
	claude: [`${claude}:streamRawPredict`, claudeCached],
	"claude-error": [
		`${claude}:rawPredict`,
		{ error: { type: "invalid_request_error", message: "max_tokens: Field required" } },
	],
	"error-401": [`${claude}:rawPredict`, { error: unauthenticated }],
	"predict-embeddings": [
		`${publishers}/google/models/gemini-embedding-001:predict`,
		{ usage: { uncachedInput: 10, inputCharacters: 43 } },
	],
	"predict-images": [`${publishers}/google/models/imagen-4.0-generate-001:predict`, { usage: { imagesOutput: 2 } }],
	mistral: [
		`${publishers}/mistralai/models/mistral-medium-3:rawPredict`,
		{ responseModel: "mistral-medium-2505", finishReason: "stop", usage: { uncachedInput: 17, output: 3 } },
	],
};

const streams: Record<string, [path: string, Answer]> = {
	claude: [
		`${claude}:streamRawPredict`,
		{ ...sonnet, usage: { ...noWrites, uncachedInput: 9, cacheRead: 0, output: 12 }, isComplete: true },
	],
	"claude-cached": [`${claude}:streamRawPredict`, { ...claudeCached, isComplete: true }],
	"generate-flex.events": [
		`${gemini}:streamGenerateContent`,
		{
			responseModel: "gemini-2.5-flash",
			finishReason: "STOP",
			serviceTier: "flex",
			usage: { uncachedInput: 10, output: 5 },
			isComplete: true,
		},
	],
	"error.array": [`${gemini}:streamGenerateContent`, { error: unauthenticated, isComplete: true }],
};

describe("a recorded answer of Vertex AI", () => {
	test("is expected here for every fixture that there is", () => {
		expect(Object.keys(answers).sort()).toEqual(jsonFixtures("vertex"));
		expect(Object.keys(streams).sort()).toEqual(streamFixtures("vertex"));
	});

	test.each(Object.entries(answers))("%s.json is read", (name, [path, expected]) => {
		const answer = geminiDialect(path)?.readResponse(readJsonFixture("vertex", name));
		expect(answer && meaningOf(answer)).toEqual(expected);
	});

	test.each(Object.entries(streams))("%s, streamed, is read, wherever it is cut", (name, [path, expected]) => {
		const dialect = geminiDialect(path);
		if (dialect === undefined) throw new Error("no dialect");
		const chunks = readChunks("vertex", name);
		const answer = readStream(dialect, chunks);
		expect(meaningOf(answer)).toEqual(expected);
		expectAlikeWhereverCut(dialect, chunks, answer);
	});

	test("keeps what was counted for embeddings", () => {
		const path = `${publishers}/google/models/gemini-embedding-001:predict`;
		const answer = geminiDialect(path)?.readResponse(readJsonFixture("vertex", "predict-embeddings"));
		expect(answer?.rawUsage).toEqual({ tokenCount: 10, billableCharacterCount: 43 });
	});
});
