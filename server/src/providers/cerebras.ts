import { openaiChat } from "../proxy/dialects/openai-chat";
import { cerebras as vendor } from "../proxy/dialects/openai-vendors";
import { bearer } from "./authentication/header-key";
import { openaiPaths } from "./openai-paths";
import { under } from "./paths";
import type { ProviderFacts } from "./provider";

/** https://inference-docs.cerebras.ai/api-reference. What an abort costs is not documented, so the bill is read (2026-11-22) */
export const cerebras: ProviderFacts = {
	id: "cerebras",
	name: "Cerebras",
	priceBook: "cerebras",
	baseUrl: "https://api.cerebras.ai",
	hosts: ["api.cerebras.ai"],
	authentication: bearer,
	paths: under("v1/", openaiPaths(vendor)),
	renderError: openaiChat.renderError,
	onCallerLeft: "drain",
	keyVariables: ["CEREBRAS_API_KEY"],
	test: { path: "v1/models" },
};
