import { describe, expect, test } from "bun:test";
import { inputTokens, outputTokens, type Usage } from "../../../server/src/pricing/usage";
import type { Answer, Dialect } from "../../../server/src/proxy/dialects/dialect";
import { createOpenaiChat } from "../../../server/src/proxy/dialects/openai-chat";
import { createOpenaiResponses } from "../../../server/src/proxy/dialects/openai-responses";
import { type OpenaiVendor, openaiVendors } from "../../../server/src/proxy/dialects/openai-vendors";
import {
	joinChunks,
	jsonFixtures,
	readChunks,
	readJsonFixture,
	streamFixtures,
	streamPairs,
} from "../../support/fixtures";
import { splitAt } from "../../support/split";

/** Usage, or the error's type. */
type Expected = Usage | string | undefined;

/** By folder of fixtures: vendor, answers, streams. Each was worked by hand from the numbers in the fixture. */
const vendors: Record<string, { id?: string; answers: Record<string, Expected>; streams: Record<string, Expected> }> = {
	azure: {
		answers: {
			plain: { uncachedInput: 20, cacheRead: 0, output: 3, reasoning: 0 },
			"filtered-prompt": "content_filter",
		},
		streams: { "prompt-filter-results.asked": { uncachedInput: 20, cacheRead: 0, output: 3, reasoning: 0 } },
	},
	cerebras: {
		answers: { reasoning: { uncachedInput: 68, cacheRead: 32, output: 10, reasoning: 50 } },
		streams: { "plain.asked": { uncachedInput: 100, cacheRead: 0, output: 3 } },
	},
	deepseek: {
		answers: {
			"cached-and-reasoning": { uncachedInput: 476, cacheRead: 1024, output: 20, reasoning: 300 },
			"cached-without-details": { uncachedInput: 476, cacheRead: 1024, output: 320 },
		},
		streams: { "cached.asked": { uncachedInput: 476, cacheRead: 1024, output: 320 } },
	},
	fireworks: {
		answers: { cached: { uncachedInput: 56, cacheRead: 64, output: 3 } },
		streams: { "plain.asked": { uncachedInput: 56, cacheRead: 64, output: 3 } },
	},
	groq: {
		answers: { plain: { uncachedInput: 10, cacheRead: 8, output: 556 } },
		streams: {
			plain: { uncachedInput: 10, cacheRead: 8, output: 556 },
			// Told twice, counted once.
			"asked-by-the-client": { uncachedInput: 10, cacheRead: 8, output: 556 },
		},
	},
	mistral: {
		answers: {
			plain: { uncachedInput: 16, output: 34 },
			audio: { uncachedInput: 6, output: 3266, audioInputSeconds: 203 },
			"error-422": "invalid_request_error",
		},
		streams: { plain: { uncachedInput: 16, output: 34 } },
	},
	ollama: {
		answers: { plain: { uncachedInput: 26, output: 3 } },
		streams: { "plain.asked": { uncachedInput: 26, output: 3 } },
	},
	openrouter: {
		answers: {
			plain: {
				uncachedInput: 44,
				cacheRead: 100,
				cacheWrite5m: 50,
				audioInput: 0,
				output: 8,
				reasoning: 12,
				webSearches: 2,
			},
		},
		streams: {
			plain: {
				uncachedInput: 44,
				cacheRead: 100,
				cacheWrite5m: 50,
				audioInput: 0,
				output: 8,
				reasoning: 12,
				webSearches: 2,
			},
			"error-mid-stream": "provider_error",
		},
	},
	perplexity: {
		answers: {
			plain: { uncachedInput: 14, output: 70, lowContextRequests: 1 },
			// 33 + 20,016 citations; the reasoning is in no total.
			"deep-research": { uncachedInput: 20049, output: 7163, reasoning: 73997, webSearches: 18, lowContextRequests: 1 },
		},
		streams: { "running-usage": { uncachedInput: 14, output: 70, lowContextRequests: 1 } },
	},
	together: {
		answers: { plain: { uncachedInput: 12, output: 3 } },
		streams: {
			"plain.asked": { uncachedInput: 12, output: 3 },
			"unasked-in-the-last-event": { uncachedInput: 12, output: 3 },
		},
	},
	vllm: {
		answers: { plain: { uncachedInput: 12, output: 3 }, "error-404": "NotFoundError" },
		streams: {
			"plain.asked": { uncachedInput: 12, output: 3 },
			"continuous-usage": { uncachedInput: 12, output: 3 },
		},
	},
	xai: {
		id: "x-ai",
		answers: {
			"reasoning-outside": {
				uncachedInput: 9992,
				cacheRead: 128,
				audioInput: 0,
				output: 1499,
				reasoning: 2809,
				audioOutput: 0,
				searchUnits: 0,
			},
			"reasoning-inside": {
				uncachedInput: 500,
				cacheRead: 0,
				audioInput: 0,
				output: 300,
				reasoning: 200,
				audioOutput: 0,
				searchUnits: 0,
			},
			"error-400": "provider_error",
		},
		streams: {
			"reasoning.asked": {
				uncachedInput: 26,
				cacheRead: 6,
				audioInput: 0,
				output: 9,
				reasoning: 94,
				audioOutput: 0,
				searchUnits: 0,
			},
		},
	},
};

