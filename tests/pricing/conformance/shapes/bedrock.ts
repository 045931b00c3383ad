import { encodeMessage } from "../../../support/event-messages";
import type { Source } from "../case";

export const converseShape: Source =
	"https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_TokenUsage.html (2026-11-22)";

/** A `Converse` answer, and the messages of `ConverseStream`, whose last one tells the usage. */
export function converseAnswer(
	usage: unknown,
	more: Readonly<Record<string, unknown>> = {},
): { json: unknown; stream: Uint8Array[] } {
	const content = [{ text: "Hello!" }];
	return {
		json: {
			output: { message: { role: "assistant", content } },
			stopReason: "end_turn",
			usage,
			metrics: { latencyMs: 800 },
			...more,
		},
		stream: [
			event("messageStart", { role: "assistant" }),
			event("contentBlockDelta", { contentBlockIndex: 0, delta: { text: "Hello!" } }),
			event("contentBlockStop", { contentBlockIndex: 0 }),
			event("messageStop", { stopReason: "end_turn" }),
			event("metadata", { usage, metrics: { latencyMs: 800 }, ...more }),
		],
	};
}

/** The chunks of `InvokeModelWithResponseStream`, each the vendor's own event in base64. */
export function invokeStream(...events: unknown[]): Uint8Array[] {
	return events.map((each) => event("chunk", { bytes: Buffer.from(JSON.stringify(each)).toString("base64") }));
}

function event(type: string, payload: unknown): Uint8Array {
	const headers = { ":event-type": type, ":content-type": "application/json", ":message-type": "event" };
	return encodeMessage(headers, JSON.stringify(payload));
}
