import { describe, expect, test } from "bun:test";
import { bedrockDialect } from "../../../server/src/proxy/dialects/bedrock-invoke";
import type { Answer } from "../../../server/src/proxy/dialects/dialect";
import { expectAlikeWhereverCut, meaningOf, readStream } from "../../support/dialect-answers";
import { jsonFixtures, readChunks, readJsonFixture, streamFixtures } from "../../support/fixtures";

const done = { finishReason: "end_turn" };
const complete = { isComplete: true } as const;
const claude: Answer = {
	...done,
	usage: { uncachedInput: 100, cacheRead: 50, cacheWrite5m: 1000, cacheWrite1h: 2000, output: 100 },
};
const nova: Answer = { ...done, usage: { uncachedInput: 7, cacheRead: 100, cacheWrite5m: 0, output: 22 } };
const llama: Answer = { finishReason: "stop", usage: { uncachedInput: 25, output: 9 } };
const cached: Answer = { ...done, usage: { uncachedInput: 368, cacheRead: 10_536, cacheWrite5m: 0, output: 19 } };
const cacheTold: Answer = { ...done, usage: { uncachedInput: 3, cacheRead: 11_000, cacheWrite5m: 600, output: 40 } };

const answers: Record<string, Answer> = {
	converse: { ...done, usage: { uncachedInput: 30, output: 12 } },
	"converse-tools": { finishReason: "tool_use", serviceTier: "flex", usage: { uncachedInput: 412, output: 60 } },
	"converse-cached": cached,
	"converse-cached-1h": {
		...done,
		usage: { uncachedInput: 10, cacheRead: 0, cacheWrite5m: 1000, cacheWrite1h: 2000, output: 20 },
	},
	"converse-inclusive": { ...done, usage: { uncachedInput: 100, cacheRead: 50, cacheWrite5m: 0, output: 100 } },
	"converse-guardrail": { finishReason: "guardrail_intervened", usage: { uncachedInput: 0, output: 0 } },
	"converse-router": {
		...done,
		responseModel: "us.anthropic.claude-3-5-sonnet-20240620-v1:0",
		usage: { uncachedInput: 30, output: 12 },
	},
	"converse-usage-missing": done,
	"count-tokens": {},
	"invoke-claude": claude,
	"invoke-nova": nova,
	"invoke-llama": llama,
	"invoke-titan": { finishReason: "FINISH", usage: { uncachedInput: 5, output: 61 } },
	"invoke-titan-embed": { usage: { uncachedInput: 8 } },
	"invoke-openai": { finishReason: "stop", usage: { uncachedInput: 72, output: 40 } },
	"invoke-cohere-embed": { usage: { uncachedInput: 4 } },
	"invoke-mistral": {
		finishReason: "stop",
		serviceTier: "priority",
		usage: { uncachedInput: 14, cacheRead: 2, output: 6 },
	},
	"invoke-image": { usage: { imagesOutput: 2 } },
	"error-400": { error: { type: "ValidationException", message: "The provided model identifier is invalid." } },
	"error-429": {
		error: { type: "ThrottlingException", message: "Too many tokens, please wait before trying again." },
	},
	"error-403": {
		error: { type: "provider_error", message: "User is not authorized to perform: bedrock:InvokeModel" },
	},
};

/** What came in the headers of these answers. */
const headers: Record<string, Record<string, string>> = {
	"invoke-cohere-embed": { "X-Amzn-Bedrock-Input-Token-Count": "4" },
	"invoke-mistral": {
		"X-Amzn-Bedrock-Input-Token-Count": "14",
		"X-Amzn-Bedrock-Output-Token-Count": "6",
		"X-Amzn-Bedrock-Cache-Read-Input-Token-Count": "2",
		"X-Amzn-Bedrock-Service-Tier": "priority",
	},
	"error-400": { "x-amzn-errortype": "ValidationException:http://internal.amazon.com/coral/com.amazon.bedrock/" },
	"error-429": { "x-amzn-errortype": "com.amazon.bedrock#ThrottlingException" },
};

