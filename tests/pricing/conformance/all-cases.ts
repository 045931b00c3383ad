import type { ConformanceCase } from "./case";
import { anthropicCases } from "./cases/anthropic";
import { azureCases } from "./cases/azure";
import { bedrockCases } from "./cases/bedrock";
import { cohereCases } from "./cases/cohere";
import { deepseekCases } from "./cases/deepseek";
import { geminiCases } from "./cases/gemini";
import { groqCases } from "./cases/groq";
import { mistralCases } from "./cases/mistral";
import { openaiCases } from "./cases/openai";
import { openaiRealtimeCases } from "./cases/openai-realtime";
import {
	cerebrasCases,
	fireworksCases,
	localCases,
	openrouterCases,
	perplexityCases,
	togetherCases,
} from "./cases/vendors";
import { vertexCases } from "./cases/vertex";
import { xaiCases } from "./cases/xai";

/** Every provider that the gateway knows. */
export const allCases: readonly ConformanceCase[] = [
	...openaiCases,
	...openaiRealtimeCases,
	...azureCases,
	...anthropicCases,
	...geminiCases,
	...vertexCases,
	...bedrockCases,
	...mistralCases,
	...groqCases,
	...deepseekCases,
	...xaiCases,
	...openrouterCases,
	...togetherCases,
	...fireworksCases,
	...cohereCases,
	...perplexityCases,
	...cerebrasCases,
	...localCases,
];
