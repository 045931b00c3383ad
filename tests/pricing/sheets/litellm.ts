import { picoUsd } from "../../../server/src/pricing/decimal";
import type { RateUnit } from "../../../server/src/pricing/rate-unit";
import { isObject, type SheetRate } from "./sheet";

/** Our price book's name for theirs. Azure's and Vertex AI's own Gemini entries repeat another provider's, and are compared, too. */
const providers: Readonly<Record<string, string>> = {
	openai: "openai",
	"text-completion-openai": "openai",
	anthropic: "anthropic",
	gemini: "google",
	"vertex_ai-language-models": "google",
	"vertex_ai-anthropic_models": "google",
	azure: "azure",
	bedrock: "aws",
	bedrock_converse: "aws",
	mistral: "mistral",
	groq: "groq",
	deepseek: "deepseek",
	xai: "x-ai",
	openrouter: "openrouter",
	together_ai: "together",
	fireworks_ai: "fireworks",
	cohere: "cohere",
	cohere_chat: "cohere",
	perplexity: "perplexity",
	cerebras: "cerebras",
};

const units: Readonly<Record<string, RateUnit>> = {
	input_cost_per_token: "uncachedInput",
	output_cost_per_token: "output",
	output_cost_per_reasoning_token: "reasoning",
	cache_read_input_token_cost: "cacheRead",
	cache_read_input_audio_token_cost: "cacheReadAudio",
	cache_creation_input_token_cost: "cacheWrite5m",
	cache_creation_input_token_cost_above_1hr: "cacheWrite1h",
	input_cost_per_audio_token: "audioInput",
	output_cost_per_audio_token: "audioOutput",
	input_cost_per_image_token: "imageInput",
	output_cost_per_image_token: "imageOutput",
	input_cost_per_character: "inputCharacters",
	ocr_cost_per_page: "pages",
};

const tiers: Readonly<Record<string, string>> = { batches: "batch", flex: "flex", priority: "priority" };

/** The long context's threshold and the tier stand behind a cost's name: `…_above_200k_tokens_priority`. */
const key = /^(.+?)(?:_above_(\d+)k_tokens)?(?:_(batches|flex|priority))?$/;

/**
 * LiteLLM's `model_prices_and_context_window.json`, in USD for one token. A zero for what a model has not, e.g. output of
 * embeddings, is left out. Source: https://docs.litellm.ai/docs/provider_registration/add_model_pricing (2026-11-22).
 */
export function readLitellm(sheet: unknown): SheetRate[] {
	if (!isObject(sheet)) return [];
	return Object.entries(sheet).flatMap(([name, entry]) => {
		const provider = isObject(entry) ? providers[String(entry.litellm_provider)] : undefined;
		if (provider === undefined || !isObject(entry)) return [];
		const model = modelOf(name, String(entry.litellm_provider));
		return model === undefined
			? []
			: Object.entries(entry).flatMap(([text, value]) => rateOf(text, value, { provider, model }));
	});
}

/** `gemini/gemini-2.5-pro` → `gemini-2.5-pro`; an entry for a region or a size of picture is none of a model. */
function modelOf(name: string, provider: string): string | undefined {
	const prefix = provider.startsWith("vertex_ai")
		? "vertex_ai"
		: provider === "bedrock_converse"
			? "bedrock"
			: provider;
	const model = name.startsWith(`${prefix}/`) ? name.slice(prefix.length + 1) : name;
	const isPlace = ["azure", "bedrock", "bedrock_converse"].includes(provider) && model.includes("/");
	return isPlace || /\d+-x-\d+/.test(model) ? undefined : model;
}

function rateOf(text: string, value: unknown, of: Pick<SheetRate, "provider" | "model">): SheetRate[] {
	const [, base = "", threshold, tier] = key.exec(text) ?? [];
	const unit = units[base];
	if (unit === undefined || typeof value !== "number" || value <= 0) return [];
	return [
		{
			...of,
			...(tier !== undefined && { tier: tiers[tier] }),
			unit,
			above: threshold === undefined ? -1 : Number(threshold) * 1000,
			picoUsd: picoUsd(value, 1),
		},
	];
}
