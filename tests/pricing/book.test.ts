import { describe, expect, test } from "bun:test";
import { PriceBook } from "../../server/src/pricing/book";
import { rowsOf } from "../../server/src/pricing/book-file";
import type { PricedModel } from "../../server/src/pricing/cost";
import { costLines } from "../../server/src/pricing/cost-lines";
import { createPrice, price } from "../../server/src/pricing/price";
import { releasedRows } from "../../server/src/pricing/released";
import type { Usage } from "../../server/src/pricing/usage";

const now = "2026-11-22T12:00:00Z";

/** USD per million tokens × tokens, worked by hand; rates as in the sources of the book's files. */
const cases: [what: string, usage: Usage, model: PricedModel, at: string, picoUsd: bigint][] = [
	[
		"a batch of OpenAI",
		{ uncachedInput: 1000, output: 100 },
		{ provider: "openai", name: "gpt-4.1", serviceTier: "batch" },
		now,
		1_400_000_000n,
	],
	[
		"flex with cached input",
		{ cacheRead: 1000 },
		{ provider: "openai", name: "gpt-5", serviceTier: "flex" },
		now,
		62_500_000n,
	],
	// gpt-5.5: 5 in; priority 2.5 times
	[
		"priority",
		{ uncachedInput: 1000 },
		{ provider: "openai", name: "gpt-5.5", serviceTier: "priority" },
		now,
		12_500_000_000n,
	],
	[
		"priority at prices of its own",
		{ uncachedInput: 1000, output: 10 },
		{ provider: "openai", name: "gpt-4o-mini", serviceTier: "priority" },
		now,
		260_000_000n,
	],
	[
		"exactly at the step of long context",
		{ uncachedInput: 272_000 },
		{ provider: "openai", name: "gpt-5.4" },
		now,
		680_000_000_000n,
	],
	[
		"one token above it",
		{ uncachedInput: 272_001, output: 1 },
		{ provider: "openai", name: "gpt-5.4" },
		now,
		1_360_027_500_000n,
	],
	[
		"long context in a batch",
		{ uncachedInput: 300_000 },
		{ provider: "openai", name: "gpt-6-sol", serviceTier: "batch" },
		now,
		600_000_000_000n,
	],
	// gpt-5.4 2.5 in; at a place in the EU a tenth more
	[
		"data residency",
		{ uncachedInput: 1000 },
		{ provider: "openai", name: "gpt-5.4", region: "eu" },
		now,
		2_750_000_000n,
	],
	[
		"an older model there",
		{ uncachedInput: 1000 },
		{ provider: "openai", name: "gpt-4o", region: "eu" },
		now,
		2_500_000_000n,
	],
	[
		"audio",
		{ audioInput: 1000, audioOutput: 100 },
		{ provider: "openai", name: "gpt-4o-audio-preview" },
		now,
		48_000_000_000n,
	],
	// gpt-realtime: cached audio 0.4, cached pictures 0.5
	[
		"cached audio and pictures",
		{ cacheReadAudio: 1000, cacheReadImage: 1000 },
		{ provider: "openai", name: "gpt-realtime" },
		now,
		900_000_000n,
	],
	[
		"pictures made",
		{ uncachedInput: 50, imageOutput: 1056 },
		{ provider: "openai", name: "gpt-image-1" },
		now,
		42_490_000_000n,
	],
	[
		"speech by the token",
		{ uncachedInput: 100, audioOutput: 1000 },
		{ provider: "openai", name: "gpt-4o-mini-tts" },
		now,
		12_060_000_000n,
	],
	["speech by the character", { inputCharacters: 1000 }, { provider: "openai", name: "tts-1" }, now, 15_000_000_000n],
	// whisper: $0.36 an hour
	["sound by the hour", { audioInputSeconds: 12.34 }, { provider: "openai", name: "whisper-1" }, now, 1_234_000_000n],
	[
		"sound by the hour at Groq",
		{ audioInputSeconds: 10 },
		{ provider: "groq", name: "whisper-large-v3" },
		now,
		308_333_333n,
	],
	[
		"searches of the web and of files",
		{ uncachedInput: 0, webSearches: 3, fileSearches: 2 },
		{ provider: "openai", name: "o3" },
		now,
		35_000_000_000n,
	],
	[
		"Claude's searches",
		{ output: 0, webSearches: 2 },
		{ provider: "anthropic", name: "claude-opus-5" },
		now,
		20_000_000_000n,
	],
	[
		"Claude in a batch",
		{ uncachedInput: 1000, cacheRead: 1000, cacheWrite1h: 1000, output: 100 },
		{ provider: "anthropic", name: "claude-sonnet-4-6", serviceTier: "batch" },
		now,
		5_400_000_000n,
	],
	[
		"Claude in fast mode",
		{ uncachedInput: 1000, output: 100 },
		{ provider: "anthropic", name: "claude-opus-4-6", serviceTier: "fast" },
		now,
		45_000_000_000n,
	],
	[
		"Claude kept in the United States, fast",
		{ uncachedInput: 1000 },
		{ provider: "anthropic", name: "claude-opus-5", serviceTier: "fast", region: "us" },
		now,
		11_000_000_000n,
	],
	[
		"Claude Haiku 5.5",
		{ uncachedInput: 100_000 },
		{ provider: "anthropic", name: "claude-haiku-5-5" },
		now,
		10_000_000_000n,
	],
	[
		"Claude Haiku 5.5 above its step",
		{ uncachedInput: 50_000, cacheRead: 50_001 },
		{ provider: "anthropic", name: "claude-haiku-5-5" },
		now,
		27_500_050_000n,
	],
	[
		"before a cut of the cache's price",
		{ cacheRead: 1000 },
		{ provider: "anthropic", name: "claude-sonnet-5-5" },
		"2026-10-06T23:59:59Z",
		200_000_000n,
	],
	[
		"after it",
		{ cacheRead: 1000 },
		{ provider: "anthropic", name: "claude-sonnet-5-5" },
		"2026-10-07T00:00:00Z",
		100_000_000n,
	],
	[
		"hour-long writes on Vertex",
		{ cacheWrite1h: 1000 },
		{ provider: "google", name: "claude-opus-5-5@20260922", region: "global" },
		now,
		8_000_000_000n,
	],
	[
		"the same at one place",
		{ cacheWrite1h: 1000 },
		{ provider: "google", name: "claude-opus-5-5", region: "europe-west1" },
		now,
		8_800_000_000n,
	],
	[
		"hour-long writes on Bedrock",
		{ cacheWrite1h: 1000 },
		{ provider: "aws", name: "eu.anthropic.claude-sonnet-4-5-20250929-v1:0" },
		now,
		6_600_000_000n,
	],
	[
		"and by its global model",
		{ cacheWrite1h: 1000 },
		{ provider: "aws", name: "global.anthropic.claude-sonnet-4-5-20250929-v1:0" },
		now,
		6_000_000_000n,
	],
	[
		"Gemini 2.5 grounded: once a prompt",
		{ uncachedInput: 0, webSearches: 3 },
		{ provider: "google", name: "gemini-2.5-flash" },
		now,
		35_000_000_000n,
	],
	[
		"Gemini 3 grounded: each query",
		{ uncachedInput: 0, webSearches: 3 },
		{ provider: "google", name: "gemini-3-pro-preview" },
		now,
		42_000_000_000n,
	],
	[
		"Gemini's cached audio",
		{ cacheReadAudio: 1000 },
		{ provider: "google", name: "gemini-2.5-flash" },
		now,
		100_000_000n,
	],
	[
		"Gemini in flex",
		{ uncachedInput: 250_000, output: 10 },
		{ provider: "google", name: "gemini-2.5-pro", serviceTier: "flex" },
		now,
		312_575_000_000n,
	],
	[
		"embeddings by the character",
		{ uncachedInput: 10, inputCharacters: 40 },
		{ provider: "google", name: "text-embedding-005" },
		now,
		1_000_000n,
	],
	[
		"a request fee by its context",
		{ uncachedInput: 14, output: 70, lowContextRequests: 1 },
		{ provider: "perplexity", name: "sonar" },
		now,
		5_084_000_000n,
	],
	[
		"deep research",
		{ uncachedInput: 1000, reasoning: 1000, output: 1000, webSearches: 18, lowContextRequests: 1 },
		{ provider: "perplexity", name: "sonar-deep-research" },
		now,
		103_000_000_000n,
	],
	[
		"Groq's flex",
		{ uncachedInput: 1_000_000 },
		{ provider: "groq", name: "llama-3.3-70b-versatile", serviceTier: "flex" },
		now,
		590_000_000_000n,
	],
	["pages read", { pages: 3 }, { provider: "mistral", name: "mistral-ocr-2512" }, now, 6_000_000_000n],
	["units of a rerank", { searchUnits: 1 }, { provider: "cohere", name: "rerank-v3.5" }, now, 2_000_000_000n],
	// deepseek-v4-pro: 0.435 flat, from 2026-08-16 16:00 UTC 0.66, in peak hours 1.32, from 2026-08-23 not at weekends
	[
		"DeepSeek before its hours",
		{ uncachedInput: 1e6 },
		{ provider: "deepseek", name: "deepseek-v4-pro" },
		"2026-08-16T08:00:00Z",
		435_000_000_000n,
	],
	[
		"off-peak",
		{ uncachedInput: 1e6 },
		{ provider: "deepseek", name: "deepseek-v4-pro" },
		"2026-08-17T00:59:59Z",
		660_000_000_000n,
	],
	[
		"in peak hours",
		{ uncachedInput: 1e6 },
		{ provider: "deepseek", name: "deepseek-v4-pro" },
		"2026-08-17T01:00:00Z",
		1_320_000_000_000n,
	],
	[
		"on the first dear weekend",
		{ uncachedInput: 1e6 },
		{ provider: "deepseek", name: "deepseek-v4-pro" },
		"2026-08-22T09:59:59Z",
		1_320_000_000_000n,
	],
	[
		"on a cheap weekend",
		{ uncachedInput: 1e6 },
		{ provider: "deepseek", name: "deepseek-v4-pro" },
		"2026-08-23T09:59:59Z",
		660_000_000_000n,
	],
	["DeepSeek's reasoning", { reasoning: 1e6 }, { provider: "deepseek", name: "deepseek-flash" }, now, 600_000_000_000n],
];

