import type { Source } from "../case";
import type { Forms } from "./openai";

export const geminiShape: Source = "https://ai.google.dev/api/generate-content#UsageMetadata (2026-11-22)";

/** A `GenerateContentResponse`, whole and streamed as events; a stream tells a running usage and ends without `[DONE]`. */
export function geminiAnswer(
	model: string,
	usageMetadata: Readonly<Record<string, unknown>>,
	candidate: Readonly<Record<string, unknown>> = {},
): Forms {
	const content = { role: "model", parts: [{ text: "Hello!" }] };
	const body = (members: object) => ({ ...members, modelVersion: model, responseId: "C0nf0rm" });
	const { promptTokenCount = 0 } = usageMetadata;
	const last = body({ candidates: [{ content, finishReason: "STOP", index: 0, ...candidate }], usageMetadata });
	const first = body({
		candidates: [{ content, index: 0 }],
		usageMetadata: { promptTokenCount, candidatesTokenCount: 1, totalTokenCount: Number(promptTokenCount) + 1 },
	});
	return { json: last, stream: [first, last].map((each) => `data: ${JSON.stringify(each)}\r\n\r\n`) };
}

/** `[{ modality: "AUDIO", tokenCount: 100 }]` of `{ AUDIO: 100 }`. */
export function byModality(counts: Readonly<Record<string, number>>): { modality: string; tokenCount: number }[] {
	return Object.entries(counts).map(([modality, tokenCount]) => ({ modality, tokenCount }));
}