const streams: Record<string, Answer> = {
	converse: { ...done, usage: { uncachedInput: 30, output: 12 }, ...complete },
	"converse-tools": {
		finishReason: "tool_use",
		serviceTier: "priority",
		usage: { uncachedInput: 412, output: 60 },
		...complete,
	},
	"converse-cached": { ...cached, ...complete },
	"converse-unicode": { ...done, usage: { uncachedInput: 11, output: 9 }, ...complete },
	"converse-error": {
		error: {
			type: "modelStreamErrorException",
			message: "The system encountered an unexpected error during processing. Try your request again.",
		},
	},
	"converse-connection-error": { error: { type: "InternalError", message: "An internal server error occurred." } },
	"converse-damaged": { ...done, usage: { uncachedInput: 30, output: 12 }, ...complete },
	"converse-broken-off": done,
	"converse-usage-missing": done,
	"invoke-claude": { ...claude, ...complete },
	"invoke-claude-cache-in-metrics": { ...cacheTold, ...complete },
	"invoke-claude-cache-in-stop": { ...cacheTold, ...complete },
	"invoke-claude-cut": {
		usage: { uncachedInput: 100, cacheRead: 50, cacheWrite5m: 0, output: 1 },
		usageSoFar: true,
	},
	"invoke-nova": { ...nova, ...complete },
	"invoke-llama": { ...llama, ...complete },
	"invoke-mistral": { finishReason: "stop", usage: { uncachedInput: 14, output: 6 }, ...complete },
	"invoke-throttled": {
		usage: { uncachedInput: 100, output: 1 },
		usageSoFar: true,
		error: { type: "throttlingException", message: "Too many requests, please wait before trying again." },
	},
};

function dialectOf(name: string, isStream: boolean) {
	const action = name.startsWith("invoke") ? "invoke" : "converse";
	const suffix = isStream ? { invoke: "-with-response-stream", converse: "-stream" }[action] : "";
	const dialect = bedrockDialect(`model/some.model-v1%3A0/${action}${suffix}`);
	if (dialect === undefined) throw new Error("no dialect");
	return dialect;
}

describe("a recorded Bedrock answer", () => {
	test("is expected here for every fixture that there is", () => {
		expect(Object.keys(answers).sort()).toEqual(jsonFixtures("bedrock"));
		expect(Object.keys(streams).sort()).toEqual(streamFixtures("bedrock"));
	});

	test.each(Object.entries(answers))("%s.json is read", (name, expected) => {
		const told = headers[name] && new Headers(headers[name]);
		const answer = dialectOf(name, false).readResponse(readJsonFixture("bedrock", name), told);
		expect(meaningOf(answer)).toEqual(expected);
		expect(answer.isJson).toBe(true);
	});

	test.each(Object.entries(streams))("%s, streamed, is read, wherever it is cut", (name, expected) => {
		const dialect = dialectOf(name, true);
		const chunks = readChunks("bedrock", name);
		const answer = readStream(dialect, chunks);
		expect(meaningOf(answer)).toEqual(expected);
		expectAlikeWhereverCut(dialect, chunks, answer);
	});

	test("of Claude is read without its headers' help, and with it when the body says nothing", () => {
		const dialect = dialectOf("invoke", false);
		const told = new Headers({
			"x-amzn-bedrock-input-token-count": "9",
			"x-amzn-bedrock-output-token-count": "4",
			"x-amzn-bedrock-cache-read-input-token-count": "7",
		});
		const bare = new TextEncoder().encode('{"type":"message","stop_reason":"end_turn","model":"claude-x"}');
		expect(dialect.readResponse(bare, told).usage).toEqual({ uncachedInput: 9, cacheRead: 7, output: 4 });
		expect(dialect.readResponse(readJsonFixture("bedrock", "invoke-claude"), told).usage).toEqual(claude.usage);
	});

	test("that is not JSON still has its headers", () => {
		const told = new Headers({ "x-amzn-bedrock-input-token-count": "9", "x-amzn-bedrock-output-token-count": "x" });
		const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47);
		expect(dialectOf("invoke", false).readResponse(png, told).usage).toEqual({ uncachedInput: 9 });
		expect(dialectOf("invoke", false).readResponse(png)).toEqual({});
	});
});
