import { ollama as vendor } from "../proxy/dialects/openai-vendors";
import { anthropicPaths } from "./anthropic-paths";
import { bearer } from "./authentication/header-key";
import { openaiPaths } from "./openai-paths";
import { under } from "./paths";
import type { ProviderFacts } from "./provider";

/** https://docs.ollama.com/api/introduction; it stops generating when the connection is cut (2026-11-22) */
export const ollama: ProviderFacts = {
	id: "ollama",
	name: "Ollama",
	baseUrl: "http://127.0.0.1:11434",
	hosts: ["127.0.0.1:11434"],
	keyOptional: true,
	authentication: bearer,
	paths: {
		...under("v1/", openaiPaths(vendor)),
		...under("v1/", anthropicPaths),
		"POST api/chat": { kind: "llm" },
		"POST api/generate": { kind: "llm" },
		"POST api/embed": { kind: "embedding" },
	},
	// https://docs.ollama.com/api/errors (2026-11-22)
	renderError: ({ code, message }) => JSON.stringify({ error: message, code }),
	onCallerLeft: "cancel",
	keyVariables: ["OLLAMA_API_KEY"],
	test: { path: "api/tags" },
};
