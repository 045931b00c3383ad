import { renderAnthropicError } from "../proxy/dialects/anthropic-messages";
import { openaiChat } from "../proxy/dialects/openai-chat";
import { anthropicPaths } from "./anthropic-paths";
import { headerKey } from "./authentication/header-key";
import { under } from "./paths";
import type { ProviderFacts } from "./provider";

/**
 * https://platform.claude.com/docs/en/api/overview: keys in `x-api-key`. Its TypeScript client 1.12.0 and its Python client
 * 2.12.0 send them as a bearer token (2026-11-22).
 */
export const anthropic: ProviderFacts = {
	id: "anthropic",
	name: "Anthropic",
	priceBook: "anthropic",
	baseUrl: "https://api.anthropic.com",
	hosts: ["api.anthropic.com"],
	authentication: headerKey({ header: "x-api-key", also: ["authorization"], asWritten: true }),
	paths: {
		...under("v1/", anthropicPaths),
		// https://platform.claude.com/docs/en/api/openai-sdk (2026-11-22)
		"POST v1/chat/completions": { dialect: openaiChat, kind: "llm", api: "openai/chat/completions" },
	},
	renderError: renderAnthropicError,
	limitStyle: "anthropic",
	// https://openrouter.ai/docs/api_reference/streaming, stream cancellation (2026-11-22)
	onCallerLeft: "cancel",
	// https://docs.anthropic.com/fr/api/usage-cost-api (2026-11-22)
	adminKeyPrefix: "sk-ant-admin",
	keyVariables: ["ANTHROPIC_API_KEY"],
	// https://platform.claude.com/docs/en/api/versioning (2026-11-22)
	test: { path: "v1/models?limit=1", headers: { "anthropic-version": "2023-06-01" } },
};