function dialectOf(folder: string): Dialect {
	const vendor = openaiVendors[vendors[folder]?.id ?? folder];
	if (vendor === undefined) throw new Error(`no vendor for ${folder}`);
	return createOpenaiChat(vendor);
}

function readStream(dialect: Dialect, chunks: readonly Uint8Array[]): Answer {
	const reader = dialect.createStreamReader();
	for (const chunk of chunks) reader.read(chunk);
	return reader.end();
}

const said = (answer: Answer) => answer.error?.type ?? answer.usage;

describe.each(Object.entries(vendors))("%s", (folder, { answers, streams }) => {
	const dialect = dialectOf(folder);
	const unasked = Object.fromEntries(streamPairs(folder).map((name) => [`${name}.unasked`, undefined]));

	test("is expected here for every fixture that there is", () => {
		expect(Object.keys(answers).sort()).toEqual(jsonFixtures(folder));
		expect(Object.keys({ ...streams, ...unasked }).sort()).toEqual(streamFixtures(folder));
	});

	test.each(Object.entries(answers))("%s.json gives the right usage", (name, expected) => {
		expect(said(dialect.readResponse(readJsonFixture(folder, name)))).toEqual(expected as Usage);
	});

	test.each(Object.entries({ ...streams, ...unasked }))(
		"%s gives the right usage, wherever it is cut",
		(name, expected) => {
			const chunks = readChunks(folder, name);
			const whole = joinChunks(chunks);
			const answer = readStream(dialect, chunks);
			expect(said(answer)).toEqual(expected as Usage);
			for (let offset = 0; offset <= whole.length; offset++) {
				const read = readStream(dialect, splitAt(whole, [offset]));
				if (!Bun.deepEquals(read, answer)) throw new Error(`read otherwise when cut at ${offset}`);
			}
		},
	);

	test("is asked for usage only where it tells it only then, and what that adds is taken out", () => {
		expect(dialect.streamUsage !== undefined).toBe(streamPairs(folder).length > 0);
		for (const name of streamPairs(folder)) {
			const whole = joinChunks(readChunks(folder, `${name}.asked`));
			const expected = joinChunks(readChunks(folder, `${name}.unasked`));
			for (let offset = 0; offset <= whole.length; offset++) {
				const filter = dialect.streamUsage?.createFilter();
				const out = splitAt(whole, [offset]).map((chunk) => filter?.push(chunk)?.slice());
				const bytes = Buffer.concat([...out, filter?.end()].filter((piece) => piece !== undefined));
				if (bytes.compare(expected) !== 0) throw new Error(`${name} filtered otherwise when cut at ${offset}`);
			}
		}
	});

	test("buckets add up to the vendor's total, where it counts everything in it", () => {
		for (const name of jsonFixtures(folder)) {
			const { usage, rawUsage } = dialect.readResponse(readJsonFixture(folder, name));
			if (usage === undefined || name === "deep-research") continue;
			expect((inputTokens(usage) ?? 0) + (outputTokens(usage) ?? 0)).toBe(
				(rawUsage as { total_tokens: number }).total_tokens,
			);
		}
	});
});

