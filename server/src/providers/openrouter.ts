import { openaiChat } from "../proxy/dialects/openai-chat";
import { openrouter as vendor } from "../proxy/dialects/openai-vendors";
import { anthropicPaths } from "./anthropic-paths";
import { bearer } from "./authentication/header-key";
import { openaiPaths } from "./openai-paths";
import { under } from "./paths";
import type { ProviderFacts } from "./provider";

/** https://openrouter.ai/docs/api-reference/overview; it lists models without a key, so a key is tested by asking about it (2026-11-22) */
export const openrouter: ProviderFacts = {
	id: "openrouter",
	name: "OpenRouter",
	priceBook: "openrouter",
	baseUrl: "https://openrouter.ai",
	// https://openrouter.ai/docs/client-sdks/python/components/guardraildataregion (2026-11-22)
	regions: { eu: "https://eu.openrouter.ai", us: "https://us.openrouter.ai" },
	hosts: ["openrouter.ai", "*.openrouter.ai"],
	authentication: bearer,
	paths: { ...under("api/v1/", openaiPaths(vendor)), ...under("api/v1/", anthropicPaths) },
	renderError: openaiChat.renderError,
	// https://openrouter.ai/docs/api_reference/streaming, stream cancellation (2026-11-22)
	onCallerLeft: "cancel",
	keyVariables: ["OPENROUTER_API_KEY"],
	test: { path: "api/v1/key" },
};
