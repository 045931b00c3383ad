import { openaiChat } from "../proxy/dialects/openai-chat";
import { together as vendor } from "../proxy/dialects/openai-vendors";
import { bearer } from "./authentication/header-key";
import { openaiPaths } from "./openai-paths";
import { under } from "./paths";
import type { ProviderFacts } from "./provider";

/** https://docs.together.ai/docs/inference/openai-compatibility (2026-11-22) */
export const together: ProviderFacts = {
	id: "together",
	name: "Together AI",
	priceBook: "together",
	baseUrl: "https://api.together.ai",
	hosts: ["api.together.ai"],
	authentication: bearer,
	paths: under("v1/", openaiPaths(vendor)),
	renderError: openaiChat.renderError,
	// https://openrouter.ai/docs/api_reference/streaming, stream cancellation (2026-11-22)
	onCallerLeft: "cancel",
	keyVariables: ["TOGETHER_API_KEY"],
	test: { path: "v1/models" },
};
