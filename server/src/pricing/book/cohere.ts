import type { BookFile } from "../book-file";

const litellm =
	"https://github.com/RoCry/llm-api-price/blob/8442b939a6ead479f7995b5d74d8dce488bd0966/model_prices_and_context_window.json";

export const cohere: BookFile = {
	provider: "cohere",
	entries: [
		{
			models: ["rerank-v3.5", "rerank-english-v3.0", "rerank-multilingual-v3.0"],
			perThousand: { searchUnits: 2 },
			source: litellm,
			read: "2026-11-22",
		},
		{
			models: ["embed-v4.0"],
			perMillion: { imageInput: 0.47 },
			source: "https://developer.puter.com/tutorials/cohere-api-pricing/",
			read: "2026-11-22",
			note: "As quoted there in June 2026",
		},
	],
};
