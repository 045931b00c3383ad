import { openaiChat } from "../proxy/dialects/openai-chat";
import { vllm as vendor } from "../proxy/dialects/openai-vendors";
import { anthropicPaths } from "./anthropic-paths";
import { bearer } from "./authentication/header-key";
import { openaiPaths } from "./openai-paths";
import { under } from "./paths";
import type { ProviderFacts } from "./provider";

/** https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html; a request whose client left is aborted (2026-11-22) */
export const vllm: ProviderFacts = {
	id: "vllm",
	name: "vLLM",
	baseUrl: "http://127.0.0.1:8000",
	hosts: ["127.0.0.1:8000"],
	keyOptional: true,
	authentication: bearer,
	paths: { ...under("v1/", openaiPaths(vendor)), ...under("v1/", anthropicPaths) },
	renderError: openaiChat.renderError,
	onCallerLeft: "cancel",
	keyVariables: ["VLLM_API_KEY"],
	test: { path: "v1/models" },
};