describe("the released prices", () => {
	test.each(cases)("%s", (_, usage, model, at, picoUsd) => {
		expect(price(usage, model, new Date(at))).toMatchObject({ state: "priced", picoUsd });
	});

	test.each(cases)("lines sum to the cost exactly: %s", (_, usage, model, at) => {
		const { rates = {}, picoUsd } = price(usage, model, new Date(at));
		expect(costLines(usage, rates).reduce((sum, line) => sum + (line.picoUsd ?? 0n), 0n)).toBe(picoUsd as bigint);
	});

	test.each([
		[
			"cached input in a batch of an older model",
			{ uncachedInput: 10, cacheRead: 10 },
			{ provider: "openai", name: "gpt-4o", serviceTier: "batch" },
		],
		[
			"a call of a model that always searches",
			{ uncachedInput: 10 },
			{ provider: "openai", name: "gpt-4o-search-preview" },
		],
		["a code container", { uncachedInput: 10, codeSessions: 1 }, { provider: "openai", name: "gpt-5" }],
		[
			"the cache of a model of which only the rest is known",
			{ uncachedInput: 10, cacheRead: 10 },
			{ provider: "anthropic", name: "claude-fable-5-2" },
		],
		["a request fee by unknown context", { uncachedInput: 10 }, { provider: "perplexity", name: "sonar" }],
		[
			"seconds of sound beside tokens",
			{ uncachedInput: 10, audioInputSeconds: 1.5 },
			{ provider: "mistral", name: "voxtral-small-latest" },
		],
	] as [string, Usage, PricedModel][])("leave a cost partial, and never guess: %s", (_, usage, model) => {
		expect(price(usage, model, new Date(now)).state).toBe("partial");
	});

	test("have an id each, a page, and a day on which it was read", () => {
		expect(new Set(releasedRows.map(({ id }) => id)).size).toBe(releasedRows.length);
		for (const { id, sourceUrl, sourceDate, picoUsd = 0n, factor = 1n } of releasedRows) {
			expect(id).toMatch(/^[0-9a-f]{10}$/);
			expect(URL.canParse(sourceUrl)).toBe(true);
			expect(sourceDate).toMatch(/^2026-\d\d-\d\d$/);
			expect([picoUsd >= 0n, factor > 0n]).toEqual([true, true]);
		}
	});
});

