import { anthropicPaths } from "./anthropic-paths";
import { bearer } from "./authentication/header-key";
import { plainError } from "./error-shapes";
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
		...under("v1/", openaiPaths),
		...under("v1/", anthropicPaths),
		"POST api/chat": { kind: "llm" },
		"POST api/generate": { kind: "llm" },
		"POST api/embed": { kind: "embedding" },
	},
	renderError: plainError,
	onCallerLeft: "cancel",
	keyVariables: ["OLLAMA_API_KEY"],
	test: { path: "api/tags" },
};
