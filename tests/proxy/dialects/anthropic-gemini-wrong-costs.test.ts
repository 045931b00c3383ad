import { describe, expect, test } from "bun:test";
import { price } from "../../../server/src/pricing/price";
import { inputTokens, outputTokens, type Usage } from "../../../server/src/pricing/usage";
import { anthropicMessages } from "../../../server/src/proxy/dialects/anthropic-messages";
import { bedrockDialect } from "../../../server/src/proxy/dialects/bedrock-invoke";
import type { Answer, Dialect } from "../../../server/src/proxy/dialects/dialect";
import { geminiDialect } from "../../../server/src/proxy/dialects/gemini-vertex";
import { readStream } from "../../support/dialect-answers";
import { readChunks, readJsonFixture } from "../../support/fixtures";

const at = new Date("2026-11-22T12:00:00Z");
const sonnet = "claude-sonnet-4-5-20250929";
const vertex = "v1/projects/p/locations/us-east5/publishers";
const bedrockSonnet = "model/us.anthropic.claude-sonnet-4-5-20250929-v1:0";
const encode = (text: string) => new TextEncoder().encode(text);

function require(dialect: Dialect | undefined): Dialect {
	if (dialect === undefined) throw new Error("no dialect");
	return dialect;
}

const message = (usage: object): Answer =>
	anthropicMessages.readResponse(encode(JSON.stringify({ type: "message", model: sonnet, usage })));
const generated = (usageMetadata: object): Answer =>
	require(geminiDialect("models/gemini-2.5-pro:generateContent")).readResponse(
		encode(JSON.stringify({ usageMetadata })),
	);

/** In pico-USD. */
function costOf(usage: Usage | undefined, provider: string, name: string) {
	const { state, picoUsd } = price(usage, { provider, name }, at);
	return { state, picoUsd };
}

