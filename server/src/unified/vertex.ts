import { anthropicChat } from "./anthropic";
import type { ChatTranslation } from "./translation";

/**
 * Claude on Vertex AI: the path names the model, and the body the version.
 * https://platform.claude.com/docs/en/build-with-claude/claude-on-vertex-ai (2026-11-22)
 */
export const vertexClaudeChat: ChatTranslation = {
	...anthropicChat,
	ask(request, name) {
		const spoken = anthropicChat.ask(request, name);
		const { model: _, ...body } = spoken.body;
		const method = request.stream ? "streamRawPredict" : "rawPredict";
		return {
			path: `models/${encodeURIComponent(name)}:${method}`,
			body: { anthropic_version: "vertex-2023-10-16", ...body },
			notSent: spoken.notSent,
		};
	},
};
