import { renderGoogleError } from "../proxy/dialects/gemini-generate";
import { openai as vendor } from "../proxy/dialects/openai-vendors";
import { headerKey } from "./authentication/header-key";
import { geminiPaths } from "./gemini-paths";
import { openaiPaths } from "./openai-paths";
import { under } from "./paths";
import type { ProviderFacts } from "./provider";

/**
 * https://ai.google.dev/api; keys in `x-goog-api-key` or `?key=`: https://ai.google.dev/gemini-api/docs/api-key; in the OpenAI
 * format as a bearer token: https://ai.google.dev/gemini-api/docs/openai (2026-11-22)
 */
export const gemini: ProviderFacts = {
	id: "gemini",
	name: "Google Gemini",
	priceBook: "google",
	baseUrl: "https://generativelanguage.googleapis.com",
	// https://ai.google.dev/gemini-api/docs/api-versions (2026-11-22)
	apiVersion: "v1beta",
	hosts: ["generativelanguage.googleapis.com"],
	authentication: headerKey({ header: "x-goog-api-key", also: ["?key", "authorization"], asWritten: true }),
	paths: {
		...under("*/models/", geminiPaths),
		...under("*/tunedModels/", geminiPaths),
		...under("*/openai/", openaiPaths(vendor)),
	},
	renderError: renderGoogleError,
	limitStyle: "plain",
	// https://openrouter.ai/docs/api_reference/streaming, stream cancellation (2026-11-22)
	onCallerLeft: "drain",
	keyVariables: ["GEMINI_API_KEY", "GOOGLE_API_KEY"],
	test: { path: "v1beta/models?pageSize=1" },
};