/** A book of one provider's prices, with an organization's own. */
function bookOf(entries: Parameters<typeof rowsOf>[0]["entries"], own: Parameters<typeof rowsOf>[0]["entries"] = []) {
	const source = { source: "https://prices.example", read: "2026-11-22" } as const;
	const filled = (all: typeof entries) => all.map((entry) => ({ ...source, ...entry }));
	return new PriceBook("lensai@test", [
		...rowsOf({ provider: "openai", entries: filled(entries) }),
		...rowsOf({ provider: "openai", entries: filled(own) }).map((row) => ({
			...row,
			id: `own-${row.id}`,
			organizationId: "acme",
		})),
	]);
}

const said = { source: "https://prices.example", read: "2026-11-22" } as const;
const rateOf = (
	book: PriceBook,
	model: Omit<PricedModel, "provider">,
	at = now,
	unit: "uncachedInput" | "output" | "requests" = "uncachedInput",
) => book.tariff({ provider: "openai", ...model }, new Date(at))?.steps[0]?.rates[unit];

describe("the order of the book", () => {
	const book = bookOf(
		[
			{ models: ["gpt-4o*"], perMillion: { uncachedInput: 7 }, ...said },
			{ models: ["*"], tier: "batch", factor: { tokens: 0.5 }, ...said },
			{ models: ["*"], region: "*", factor: { tokens: 1.1 }, ...said },
		],
		[
			{ models: ["gpt-4o"], perMillion: { uncachedInput: 2 }, from: "2026-11-01", ...said },
			{ models: ["o3"], tier: "*", factor: { tokens: 0.8 }, ...said },
			{ models: ["made-up"], perMillion: { uncachedInput: 1 }, each: { requests: 0.5 }, ...said },
			{ models: ["o1"], tier: "scale", perMillion: { uncachedInput: 3 }, ...said },
			{ models: ["o4-mini"], region: "eu", perMillion: { uncachedInput: 4 }, ...said },
		],
	);
	const acme = { organizationId: "acme" };

	test("has a correction over the list, and the list where there is none", () => {
		expect(rateOf(book, { name: "gpt-4o" })).toBe(7_000_000n);
		expect(rateOf(book, { name: "gpt-4o" }, now, "output")).toBe(10_000_000n);
	});

	test("has tier and region over corrections", () => {
		expect(rateOf(book, { name: "gpt-4o", serviceTier: "batch" })).toBe(3_500_000n);
		expect(rateOf(book, { name: "gpt-4o", serviceTier: "batch", region: "eu" })).toBe(3_850_000n);
	});

	test("has an organization's own price over all, for itself alone, from its day on", () => {
		expect(rateOf(book, { name: "gpt-4o", ...acme })).toBe(2_000_000n);
		expect(rateOf(book, { name: "gpt-4o", organizationId: "others" })).toBe(7_000_000n);
		expect(rateOf(book, { name: "gpt-4o", ...acme }, "2026-10-31T23:59:59Z")).toBe(7_000_000n);
	});

	test("has an own price without a tier for the listed one alone, and one for every tier where it says so", () => {
		expect(rateOf(book, { name: "gpt-4o", serviceTier: "batch", ...acme })).toBe(3_500_000n);
		expect(rateOf(book, { name: "o3", ...acme })).toBe(1_600_000n);
		expect(rateOf(book, { name: "o3", serviceTier: "batch", ...acme })).toBe(800_000n);
	});

	test("prices a model that no list has by the own price, its fee for requests included", () => {
		const cost = createPrice(book)(
			{ uncachedInput: 1000 },
			{ provider: "openai", name: "made-up", ...acme },
			new Date(now),
		);
		expect(cost).toMatchObject({
			state: "priced",
			picoUsd: 501_000_000_000n,
			source: expect.stringContaining("openai/made-up"),
		});
		expect(cost.origins?.uncachedInput).toStartWith("=own-");
		expect(book.tariff({ provider: "openai", name: "made-up" }, new Date(now))).toBeUndefined();
	});

	test("takes an own price for a tier that nobody else knows as certain", () => {
		const stateOf = (organizationId?: string) =>
			createPrice(book)(
				{ uncachedInput: 1 },
				{ provider: "openai", name: "o1", serviceTier: "scale", organizationId },
				new Date(now),
			).state;
		expect([stateOf("acme"), stateOf()]).toEqual(["priced", "estimated"]);
	});

	test("has an own price of a region there alone", () => {
		expect(rateOf(book, { name: "o4-mini", region: "eu", ...acme })).toBe(4_000_000n);
		expect(rateOf(book, { name: "o4-mini", ...acme })).toBe(1_100_000n);
	});

	test("says which rows a rate comes from", () => {
		const tariff = book.tariff({ provider: "openai", name: "gpt-4o", serviceTier: "batch" }, new Date(now));
		const origins = tariff?.steps[0]?.origins ?? {};
		expect(origins.uncachedInput).toMatch(/^=[0-9a-f]{10} \*[0-9a-f]{10}$/);
		expect(origins.output).toMatch(/^\*[0-9a-f]{10}$/);
		expect(book.row(origins.output?.slice(1) ?? "")).toMatchObject({ serviceTier: "batch", factor: 500_000n });
		expect(tariff?.source).toBe("lensai@test genai-prices@0.1.8 openai/gpt-4o batch");
	});
});

