import type { SpanKind } from "../journal/span";
import { openaiDialects, openaiLookUps } from "../proxy/dialects/openai-paths";
import type { OpenaiVendor } from "../proxy/dialects/openai-vendors";
import type { PathTable, PathUse } from "./paths";

/** Everything else runs a model that writes, speaks or draws. */
const kinds: Readonly<Record<string, SpanKind>> = {
	embeddings: "embedding",
	moderations: "other",
	batches: "other",
	"realtime/client_secrets": "other",
	"realtime/sessions": "other",
	"realtime/transcription_sessions": "other",
};

/**
 * What runs a model, below `/v1` of the OpenAI API and of servers that are compatible with it, and what looks up an earlier
 * run. https://developers.openai.com/api/reference (2026-11-22)
 *
 * `POST files` is not here on purpose: an upload of up to 512 MB is passed on while it comes, not held in memory. A WebSocket
 * at `realtime` has spans of its own making.
 */
export function openaiPaths(vendor: OpenaiVendor): PathTable {
	const runs = Object.entries(openaiDialects(vendor)).map(([path, dialect]): [string, PathUse] => [
		`POST ${path}`,
		{ dialect, kind: kinds[path] ?? "llm", ...(takesModel(path) && { api: `openai/${path}` }) },
	]);
	const lookUps = Object.entries(openaiLookUps(vendor)).map(([rule, dialect]): [string, PathUse] => [
		rule,
		{ dialect, kind: "other" },
	]);
	return Object.fromEntries([...runs, ...lookUps]);
}

/** What names files or settings of one provider is for that one only. */
function takesModel(path: string): boolean {
	return path !== "batches" && !path.startsWith("realtime/");
}

/** The Responses API alone, and what belongs to it, and batches and their files. */
export function responsesPaths(vendor: OpenaiVendor): PathTable {
	const rules = /^\w+ (?:responses|batches|files)\b/;
	return Object.fromEntries(Object.entries(openaiPaths(vendor)).filter(([rule]) => rules.test(rule)));
}