/** Each is a wrong cost that users of other gateways have reported, with the numbers of the report where it has some. */
describe("a cost that others got wrong", () => {
	test("LiteLLM #37923: a streamed call of Claude on Vertex costs what it costs unstreamed, not 0", () => {
		const path = `${vertex}/anthropic/models/claude-sonnet-4-5@20250929:streamRawPredict`;
		const dialect = require(geminiDialect(path));
		const streamed = readStream(dialect, readChunks("vertex", "claude-cached"));
		const whole = dialect.readResponse(readJsonFixture("vertex", "claude"));
		expect(streamed.usage).toEqual(whole.usage as Usage);
		const cost = costOf(streamed.usage, "google", streamed.responseModel ?? "");
		expect(cost).toEqual(costOf(whole.usage, "google", whole.responseModel ?? ""));
		// 100 × 3 + 50 × 0.3 + 100 × 15 USD per million
		expect(cost).toEqual({ state: "priced", picoUsd: 1_815_000_000n });
	});

	test("LiteLLM #34672: streamRawPredict without a stream is one JSON text, and costs as much", () => {
		const path = `${vertex}/anthropic/models/claude-sonnet-4-5@20250929:streamRawPredict`;
		const request = { body: encode('{"max_tokens":9}'), path, query: "", contentType: "application/json" };
		const dialect = require(geminiDialect(path));
		expect(dialect.readRequest(request)?.stream).toBe(false);
		expect(dialect.readResponse(readJsonFixture("vertex", "claude")).usage).toMatchObject({ output: 100 });
	});

	test("LiteLLM #9812: tokens written to the cache are not input tokens once more", () => {
		const { usage } = message({
			input_tokens: 3,
			cache_creation_input_tokens: 12304,
			cache_read_input_tokens: 0,
			output_tokens: 550,
		});
		expect(inputTokens(usage ?? {})).toBe(12307);
		// $0.054399, which Anthropic billed; $0.091311 was recorded. 3 × 3 + 12,304 × 3.75 + 550 × 15
		expect(costOf(usage, "anthropic", sonnet)).toEqual({ state: "priced", picoUsd: 54_399_000_000n });
	});

	test("LiteLLM #11789, #11364: tokens read from the cache cost a tenth, streamed too", () => {
		const { usage } = readStream(anthropicMessages, readChunks("anthropic", "cached-5m"));
		expect(usage).toMatchObject({ uncachedInput: 4, cacheRead: 2455, output: 23 });
		// 4 × 3 + 2,455 × 0.3 + 23 × 15
		expect(costOf(usage, "anthropic", sonnet)).toEqual({ state: "priced", picoUsd: 1_093_500_000n });
	});

	test("LiteLLM #42663: with server tools, what the first turn's breakdown does not cover is a cache write too", () => {
		const { usage } = readStream(anthropicMessages, readChunks("anthropic", "server-tools"));
		expect(inputTokens(usage ?? {})).toBe(734_311);
		expect(usage?.cacheWrite5m).toBe(184_457);
		expect(usage?.webSearches).toBe(5);
	});

	test("LiteLLM #27060: the turns of a compaction are billed though no total has them", () => {
		const { usage } = anthropicMessages.readResponse(readJsonFixture("anthropic", "compaction"));
		expect(inputTokens(usage ?? {})).toBe(225_000);
		expect(outputTokens(usage ?? {})).toBe(4734);
	});

	test("LiteLLM #14849: Gemini's cached tokens are not counted twice", () => {
		const { usage } = generated({
			promptTokenCount: 262_960,
			cachedContentTokenCount: 257_955,
			candidatesTokenCount: 1744,
			totalTokenCount: 264_704,
		});
		expect(usage).toEqual({ uncachedInput: 5005, cacheRead: 257_955, output: 1744 });
		// Above 200,000 tokens: 5,005 × 2.5 + 257,955 × 0.25 + 1,744 × 15
		expect(costOf(usage, "google", "gemini-2.5-pro")).toEqual({ state: "priced", picoUsd: 103_161_250_000n });
	});

	test("LiteLLM #16341, #10667: tokens that Gemini cached unasked are seen, streamed too", () => {
		const stream = require(geminiDialect("models/gemini-2.5-flash:streamGenerateContent"));
		for (const form of ["events", "array"]) {
			const { usage } = readStream(stream, readChunks("gemini", `cached.${form}`));
			expect(usage?.cacheRead).toBe(7441);
			expect(inputTokens(usage ?? {})).toBe(11_125);
			expect(outputTokens(usage ?? {})).toBe(429);
		}
	});

	test("LiteLLM #38458: a streamed call that Vertex served as flex says so", () => {
		const stream = require(geminiDialect(`${vertex}/google/models/gemini-2.5-flash:streamGenerateContent`));
		const { usage, serviceTier } = readStream(stream, readChunks("vertex", "generate-flex.events"));
		expect(serviceTier).toBe("flex");
		const costIn = (tier?: string) =>
			price(usage, { provider: "google", name: "gemini-2.5-flash", serviceTier: tier }, at);
		expect(costIn(serviceTier)).toMatchObject({ state: "priced", picoUsd: (costIn().picoUsd ?? 0n) / 2n });
	});

	test("Portkey #1564: one call means the same buckets from Anthropic, Vertex and Bedrock", () => {
		const expected = { uncachedInput: 100, cacheRead: 50, output: 100 };
		const usages = [
			message({ input_tokens: 100, cache_read_input_tokens: 50, output_tokens: 100 }).usage,
			require(geminiDialect(`${vertex}/anthropic/models/c@1:rawPredict`)).readResponse(
				readJsonFixture("vertex", "claude"),
			).usage,
			...[{ inputTokens: 100, totalTokens: 250 }, { inputTokens: 150, totalTokens: 250 }, { inputTokens: 100 }].map(
				(input) => {
					const body = { usage: { ...input, cacheReadInputTokens: 50, outputTokens: 100 } };
					return require(bedrockDialect(`${bedrockSonnet}/converse`)).readResponse(encode(JSON.stringify(body))).usage;
				},
			),
			require(bedrockDialect(`${bedrockSonnet}/invoke`)).readResponse(
				encode('{"type":"message","usage":{"input_tokens":100,"cache_read_input_tokens":50,"output_tokens":100}}'),
			).usage,
		];
		for (const usage of usages) {
			expect(usage).toMatchObject(expected);
			expect(inputTokens(usage ?? {})).toBe(150);
		}
	});

	test("Portkey #1210: Bedrock's input tokens do not have the cache's among them", () => {
		const { usage } = require(bedrockDialect(`${bedrockSonnet}/converse`)).readResponse(
			readJsonFixture("bedrock", "converse-cached"),
		);
		expect(inputTokens(usage ?? {})).toBe(10_904);
	});

	test("LiteLLM #34373: the cache's counts in Bedrock's invocation metrics are read", () => {
		const dialect = require(bedrockDialect(`${bedrockSonnet}/invoke-with-response-stream`));
		for (const name of ["invoke-claude-cache-in-metrics", "invoke-claude-cache-in-stop"]) {
			const { usage } = readStream(dialect, readChunks("bedrock", name));
			expect(usage).toEqual({ uncachedInput: 3, cacheRead: 11_000, cacheWrite5m: 600, output: 40 });
		}
	});

	test("LiteLLM #35958, #36008, #37558: a stream that the caller left has the usage that was told so far", () => {
		const direct = readStream(anthropicMessages, readChunks("anthropic", "broken-off"));
		expect(direct.usage).toMatchObject({ uncachedInput: 1200, cacheRead: 800 });
		const dialect = require(bedrockDialect(`${bedrockSonnet}/invoke-with-response-stream`));
		const bedrock = readStream(dialect, readChunks("bedrock", "invoke-claude-cut"));
		expect(bedrock.usage).toMatchObject({ uncachedInput: 100, cacheRead: 50 });
		for (const answer of [direct, bedrock]) {
			expect(answer.usageSoFar).toBe(true);
			expect(answer.isComplete).toBeUndefined();
		}
	});

	test("audio input costs more than text, and what is cached of it is not counted as both", () => {
		const counts = { promptTokenCount: 10_000, candidatesTokenCount: 1000, totalTokenCount: 11_000 };
		const promptTokensDetails = [
			{ modality: "TEXT", tokenCount: 6000 },
			{ modality: "AUDIO", tokenCount: 4000 },
		];
		const { usage } = generated({ ...counts, promptTokensDetails });
		// 6,000 × 0.3 + 4,000 × 1 + 1,000 × 2.5
		expect(costOf(usage, "google", "gemini-2.5-flash")).toEqual({ state: "priced", picoUsd: 8_300_000_000n });
		const cacheTokensDetails = [{ modality: "AUDIO", tokenCount: 1000 }];
		const cached = generated({ ...counts, promptTokensDetails, cachedContentTokenCount: 1000, cacheTokensDetails });
		expect(cached.usage).toEqual({
			uncachedInput: 6000,
			cacheRead: 0,
			cacheReadAudio: 1000,
			audioInput: 3000,
			output: 1000,
		});
	});

	test("one-hour cache writes are dearer than short ones, and unknown rates are not guessed", () => {
		const { usage } = anthropicMessages.readResponse(readJsonFixture("anthropic", "cached-1h"));
		// 10 × 3 + 6,000 × 0.3 + 1,000 × 3.75 + 2,000 × 6 + 500 × 15
		expect(costOf(usage, "anthropic", sonnet)).toEqual({ state: "priced", picoUsd: 25_080_000_000n });
		expect(costOf(usage, "google", sonnet)).toEqual(costOf(usage, "anthropic", sonnet));
		expect(costOf(usage, "aws", "anthropic.claude-3-7-sonnet-20250219-v1:0").state).toBe("partial");
	});
});
