import { anthropic } from "./anthropic";
import { azure } from "./azure";
import { bedrock } from "./bedrock";
import { cerebras } from "./cerebras";
import { cohere } from "./cohere";
import { deepseek } from "./deepseek";
import { fireworks } from "./fireworks";
import { gemini } from "./gemini";
import { groq } from "./groq";
import { mistral } from "./mistral";
import { ollama } from "./ollama";
import { openai } from "./openai";
import { openrouter } from "./openrouter";
import { perplexity } from "./perplexity";
import type { ProviderFacts } from "./provider";
import { together } from "./together";
import { vertex } from "./vertex";
import { vllm } from "./vllm";
import { xai } from "./xai";

/** Every built-in provider, as the dashboard lists them. A new one is a file and a line here. */
export const builtInProviders: readonly ProviderFacts[] = [
	openai,
	anthropic,
	gemini,
	azure,
	bedrock,
	vertex,
	mistral,
	groq,
	deepseek,
	xai,
	openrouter,
	together,
	fireworks,
	cohere,
	perplexity,
	cerebras,
	ollama,
	vllm,
];

/** The environment variable that overrides a provider's base URL. */
export function upstreamVariable({ id }: Pick<ProviderFacts, "id">): string {
	return `LENSAI_UPSTREAM_${id.toUpperCase()}`;
}