test("every vendor has fixtures of its own", () => {
	const ids = Object.entries(vendors).map(([folder, { id }]) => id ?? folder);
	expect(["openai", ...ids].sort()).toEqual(Object.keys(openaiVendors).sort());
});

test("a vendor's error that lists what is wrong is kept as it is", () => {
	const { error } = dialectOf("mistral").readResponse(readJsonFixture("mistral", "error-422"));
	expect(error?.message).toContain("extra_forbidden");
});

test("Groq's statistics of its hardware's cache, in an answer, are no usage", () => {
	const usage = { prompt_tokens: 18, completion_tokens: 5, total_tokens: 23 };
	const body = { usage, x_groq: { id: "req_1", usage: { dram_cached_tokens: 8, sram_cached_tokens: 2 } } };
	const answer = dialectOf("groq").readResponse(new TextEncoder().encode(JSON.stringify(body)));
	expect(answer.usage).toEqual({ uncachedInput: 18, output: 5 });
});

test("Perplexity's responses name cached tokens and searches in their own way", () => {
	const usage = {
		input_tokens: 1000,
		input_tokens_details: { cache_read_input_tokens: 600, cache_creation_input_tokens: 100 },
		output_tokens: 50,
		total_tokens: 1050,
		tool_calls_details: { web_search: { invocation: 3, tool_name: "web_search" } },
		cost: { currency: "USD", input_cost: 0.001, output_cost: 0.0005, total_cost: 0.0165 },
	};
	const body = new TextEncoder().encode(JSON.stringify({ id: "resp_1", status: "completed", output: [], usage }));
	const answer = createOpenaiResponses(openaiVendors.perplexity as OpenaiVendor).readResponse(body);
	expect(answer.usage).toEqual({ uncachedInput: 300, cacheRead: 600, cacheWrite5m: 100, output: 50, webSearches: 3 });
});

describe("xAI's reasoning", () => {
	const read = (completion: number, reasoning: number, total: number | undefined) => {
		const details = { completion_tokens_details: { reasoning_tokens: reasoning } };
		const usage = { prompt_tokens: 10, completion_tokens: completion, total_tokens: total, ...details };
		const body = new TextEncoder().encode(JSON.stringify({ usage }));
		return dialectOf("xai").readResponse(body).usage;
	};

	test.each([
		["outside, as the total shows", 5, 100, 115, { uncachedInput: 10, output: 5, reasoning: 100 }],
		["inside, as the total shows", 105, 100, 115, { uncachedInput: 10, output: 5, reasoning: 100 }],
		["outside, because it is more than the completion", 5, 100, 15, { uncachedInput: 10, output: 5, reasoning: 100 }],
		[
			"outside, because nothing says otherwise",
			105,
			100,
			undefined,
			{ uncachedInput: 10, output: 105, reasoning: 100 },
		],
		["nothing", 5, 0, 15, { uncachedInput: 10, output: 5, reasoning: 0 }],
	] as const)("is %s", (_, completion, reasoning, total, usage) => {
		expect(read(completion, reasoning, total)).toEqual(usage);
	});

	test("and cached tokens that are no part of the prompt's are added to them", () => {
		const usage = { prompt_tokens: 10, completion_tokens: 5, prompt_tokens_details: { cached_tokens: 400 } };
		const body = new TextEncoder().encode(JSON.stringify({ usage }));
		expect(dialectOf("xai").readResponse(body).usage).toEqual({ uncachedInput: 10, cacheRead: 400, output: 5 });
	});
});
