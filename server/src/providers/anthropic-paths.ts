import { anthropicDialects, anthropicMessages } from "../proxy/dialects/anthropic-messages";
import type { PathTable } from "./paths";

/** What runs a model, below `/v1` of the Anthropic API. https://platform.claude.com/docs/en/api/overview (2026-11-22) */
export const anthropicPaths: PathTable = {
	"POST messages": { dialect: anthropicDialects.messages, kind: "llm", api: "anthropic/messages" },
	"POST messages/count_tokens": {
		dialect: anthropicDialects["messages/count_tokens"],
		kind: "other",
		api: "anthropic/messages/count_tokens",
	},
	"POST messages/batches": { dialect: anthropicDialects["messages/batches"], kind: "other" },
	"GET messages/batches/*": { dialect: anthropicMessages, kind: "other" },
	"GET messages/batches/*/results": { dialect: anthropicDialects["messages/batches/*/results"], kind: "other" },
	"POST messages/batches/*/cancel": { dialect: anthropicMessages, kind: "other" },
	"POST complete": { kind: "llm" },
};