describe("the price that counts", () => {
	test("is that of the closest pattern, then the latest, then the last in the book", () => {
		const book = bookOf([
			{ models: ["x-large"], perMillion: { uncachedInput: 1 }, ...said },
			{ models: ["x-*"], perMillion: { uncachedInput: 2 }, from: "2026-06-01", ...said },
			{ models: ["x-large-*"], perMillion: { uncachedInput: 3 }, ...said },
			{ models: ["y"], perMillion: { uncachedInput: 4 }, from: "2026-01-01", ...said },
			{ models: ["y"], perMillion: { uncachedInput: 5 }, ...said },
			{ models: ["z"], perMillion: { uncachedInput: 6 }, ...said },
			{ models: ["z"], perMillion: { uncachedInput: 8 }, ...said },
		]);
		expect(["x-large", "x-small", "x-large-2", "y", "z"].map((name) => rateOf(book, { name }))).toEqual([
			1_000_000n,
			2_000_000n,
			3_000_000n,
			4_000_000n,
			8_000_000n,
		]);
	});

	test("begins at its moment, though the one before is kept", () => {
		const book = bookOf([
			{ models: ["x"], perMillion: { uncachedInput: 1 }, ...said },
			{ models: ["x"], perMillion: { uncachedInput: 2 }, from: "2026-11-22T10:30:00.500Z", ...said },
		]);
		const at = (time: string) => rateOf(book, { name: "x" }, `2026-11-22T${time}Z`);
		expect(["10:30:00.499", "10:30:00.500", "00:00:00", "23:59:59"].map(at)).toEqual([
			1_000_000n,
			2_000_000n,
			1_000_000n,
			2_000_000n,
		]);
	});

	test("has hours that may pass midnight", () => {
		const book = bookOf([
			{ models: ["x"], perMillion: { uncachedInput: 1 }, ...said },
			{ models: ["x"], perMillion: { uncachedInput: 2 }, conditions: { minutes: { from: 1380, until: 60 } }, ...said },
		]);
		const at = (time: string) => rateOf(book, { name: "x" }, `2026-11-22T${time}:00Z`);
		expect(["22:59", "23:00", "00:59", "01:00"].map(at)).toEqual([1_000_000n, 2_000_000n, 2_000_000n, 1_000_000n]);
	});

	test("of long context ends with a newer price that has none, and may stand over a list that has no base", () => {
		const above = { aboveInputTokens: 100 };
		const book = bookOf([
			{ models: ["x"], perMillion: { uncachedInput: 1 }, ...said },
			{ models: ["x"], perMillion: { uncachedInput: 9 }, conditions: above, ...said },
			{ models: ["x"], perMillion: { uncachedInput: 2 }, from: "2026-11-01", ...said },
			{ models: ["gpt-4o"], perMillion: { uncachedInput: 50 }, conditions: above, ...said },
			{ models: ["only-long"], perMillion: { uncachedInput: 50 }, conditions: above, ...said },
		]);
		const cost = (name: string, at: string, tokens: number) =>
			createPrice(book)({ uncachedInput: tokens }, { provider: "openai", name }, new Date(at));
		expect(cost("x", "2026-10-01", 101).picoUsd).toBe(909_000_000n);
		expect(cost("x", now, 101).picoUsd).toBe(202_000_000n);
		expect(cost("gpt-4o", now, 100).picoUsd).toBe(250_000_000n);
		expect(cost("gpt-4o", now, 101).picoUsd).toBe(5_050_000_000n);
		expect(cost("only-long", now, 101).state).toBe("unpriced");
	});

	test("that was taken back leaves what is below", () => {
		const [row] = rowsOf({
			provider: "openai",
			entries: [{ models: ["gpt-4o"], perMillion: { uncachedInput: 9 }, ...said }],
		});
		if (row === undefined) throw new Error("no row");
		const { picoUsd, ...without } = row;
		const book = new PriceBook("lensai@test", [row]);
		expect(rateOf(book, { name: "gpt-4o" })).toBe(9_000_000n);
		book.add([{ ...without, id: "later", validFromMs: Date.parse("2026-11-01") }]);
		expect(rateOf(book, { name: "gpt-4o" })).toBe(2_500_000n);
		expect(rateOf(book, { name: "gpt-4o" }, "2026-10-31")).toBe(9_000_000n);
		book.add([row]);
		expect(rateOf(book, { name: "gpt-4o" })).toBe(2_500_000n);
	});
});

describe("a factor on long context alone", () => {
	test("is one of the unit, before that of all tokens", () => {
		const book = bookOf([{ models: ["gpt-4o"], tier: "slow", factor: { tokens: 0.5, output: 0.1 }, ...said }]);
		const model = { name: "gpt-4o", serviceTier: "slow" };
		expect([rateOf(book, model), rateOf(book, model, now, "output")]).toEqual([1_250_000n, 1_000_000n]);
	});
});

describe("rates beyond what a number holds", () => {
	test("are summed exactly all the same", () => {
		const book = bookOf([{ models: ["gold"], each: { uncachedInput: 10_000 }, ...said }]);
		expect(createPrice(book)({ uncachedInput: 3 }, { provider: "openai", name: "gold" }, new Date(now)).picoUsd).toBe(
			30_000n * 10n ** 12n,
		);
	});
});
