import type { BookEntry, BookFile } from "../book-file";
import { hourLongWrites, placedClaude } from "./claude-elsewhere";
import { textRates } from "./text-rates";

const optimization = "https://ai.google.dev/gemini-api/docs/optimization";
/** Per grounded prompt with Gemini 2, per query with Gemini 3. Google gives some of them for nothing each day or month. */
const grounding = "https://github.com/iyulab/TokenMeter/releases/tag/v0.13.0";
const vertex = "https://github.com/schowave/llmenu/releases/tag/v0.8.0";
const litellm =
	"https://github.com/RoCry/llm-api-price/blob/8442b939a6ead479f7995b5d74d8dce488bd0966/model_prices_and_context_window.json";
const read = "2026-11-22";

function timesButCache(factor: number): NonNullable<BookEntry["factor"]> {
	return Object.fromEntries(Object.keys(halfButCache).map((unit) => [unit, factor]));
}

/** What is halved; what cached tokens cost in these tiers nobody says. */
const halfButCache = {
	uncachedInput: 0.5,
	audioInput: 0.5,
	imageInput: 0.5,
	output: 0.5,
	reasoning: 0.5,
	audioOutput: 0.5,
	imageOutput: 0.5,
};

const timesPriority = [
	"gemini-3-pro-preview*",
	"gemini-3-flash-preview*",
	"gemini-3.1-pro-preview*",
	"gemini-3.1-flash-lite",
	"gemini-3.5-flash",
	"gemini-3.6-flash*",
];
/** Its cached tokens are listed rounded up. */
const gemini35Lite = ["gemini-3.5-flash-lite"];
const halfWithCache = ["gemini-3.1-flash-lite", "gemini-3.6-flash*"];

/** The Gemini API and Vertex AI. */
export const google: BookFile = {
	provider: "google",
	entries: [
		{ models: ["gemini-2.*"], perThousand: { searchedRequests: 35 }, source: grounding, read },
		{ models: ["gemini-3*"], perThousand: { webSearches: 14 }, source: grounding, read },
		{ models: ["gemini-*"], tier: "batch", factor: halfButCache, source: optimization, read },
		{ models: ["gemini-*"], tier: "flex", factor: halfButCache, source: optimization, read },
		{ models: timesPriority, tier: "priority", factor: { tokens: 1.8 }, source: litellm, read },
		{ models: gemini35Lite, tier: "priority", factor: timesButCache(1.8), source: litellm, read },
		{
			models: ["gemini-3.7-flash*", "gemini-3.8-flash*"],
			tier: "priority",
			factor: { tokens: 1.8 },
			source: "https://www.npmjs.com/package/@pydantic/genai-prices/v/0.1.8",
			read,
			note: "Its comments on both models",
		},
		{ models: halfWithCache, tier: "flex", factor: { tokens: 0.5 }, source: litellm, read },
		{ models: ["imagen-4.0-generate-001"], each: { imagesOutput: 0.04 }, source: litellm, read },
		{ models: ["imagen-4.0-fast-generate-001"], each: { imagesOutput: 0.02 }, source: litellm, read },
		{ models: ["imagen-4.0-ultra-generate-001"], each: { imagesOutput: 0.06 }, source: litellm, read },
		{
			models: ["claude-sonnet-4@*", "claude-sonnet-4"],
			conditions: { aboveInputTokens: 200_000 },
			perMillion: textRates({ input: 6, cacheRead: 0.6, cacheWrite5m: 7.5, cacheWrite1h: 12, output: 22.5 }),
			source: litellm,
			read,
			note: "While the 1M context was open, until 2026-04-30",
		},
		{
			models: ["text-embedding-004", "text-embedding-005", "text-multilingual-embedding-002"],
			perMillion: { inputCharacters: 0.025, uncachedInput: 0 },
			source: litellm,
			read,
			note: "Billed by the character; its tokens are told and cost nothing beside",
		},
		{ models: ["claude-*"], tier: "batch", factor: { tokens: 0.5 }, source: litellm, read },
		{
			models: ["claude-opus-4", "claude-opus-4@*", "claude-opus-4-1*"],
			perMillion: { cacheWrite1h: 30 },
			source: litellm,
			read,
		},
		{
			models: ["claude-3-7-sonnet*", "claude-sonnet-4", "claude-sonnet-4@*"],
			perMillion: { cacheWrite1h: 6 },
			source: litellm,
			read,
		},
		...hourLongWrites((model) => `*${model}*`, 1),
		{
			models: placedClaude.map((model) => `*${model}*`),
			region: "*",
			factor: { tokens: 1.1 },
			source: vertex,
			read,
			note: "At regional and multi-region endpoints",
		},
		{
			models: placedClaude.map((model) => `*${model}*`),
			region: "global",
			factor: { tokens: 1 },
			source: vertex,
			read,
		},
	],
};
