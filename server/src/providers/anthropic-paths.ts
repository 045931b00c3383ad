import type { PathTable } from "./paths";

/** What runs a model, below `/v1` of the Anthropic API. https://platform.claude.com/docs/en/api/overview (2026-11-22) */
export const anthropicPaths: PathTable = {
	"POST messages": { dialect: "anthropic-messages", kind: "llm" },
	"POST messages/count_tokens": { dialect: "anthropic-count-tokens", kind: "other" },
	"POST messages/batches": { dialect: "anthropic-batches", kind: "other" },
	"POST complete": { kind: "llm" },
};
