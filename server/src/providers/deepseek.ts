import { openaiChat } from "../proxy/dialects/openai-chat";
import { deepseek as vendor } from "../proxy/dialects/openai-vendors";
import { anthropicPaths } from "./anthropic-paths";
import { bearer } from "./authentication/header-key";
import { openaiPaths } from "./openai-paths";
import { under } from "./paths";
import type { ProviderFacts } from "./provider";

/** https://api-docs.deepseek.com; with the Anthropic format: https://api-docs.deepseek.com/guides/anthropic_api (2026-11-22) */
export const deepseek: ProviderFacts = {
	id: "deepseek",
	name: "DeepSeek",
	priceBook: "deepseek",
	baseUrl: "https://api.deepseek.com",
	hosts: ["api.deepseek.com"],
	authentication: bearer,
	paths: {
		...openaiPaths(vendor),
		...under("v1/", openaiPaths(vendor)),
		...under("beta/", openaiPaths(vendor)),
		...under("anthropic/v1/", anthropicPaths),
	},
	renderError: openaiChat.renderError,
	// https://openrouter.ai/docs/api_reference/streaming, stream cancellation (2026-11-22)
	onCallerLeft: "cancel",
	keyVariables: ["DEEPSEEK_API_KEY"],
	test: { path: "models" },
};
