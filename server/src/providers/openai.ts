import { openaiChat } from "../proxy/dialects/openai-chat";
import { openai as vendor } from "../proxy/dialects/openai-vendors";
import { bearer } from "./authentication/header-key";
import { openaiPaths } from "./openai-paths";
import type { ProviderFacts } from "./provider";

/**
 * https://developers.openai.com/api/reference/overview; regions: https://developers.openai.com/api/docs/guides/data-residency and the
 * official client's list (openai-node, src/internal/data-residency.ts) (2026-11-22)
 */
export const openai: ProviderFacts = {
	id: "openai",
	name: "OpenAI",
	priceBook: "openai",
	doorPath: "v1/",
	baseUrl: "https://api.openai.com/v1",
	regions: Object.fromEntries(
		["us", "eu", "ae", "au", "in", "jp"].map((region) => [region, `https://${region}.api.openai.com/v1`]),
	),
	regionOf: (host) => /^([a-z]{2})\.api\.openai\.com$/.exec(host)?.[1],
	hosts: ["api.openai.com", "*.api.openai.com"],
	authentication: bearer,
	paths: openaiPaths(vendor),
	renderError: openaiChat.renderError,
	// https://openrouter.ai/docs/api_reference/streaming, stream cancellation (2026-11-22)
	onCallerLeft: "cancel",
	keyVariables: ["OPENAI_API_KEY"],
	test: { path: "models" },
};
