import type { BookFile } from "../book-file";

export const groq: BookFile = {
	provider: "groq",
	entries: [
		{
			models: ["*"],
			tier: "flex",
			factor: { tokens: 1 },
			source: "https://console.groq.com/docs/flex-processing.md",
			read: "2026-11-22",
		},
	],
};
