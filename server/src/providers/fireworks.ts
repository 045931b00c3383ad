import { openaiChat } from "../proxy/dialects/openai-chat";
import { fireworks as vendor } from "../proxy/dialects/openai-vendors";
import { anthropicPaths } from "./anthropic-paths";
import { bearer } from "./authentication/header-key";
import { openaiPaths } from "./openai-paths";
import { under } from "./paths";
import type { ProviderFacts } from "./provider";

/** https://docs.fireworks.ai/api-reference (2026-11-22) */
export const fireworks: ProviderFacts = {
	id: "fireworks",
	name: "Fireworks AI",
	priceBook: "fireworks",
	baseUrl: "https://api.fireworks.ai",
	hosts: ["api.fireworks.ai"],
	authentication: bearer,
	paths: {
		...under("inference/v1/", openaiPaths(vendor)),
		...under("inference/v1/", anthropicPaths),
	},
	renderError: openaiChat.renderError,
	// https://openrouter.ai/docs/api_reference/streaming, stream cancellation (2026-11-22)
	onCallerLeft: "cancel",
	keyVariables: ["FIREWORKS_API_KEY"],
	test: { path: "inference/v1/models" },
};
