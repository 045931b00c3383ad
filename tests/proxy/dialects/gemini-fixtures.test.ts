import { describe, expect, test } from "bun:test";
import type { Answer } from "../../../server/src/proxy/dialects/dialect";
import { geminiDialect } from "../../../server/src/proxy/dialects/gemini-vertex";
import { expectAlikeWhereverCut, meaningOf, readStream } from "../../support/dialect-answers";
import { joinChunks, jsonFixtures, readChunks, readJsonFixture, streamFixtures } from "../../support/fixtures";

const flash = { responseModel: "gemini-2.5-flash", finishReason: "STOP" };
const complete = { isComplete: true } as const;
const blocked: Answer = { ...flash, finishReason: "PROHIBITED_CONTENT", usage: { uncachedInput: 31 } };
const image = { responseModel: "gemini-2.5-flash-image", finishReason: "STOP" };

/** The path decides the dialect; these are not answers to `generateContent`. */
const paths: Record<string, string> = {
	embed: "models/gemini-embedding-2:embedContent",
	"embed-without-usage": "models/gemini-embedding-001:batchEmbedContents",
	"count-tokens": "models/gemini-2.5-flash:countTokens",
};

const answers: Record<string, Answer> = {
	plain: { ...flash, usage: { uncachedInput: 10, output: 5 } },
	tools: { ...flash, usage: { uncachedInput: 74, output: 18, reasoning: 63 } },
	thinking: { ...flash, serviceTier: "standard", usage: { uncachedInput: 20, output: 40, reasoning: 900 } },
	"only-thoughts": { ...flash, finishReason: "MAX_TOKENS", usage: { uncachedInput: 20, reasoning: 99 } },
	cached: {
		responseModel: "gemini-2.5-pro",
		finishReason: "STOP",
		usage: { uncachedInput: 5005, cacheRead: 257_955, output: 1744 },
	},
	// 4,484 + 1,000 video - 2,742 cached = 2,742 text; 4,000 - 1,500 audio; 516 - 258 image
	"audio-and-image-cached": {
		...flash,
		usage: {
			uncachedInput: 2742,
			cacheRead: 3000,
			cacheReadAudio: 1500,
			audioInput: 2500,
			imageInput: 258,
			output: 100,
		},
	},
	"image-output": { ...image, usage: { uncachedInput: 12, output: 10, imageOutput: 1290 } },
	"audio-output": {
		responseModel: "gemini-2.5-flash-preview-tts",
		finishReason: "STOP",
		usage: { uncachedInput: 12, output: 0, audioOutput: 83 },
	},
	grounding: { ...flash, usage: { uncachedInput: 107, output: 51, reasoning: 50, webSearches: 2 } },
	safety: { ...flash, finishReason: "SAFETY", usage: { uncachedInput: 8, output: 1 } },
	"blocked-prompt": blocked,
	flex: { ...flash, serviceTier: "flex", usage: { uncachedInput: 10, output: 5 } },
	"usage-missing": flash,
	"count-tokens": {},
	embed: { usage: { uncachedInput: 9 } },
	"embed-without-usage": {},
	"error-400": {
		error: { type: "INVALID_ARGUMENT", message: "API key not valid. Please pass a valid API key." },
	},
	"error-429": {
		error: { type: "RESOURCE_EXHAUSTED", message: "Resource has been exhausted (e.g. check quota)." },
	},
};

/** Each exists as server-sent events and as a JSON array. */
const streams: Record<string, Answer> = {
	plain: { ...flash, usage: { uncachedInput: 10, output: 5 }, ...complete },
	thinking: { ...flash, usage: { uncachedInput: 20, output: 40, reasoning: 900 }, ...complete },
	cached: {
		...flash,
		usage: { uncachedInput: 3684, cacheRead: 7441, output: 20, reasoning: 409 },
		...complete,
	},
	"image-output": { ...image, usage: { uncachedInput: 12, output: 0, imageOutput: 1290 }, ...complete },
	grounding: { ...flash, usage: { uncachedInput: 12, output: 4, webSearches: 2 }, ...complete },
	safety: { ...flash, finishReason: "SAFETY", usage: { uncachedInput: 8, output: 1 }, ...complete },
	"blocked-prompt": { ...blocked, ...complete },
	"usage-missing": { ...flash, ...complete },
	unicode: { ...flash, usage: { uncachedInput: 11, output: 9 }, ...complete },
};

const overloaded = { type: "UNAVAILABLE", message: "The model is overloaded. Please try again later." };
const begun = { responseModel: "gemini-2.5-flash", usage: { uncachedInput: 10 } };
const cut = { ...begun, usage: { uncachedInput: 10, output: 2 }, usageSoFar: true } as const;

const recorded: Record<string, Answer> = {
	...Object.fromEntries(Object.entries(streams).flatMap(([name, answer]) => both(name, answer))),
	// The array is closed behind the error, the events just end.
	"error-mid-stream.array": { ...begun, error: overloaded, ...complete },
	"error-mid-stream.events": { ...begun, error: overloaded, usageSoFar: true },
	...Object.fromEntries(both("broken-off", cut)),
};

function both(name: string, answer: Answer): [string, Answer][] {
	return [
		[`${name}.array`, answer],
		[`${name}.events`, answer],
	];
}

const streaming = geminiDialect("models/gemini-2.5-flash:streamGenerateContent");

describe("a recorded Gemini answer", () => {
	test("is expected here for every fixture that there is", () => {
		expect(Object.keys(answers).sort()).toEqual(jsonFixtures("gemini"));
		expect(Object.keys(recorded).sort()).toEqual(streamFixtures("gemini"));
	});

	test.each(Object.entries(answers))("%s.json is read", (name, expected) => {
		const dialect = geminiDialect(paths[name] ?? "models/gemini-2.5-flash:generateContent");
		const answer = dialect?.readResponse(readJsonFixture("gemini", name));
		expect(answer && meaningOf(answer)).toEqual(expected);
		expect(answer?.isJson).toBe(true);
	});

	test.each(Object.entries(recorded))("%s, streamed, is read, wherever it is cut", (name, expected) => {
		if (streaming === undefined) throw new Error("no dialect");
		const chunks = readChunks("gemini", name);
		const answer = readStream(streaming, chunks);
		expect(meaningOf(answer)).toEqual(expected);
		expectAlikeWhereverCut(streaming, chunks, answer);
	});

	test.each(Object.keys(streams))("%s, a stream that comes as one JSON array, is read as a whole too", (name) => {
		const whole = joinChunks(readChunks("gemini", `${name}.array`));
		const answer = streaming?.readResponse(whole);
		expect(answer && meaningOf(answer)).toEqual(streams[name] as Answer);
	});

	test("keeps the provider's own usage", () => {
		const { rawUsage } = streaming?.readResponse(readJsonFixture("gemini", "thinking")) ?? {};
		expect(rawUsage).toMatchObject({ promptTokenCount: 20, totalTokenCount: 960, thoughtsTokenCount: 900 });
	});
});
