import { describe, expect, test } from "bun:test";
import { PriceBook } from "../../../server/src/pricing/book";
import { rowsOf } from "../../../server/src/pricing/book-file";
import { compareSheet } from "./compare";
import { readGenaiPrices } from "./genai-prices";
import { readLitellm } from "./litellm";
import { readModelsDev } from "./models-dev";
import { type Review, reviewOf } from "./review";

const at = new Date("2026-11-22T12:00:00Z");

describe("LiteLLM's sheet", () => {
	test("tells rates by token, with the tier and the long context in the name", () => {
		const sheet = {
			sample_spec: "a text",
			"gemini/gemini-x": {
				litellm_provider: "gemini",
				input_cost_per_token: 1.25e-6,
				output_cost_per_token_above_200k_tokens_priority: 1.5e-5,
				cache_read_input_token_cost_flex: 6.25e-8,
				max_tokens: 8192,
			},
		};
		const of = { provider: "google", model: "gemini-x" };
		expect(readLitellm(sheet)).toEqual([
			{ ...of, unit: "uncachedInput", above: -1, picoUsd: 1_250_000n },
			{ ...of, unit: "output", above: 200_000, tier: "priority", picoUsd: 15_000_000n },
			{ ...of, unit: "cacheRead", above: -1, tier: "flex", picoUsd: 62_500n },
		]);
	});

	test("leaves out providers that the gateway does not know, places, sizes of pictures and zeros", () => {
		const rate = { input_cost_per_token: 1e-6 };
		expect(
			readLitellm({
				"else/model": { litellm_provider: "else", ...rate },
				"azure/eu/gpt-4o": { litellm_provider: "azure", ...rate },
				"1024-x-1024/gpt-image": { litellm_provider: "openai", ...rate },
				"text-embedding-3-small": { litellm_provider: "openai", output_cost_per_token: 0 },
			}),
		).toEqual([]);
	});
});

describe("models.dev's catalog", () => {
	test("tells rates by the million, steps and modes", () => {
		const catalog = {
			openai: {
				models: {
					"gpt-x": {
						cost: { input: 2.5, cache_read: 0.25, tiers: [{ tier: { size: 272_000 }, input: 5 }] },
						experimental: { modes: { fast: { cost: { input: 5 }, provider: { body: { service_tier: "priority" } } } } },
					},
				},
			},
			elsewhere: { models: { "gpt-x": { cost: { input: 1 } } } },
		};
		const of = { provider: "openai", model: "gpt-x" };
		expect(readModelsDev(catalog)).toEqual([
			{ ...of, unit: "uncachedInput", above: -1, picoUsd: 2_500_000n },
			{ ...of, unit: "cacheRead", above: -1, picoUsd: 250_000n },
			{ ...of, unit: "uncachedInput", above: 272_000, picoUsd: 5_000_000n },
			{ ...of, tier: "priority", unit: "uncachedInput", above: -1, picoUsd: 5_000_000n },
		]);
	});
});

describe("a comparison", () => {
	const rows = rowsOf({
		provider: "openai",
		entries: [
			{
				models: ["gpt-4o"],
				perMillion: { output: 11 },
				source: "https://example.com/page",
				read: "2026-11-22",
				note: "dearer",
			},
		],
	});
	const book = new PriceBook("test", rows);
	const rate = { provider: "openai", model: "gpt-4o", unit: "output", above: -1, picoUsd: 10_000_000n } as const;

	test("tells rates that agree, that differ, that we lack, and models that we lack", () => {
		const compared = compareSheet(
			[
				rate,
				{ ...rate, unit: "uncachedInput", picoUsd: 2_500_000n },
				{ ...rate, unit: "audioInput", picoUsd: 1n },
				{ ...rate, tier: "flex", unit: "uncachedInput", picoUsd: 1n },
				{ ...rate, model: "gpt-unheard-of" },
			],
			book,
			at,
		);
		expect(compared).toMatchObject({
			agreeing: 1,
			unknown: 1,
			disagreements: [
				{ unit: "output", ours: 11_000_000n },
				{ unit: "audioInput", ours: undefined },
				{ tier: "flex", ours: undefined },
			],
		});
	});

	test("takes a long context's rate for calls above its threshold", () => {
		const long = { provider: "google", model: "gemini-2.5-pro", unit: "uncachedInput", above: 200_000 } as const;
		expect(compareSheet([{ ...long, picoUsd: 2_500_000n }], book, at)).toMatchObject({ agreeing: 1 });
		expect(compareSheet([{ ...long, picoUsd: 1_250_000n }], book, at)).toMatchObject({ agreeing: 0 });
	});

	test("gives the page of our own row as the reason, unless a review says otherwise", () => {
		const [found] = compareSheet([rate], book, at).disagreements;
		if (found === undefined) throw new Error("they agree");
		const review: Review = {
			sheet: "litellm",
			provider: "openai",
			models: ["gpt-4*"],
			right: "theirs",
			why: "w",
			source: "s",
		};
		expect(reviewOf("litellm", found, { reviews: [], book })).toEqual({
			right: "ours",
			why: "dearer",
			source: "https://example.com/page (2026-11-22)",
		});
		expect(reviewOf("litellm", found, { reviews: [review], book })).toBe(review);
		expect(reviewOf("models.dev", found, { reviews: [review], book })?.right).toBe("ours");
	});

	test("leaves to be looked at what nobody knows a reason for", () => {
		const [found] = compareSheet([{ ...rate, unit: "audioInput" }], book, at).disagreements;
		if (found === undefined) throw new Error("they agree");
		expect(reviewOf("litellm", found, { reviews: [], book })).toBeUndefined();
		const review: Review = {
			sheet: "litellm",
			provider: "openai",
			models: ["*"],
			tier: "flex",
			units: ["audioInput"],
			right: "ours",
			why: "w",
			source: "s",
		};
		expect(reviewOf("litellm", found, { reviews: [review], book })).toBeUndefined();
		expect(
			reviewOf("litellm", found, { reviews: [{ ...review, tier: "-", missing: true, long: false }], book }),
		).toBeDefined();
	});
});

test("the book says what genai-prices lists, but for what its own rows change", () => {
	const listed = readGenaiPrices(["openai"], at);
	expect(listed.length).toBeGreaterThan(200);
	expect(compareSheet(listed, new PriceBook("bare", []), at).disagreements).toEqual([]);
});
