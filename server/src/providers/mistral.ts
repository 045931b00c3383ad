import { openaiChat } from "../proxy/dialects/openai-chat";
import { openaiDialects } from "../proxy/dialects/openai-paths";
import { mistral as vendor } from "../proxy/dialects/openai-vendors";
import { bearer } from "./authentication/header-key";
import { openaiPaths } from "./openai-paths";
import { under } from "./paths";
import type { ProviderFacts } from "./provider";

const chat = openaiDialects(vendor)["chat/completions"];

/** https://docs.mistral.ai/api; regions: https://docs.mistral.ai/studio-api/regional-inference (2026-11-22) */
export const mistral: ProviderFacts = {
	id: "mistral",
	name: "Mistral",
	priceBook: "mistral",
	baseUrl: "https://api.mistral.ai",
	regions: { eu: "https://api.eu.mistral.ai" },
	hosts: ["api.mistral.ai", "api.*.mistral.ai"],
	authentication: bearer,
	paths: {
		...under("v1/", openaiPaths(vendor)),
		"POST v1/fim/completions": { dialect: chat, kind: "llm" },
		"POST v1/agents/completions": { dialect: chat, kind: "llm" },
	},
	renderError: openaiChat.renderError,
	// https://openrouter.ai/docs/api_reference/streaming, stream cancellation (2026-11-22)
	onCallerLeft: "drain",
	keyVariables: ["MISTRAL_API_KEY"],
	test: { path: "v1/models" },
};
