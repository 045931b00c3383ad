import type { BookEntry } from "../book-file";

/** LiteLLM's sheet as mirrored on 2026-07-24. */
const litellm =
	"https://github.com/RoCry/llm-api-price/blob/8442b939a6ead479f7995b5d74d8dce488bd0966/model_prices_and_context_window.json";
const read = "2026-11-22";

/** Sound and pictures, which genai-prices 0.1.8 lists at the price of text, under another name or not at all. */
export const openaiMedia: BookEntry[] = [
	{
		models: ["gpt-4o-audio-preview", "gpt-4o-audio-preview-2024-12-17", "gpt-4o-audio-preview-2025-06-03"],
		perMillion: { audioInput: 40, audioOutput: 80 },
		source: litellm,
		read,
		note: "Not the one of 2024-10-01, which was dearer",
	},
	{
		models: ["gpt-4o-mini-audio-preview", "gpt-4o-mini-audio-preview-2024-12-17"],
		perMillion: { audioInput: 10, audioOutput: 20 },
		source: litellm,
		read,
	},
	{ models: ["gpt-image-1"], perMillion: { imageOutput: 40 }, source: litellm, read },
	{ models: ["gpt-image-1-mini"], perMillion: { imageOutput: 8 }, source: litellm, read },
	{ models: ["gpt-image-2", "gpt-image-2-2026-04-21"], perMillion: { imageOutput: 30 }, source: litellm, read },
	{
		models: ["chatgpt-image-latest"],
		perMillion: { uncachedInput: 5, imageInput: 10, cacheRead: 1.25, imageOutput: 40 },
		source: litellm,
		read,
	},
	{
		// Text in as genai-prices 0.1.8 has it; LiteLLM's 2.5 is that of another model.
		models: ["gpt-4o-mini-tts", "gpt-4o-mini-tts-20*"],
		perMillion: { uncachedInput: 0.6, audioOutput: 12 },
		source: litellm,
		read,
	},
	{
		models: ["gpt-4o-mini-transcribe-20*"],
		perMillion: { uncachedInput: 1.25, audioInput: 3, output: 5 },
		source: "https://www.npmjs.com/package/@pydantic/genai-prices/v/0.1.8",
		read,
		note: "As listed there for the name without a date",
	},
	{ models: ["tts-1", "tts-1-1106"], perMillion: { inputCharacters: 15 }, source: litellm, read },
	{ models: ["tts-1-hd", "tts-1-hd-1106"], perMillion: { inputCharacters: 30 }, source: litellm, read },
];
