import { openaiChat } from "../proxy/dialects/openai-chat";
import { groq as vendor } from "../proxy/dialects/openai-vendors";
import { bearer } from "./authentication/header-key";
import { openaiPaths } from "./openai-paths";
import { under } from "./paths";
import type { ProviderFacts } from "./provider";

/** https://console.groq.com/docs/api-reference (2026-11-22) */
export const groq: ProviderFacts = {
	id: "groq",
	name: "Groq",
	priceBook: "groq",
	baseUrl: "https://api.groq.com",
	hosts: ["api.groq.com"],
	authentication: bearer,
	paths: under("openai/v1/", openaiPaths(vendor)),
	renderError: openaiChat.renderError,
	// https://openrouter.ai/docs/api_reference/streaming, stream cancellation (2026-11-22)
	onCallerLeft: "drain",
	keyVariables: ["GROQ_API_KEY"],
	test: { path: "openai/v1/models" },
};
