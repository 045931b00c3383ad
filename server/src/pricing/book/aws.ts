import type { BookFile } from "../book-file";
import { hourLongWrites } from "./claude-elsewhere";

/** Amazon Bedrock. genai-prices tells regional and global models apart by their names, so no region stands here. */
export const aws: BookFile = {
	provider: "aws",
	entries: [
		...hourLongWrites((model) => `*anthropic.${model}*`, 1.1),
		...hourLongWrites((model) => `*global.anthropic.${model}*`, 1),
		{
			models: ["*"],
			tier: "batch",
			factor: { tokens: 0.5 },
			source: "https://docs.aws.amazon.com/bedrock/latest/userguide/capacity-limits-cost-optimization.html",
			read: "2026-11-22",
		},
	],
};
