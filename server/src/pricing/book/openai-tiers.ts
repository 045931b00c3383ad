import type { BookEntry } from "../book-file";

const litellm =
	"https://github.com/RoCry/llm-api-price/blob/8442b939a6ead479f7995b5d74d8dce488bd0966/model_prices_and_context_window.json";
const priorityPage = "https://openai.com/api-priority-processing/";
const gpt6 = "https://github.com/BerriAI/litellm/discussions/39633";
const read = "2026-11-22";

/** What batch halves where nobody says what cached tokens cost in it. */
const halfButCache = { uncachedInput: 0.5, imageInput: 0.5, output: 0.5, reasoning: 0.5 };
const newFamilies = ["gpt-5.4*", "gpt-5.5*", "gpt-5.6*", "gpt-6*"];

/**
 * OpenAI's tiers as factors on the listed prices, which hold for long context, too. OpenAI rounds some halves up to the cent
 * where it lists them (0.13 for half of 0.25).
 */
export const openaiTiers: BookEntry[] = [
	{ models: newFamilies, tier: "batch", factor: { tokens: 0.5 }, source: gpt6, read },
	{
		models: [
			"gpt-4o*",
			"gpt-4.1*",
			"gpt-5",
			"gpt-5-*",
			"gpt-5.1*",
			"gpt-5.2*",
			"gpt-5.3*",
			"o1*",
			"o3*",
			"o4*",
			"ft:gpt-*",
			"ft:o4-*",
		],
		tier: "batch",
		factor: halfButCache,
		source: litellm,
		read,
	},
	{ models: ["text-embedding-*"], tier: "batch", factor: { tokens: 0.5 }, source: litellm, read },
	{ models: newFamilies, tier: "flex", factor: { tokens: 0.5 }, source: gpt6, read },
	{
		models: ["gpt-5", "gpt-5-2025-*", "gpt-5-mini*", "gpt-5-nano*", "o3", "o3-2025-*", "o4-mini", "o4-mini-2025-*"],
		tier: "flex",
		factor: { tokens: 0.5 },
		source: litellm,
		read,
	},
	{ models: ["gpt-5.5", "gpt-5.5-2026-*"], tier: "priority", factor: { tokens: 2.5 }, source: priorityPage, read },
	{
		models: [
			"gpt-5",
			"gpt-5-2025-*",
			"gpt-5-codex",
			"gpt-5.1",
			"gpt-5.1-2025-*",
			"gpt-5.1-codex",
			"gpt-5.2",
			"gpt-5.2-2025-*",
			"gpt-5.4",
			"gpt-5.4-2026-*",
			"gpt-5.4-mini*",
		],
		tier: "priority",
		factor: { tokens: 2 },
		source: priorityPage,
		read,
	},
	{ models: ["gpt-5-mini*"], tier: "priority", factor: { tokens: 1.8 }, source: priorityPage, read },
	{ models: ["gpt-4.1", "gpt-4.1-2025-*"], tier: "priority", factor: { tokens: 1.75 }, source: priorityPage, read },
	{ models: ["gpt-5.1-codex-mini"], tier: "priority", factor: { tokens: 1.8 }, source: litellm, read },
	{
		models: ["gpt-5.3-codex", "gpt-5.2-codex", "gpt-5.6*", "gpt-5.1-chat*", "gpt-5.2-chat*", "gpt-5.3-chat*"],
		tier: "priority",
		factor: { tokens: 2 },
		source: litellm,
		read,
	},
	{
		models: ["gpt-4.1-mini*", "o3", "o3-2025-*", "gpt-4o-2024-05-13"],
		tier: "priority",
		factor: { tokens: 1.75 },
		source: litellm,
		read,
	},
	{ models: ["gpt-4.1-nano*"], tier: "priority", factor: { tokens: 2 }, source: litellm, read },
	{
		models: ["gpt-4o", "gpt-4o-2024-08-06", "gpt-4o-2024-11-20"],
		tier: "priority",
		factor: { tokens: 1.7 },
		source: litellm,
		read,
	},
	{
		models: ["gpt-4o-mini", "gpt-4o-mini-2024-07-18"],
		tier: "priority",
		perMillion: { uncachedInput: 0.25, imageInput: 0.25, cacheRead: 0.125, output: 1, reasoning: 1 },
		source: litellm,
		read,
	},
	{
		models: ["o4-mini", "o4-mini-2025-*"],
		tier: "priority",
		perMillion: { uncachedInput: 2, imageInput: 2, cacheRead: 0.5, output: 8, reasoning: 8 },
		source: litellm,
		read,
	},
	{ models: ["gpt-6*"], tier: "priority", factor: { tokens: 2 }, source: gpt6, read },
	{ models: ["gpt-5.6*", "gpt-6*"], tier: "fast", factor: { tokens: 2 }, source: gpt6, read },
];
