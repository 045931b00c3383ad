import { openaiChat } from "../proxy/dialects/openai-chat";
import { xai as vendor } from "../proxy/dialects/openai-vendors";
import { anthropicPaths } from "./anthropic-paths";
import { bearer } from "./authentication/header-key";
import { openaiPaths } from "./openai-paths";
import { under } from "./paths";
import type { ProviderFacts } from "./provider";

/** https://docs.x.ai/docs/api-reference; regions: https://docs.x.ai/developers/advanced-api-usage/regions (2026-11-22) */
export const xai: ProviderFacts = {
	id: "xai",
	name: "xAI",
	priceBook: "x-ai",
	baseUrl: "https://api.x.ai",
	regions: { us: "https://us.api.x.ai" },
	regionOf: (host) => /^([a-z]{2})\.api\.x\.ai$/.exec(host)?.[1],
	hosts: ["api.x.ai", "*.api.x.ai"],
	authentication: bearer,
	paths: { ...under("v1/", openaiPaths(vendor)), ...under("v1/", anthropicPaths) },
	renderError: openaiChat.renderError,
	// https://openrouter.ai/docs/api_reference/streaming, stream cancellation (2026-11-22)
	onCallerLeft: "cancel",
	keyVariables: ["XAI_API_KEY"],
	test: { path: "v1/models" },
};
