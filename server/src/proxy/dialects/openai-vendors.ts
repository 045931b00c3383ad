import type { Usage } from "../../pricing/usage";
import { isRecord } from "./openai-json";
import { readOpenaiUsage } from "./openai-usage";
import {
	readDeepseekUsage,
	readMistralUsage,
	readOpenrouterUsage,
	readPerplexityResponseUsage,
	readPerplexityUsage,
	readXaiUsage,
} from "./openai-vendor-usage";

/** How a vendor that serves OpenAI's chat API differs from it, as far as usage goes. */
export interface OpenaiVendor {
	/** The vendor's usage object as buckets that do not overlap. */
	readUsage(raw: unknown): Usage | undefined;
	/** The same for the Responses API, where the vendor's differs from OpenAI's. */
	readResponseUsage?(raw: unknown): Usage | undefined;
	/** Where a body or an event has it, if not, or not only, in `usage`. */
	usageOf?(body: Record<string, unknown>): unknown;
	/**
	 * `asked`: streams tell usage when `stream_options.include_usage` asks for it. `unasked`: they do so anyway, and asking is
	 * of no use or refused; what they send is passed on as it is.
	 */
	tellsStreamUsage: "asked" | "unasked";
}

/** https://developers.openai.com/api/reference/resources/chat (2026-11-22) */
export const openai: OpenaiVendor = { readUsage: readOpenaiUsage, tellsStreamUsage: "asked" };

/**
 * Azure's first event has no choices but `prompt_filter_results`, and a filtered prompt is an error with the code
 * `content_filter`; usage is OpenAI's.
 * https://learn.microsoft.com/en-us/azure/ai-foundry/openai/concepts/content-filter (2026-11-22)
 */
export const azure: OpenaiVendor = openai;

/**
 * The last event of a stream has `usage`; `stream_options` is refused with 422, `extra_forbidden`.
 * https://github.com/openai/openai-agents-python/issues/442,
 * https://github.com/Portkey-AI/gateway/issues/1259 (2026-11-22)
 */
export const mistral: OpenaiVendor = { readUsage: readMistralUsage, tellsStreamUsage: "unasked" };

/**
 * The last event of a stream has `x_groq.usage`; the API has no `stream_options`. Where a client sends them, `usage` comes too.
 * Types of npm `groq-sdk` 1.6.0 (2026-11-22)
 */
export const groq: OpenaiVendor = {
	readUsage: readOpenaiUsage,
	usageOf: ({ usage, x_groq: groqPart }) => usage ?? (isRecord(groqPart) ? groqPart.usage : undefined),
	tellsStreamUsage: "unasked",
};

/** https://docs.rs/crate/ds-api/latest/source/src/raw/request/stream_options.rs (2026-11-22) */
export const deepseek: OpenaiVendor = { readUsage: readDeepseekUsage, tellsStreamUsage: "asked" };

/** Asked as npm `@ai-sdk/xai` 3.0.138 asks; whether it would tell usage unasked is not known (2026-11-22). */
export const xai: OpenaiVendor = { readUsage: readXaiUsage, tellsStreamUsage: "asked" };

/**
 * "This field has no effect. Full usage details are always included."
 * https://openrouter.ai/docs/client-sdks/typescript/models/chatstreamoptions.md (2026-11-22)
 */
export const openrouter: OpenaiVendor = {
	readUsage: readOpenrouterUsage,
	tellsStreamUsage: "unasked",
};

/** Usage comes with the events, running or at the end; npm `@ai-sdk/perplexity` 3.0.1 reads it without asking (2026-11-22). */
export const perplexity: OpenaiVendor = {
	readUsage: readPerplexityUsage,
	readResponseUsage: readPerplexityResponseUsage,
	tellsStreamUsage: "unasked",
};

/**
 * Most models tell usage in the last event unasked, some (Kimi K3) only when asked.
 * https://github.com/vercel/ai/pull/17986 (2026-11-22)
 */
export const together: OpenaiVendor = openai;

/** As with Together. https://github.com/langchain-ai/langchain/pull/36977 (2026-11-22) */
export const fireworks: OpenaiVendor = openai;

/** Types of npm `@cerebras/cerebras_cloud_sdk` 1.91.0 (2026-11-22) */
export const cerebras: OpenaiVendor = openai;

/** From 0.5.2 on; older ones ignore the option. https://github.com/ollama/ollama/releases/tag/v0.5.2 (2026-11-22) */
export const ollama: OpenaiVendor = openai;

/**
 * With `continuous_usage_stats`, asked for by the client, every event has a running usage.
 * https://github.com/fips-agents/agent-template/pull/119 (2026-11-22)
 */
export const vllm: OpenaiVendor = openai;

/** By price-book id of the provider; one that is not here is taken for OpenAI itself. */
export const openaiVendors: Readonly<Record<string, OpenaiVendor>> = {
	openai,
	azure,
	mistral,
	groq,
	deepseek,
	"x-ai": xai,
	openrouter,
	perplexity,
	together,
	fireworks,
	cerebras,
	ollama,
	vllm,
};
