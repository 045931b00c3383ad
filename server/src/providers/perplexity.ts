import { openaiChat } from "../proxy/dialects/openai-chat";
import { perplexity as vendor } from "../proxy/dialects/openai-vendors";
import { bearer } from "./authentication/header-key";
import { openaiPaths } from "./openai-paths";
import { under } from "./paths";
import type { ProviderFacts } from "./provider";

/** https://docs.perplexity.ai/api-reference; a list of the account's asynchronous requests costs nothing and wants a key (2026-11-22) */
export const perplexity: ProviderFacts = {
	id: "perplexity",
	name: "Perplexity",
	priceBook: "perplexity",
	baseUrl: "https://api.perplexity.ai",
	hosts: ["api.perplexity.ai"],
	authentication: bearer,
	paths: { ...openaiPaths(vendor), ...under("v1/", openaiPaths(vendor)) },
	renderError: openaiChat.renderError,
	// https://openrouter.ai/docs/api_reference/streaming, stream cancellation (2026-11-22)
	onCallerLeft: "drain",
	keyVariables: ["PERPLEXITY_API_KEY"],
	test: { path: "async/chat/completions" },
};
