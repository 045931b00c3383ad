import { cohere as dialect } from "../proxy/dialects/cohere-chat";
import { openai as vendor } from "../proxy/dialects/openai-vendors";
import { bearer } from "./authentication/header-key";
import { openaiPaths } from "./openai-paths";
import { under } from "./paths";
import type { ProviderFacts } from "./provider";

/** https://docs.cohere.com/reference/about; in the OpenAI format: https://docs.cohere.com/docs/compatibility-api (2026-11-22) */
export const cohere: ProviderFacts = {
	id: "cohere",
	name: "Cohere",
	priceBook: "cohere",
	baseUrl: "https://api.cohere.com",
	hosts: ["api.cohere.com"],
	authentication: bearer,
	paths: {
		"POST v2/chat": { dialect, kind: "llm" },
		"POST v1/chat": { kind: "llm" },
		"POST v2/embed": { dialect, kind: "embedding" },
		"POST v1/embed": { dialect, kind: "embedding" },
		"POST v2/rerank": { dialect, kind: "llm" },
		"POST v1/rerank": { dialect, kind: "llm" },
		...under("compatibility/v1/", openaiPaths(vendor)),
	},
	renderError: dialect.renderError,
	limitStyle: "plain",
	// https://openrouter.ai/docs/api_reference/streaming, stream cancellation (2026-11-22)
	onCallerLeft: "cancel",
	keyVariables: ["CO_API_KEY", "COHERE_API_KEY"],
	test: { path: "v1/models?page_size=1" },
};
