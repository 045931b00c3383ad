import { geminiGenerate } from "../proxy/dialects/gemini-generate";
import { filledString, isRecord, type JsonRecord } from "../proxy/dialects/json-values";
import type { ChunkWriter } from "./chunk-writer";
import { serverSentEvents } from "./event-sources";
import { askGemini } from "./gemini-request";
import { callOf, imageOf, MessageBuilder } from "./message-builder";
import type { ChatTranslation, Choice, Told } from "./translation";

/** Gemini's `generateContent`. A signature beside a text is left out; beside a call, where the API insists on it, it survives. */
export const geminiChat: ChatTranslation = {
	dialect: geminiGenerate,
	ask: askGemini,
	readAnswer,
	readStream: (writer, callId) => serverSentEvents(writer, createStream(writer, callId)),
};

/** https://ai.google.dev/api/generate-content#FinishReason (2026-11-22) */
const reasons: Readonly<Record<string, string>> = {
	MAX_TOKENS: "length",
	SAFETY: "content_filter",
	RECITATION: "content_filter",
	BLOCKLIST: "content_filter",
	PROHIBITED_CONTENT: "content_filter",
	SPII: "content_filter",
	MODEL_ARMOR: "content_filter",
	IMAGE_SAFETY: "content_filter",
	IMAGE_PROHIBITED_CONTENT: "content_filter",
	IMAGE_RECITATION: "content_filter",
};

function reasonOf(native: string | undefined, hasCalls: boolean): string {
	return reasons[native ?? ""] ?? (hasCalls ? "tool_calls" : "stop");
}

function readAnswer(body: JsonRecord, callId: string): Told | undefined {
	const names = { id: filledString(body.responseId), model: filledString(body.modelVersion) };
	const blocked = blockReasonOf(body);
	if (blocked !== undefined) return { ...names, choices: [refusal(blocked)] };
	if (!Array.isArray(body.candidates)) return undefined;
	const ids = createIds(callId);
	return { ...names, choices: body.candidates.filter(isRecord).map((candidate) => readCandidate(candidate, ids)) };
}

/** A prompt that was refused has no candidates. */
function blockReasonOf({ promptFeedback }: JsonRecord): string | undefined {
	return isRecord(promptFeedback) ? filledString(promptFeedback.blockReason) : undefined;
}

function refusal(nativeReason: string): Choice {
	const message = { role: "assistant", content: null, refusal: `The prompt was blocked: ${nativeReason}.` };
	return { message, finishReason: "content_filter", nativeReason };
}

function readCandidate(candidate: JsonRecord, makeId: () => string): Choice {
	const message = new MessageBuilder();
	for (const part of partsIn(candidate)) {
		const call = callIn(part, makeId);
		const image = imageIn(part);
		if (call !== undefined) message.call(call);
		else if (image !== undefined) message.image(...image);
		else if (part.thought === true) message.reasoning({ format: "", text: String(part.text ?? "") });
		else if (typeof part.text === "string") message.text(part.text);
	}
	const nativeReason = filledString(candidate.finishReason);
	return { message: message.build(), finishReason: reasonOf(nativeReason, message.hasCalls), nativeReason };
}

function createStream(writer: ChunkWriter, callId: string): (event: JsonRecord) => void {
	const makeId = createIds(callId);
	/** How many calls each candidate has made. */
	const calls = new Map<number, number>();
	return (event) => {
		if (isRecord(event.error)) return writer.fail(failureIn(event.error));
		writer.name({ id: filledString(event.responseId), model: filledString(event.modelVersion) });
		const blocked = blockReasonOf(event);
		if (blocked !== undefined) {
			writer.delta({ refusal: refusal(blocked).message.refusal });
			return writer.finish("content_filter", blocked);
		}
		for (const candidate of Array.isArray(event.candidates) ? event.candidates.filter(isRecord) : []) {
			const index = typeof candidate.index === "number" ? candidate.index : 0;
			for (const part of partsIn(candidate)) notePart(writer, part, { index, calls, makeId });
			const native = filledString(candidate.finishReason);
			if (native !== undefined) writer.finish(reasonOf(native, calls.has(index)), native, index);
		}
	};
}

interface Noting {
	index: number;
	calls: Map<number, number>;
	makeId: () => string;
}

function notePart(writer: ChunkWriter, part: JsonRecord, { index, calls, makeId }: Noting): void {
	const call = callIn(part, makeId);
	const image = imageIn(part);
	if (call !== undefined) {
		const place = calls.get(index) ?? 0;
		calls.set(index, place + 1);
		writer.delta({ tool_calls: [{ index: place, ...callOf(call) }] }, index);
	} else if (image !== undefined) writer.delta({ images: [imageOf(...image)] }, index);
	else if (part.thought === true) writer.delta({ reasoning_content: part.text ?? "" }, index);
	else if (filledString(part.text) !== undefined) writer.delta({ content: part.text }, index);
}

function partsIn({ content }: JsonRecord): JsonRecord[] {
	const parts = isRecord(content) ? content.parts : undefined;
	return Array.isArray(parts) ? parts.filter(isRecord) : [];
}

/** A call comes whole. Its id is ours where the API has none: it has to be another one in each answer of a conversation. */
function callIn({ functionCall: called, thoughtSignature }: JsonRecord, makeId: () => string) {
	if (!isRecord(called)) return undefined;
	const id = filledString(called.id) ?? makeId();
	const signature = filledString(thoughtSignature);
	return { id, name: String(called.name), arguments: JSON.stringify(called.args ?? {}), signature };
}

function imageIn({ inlineData }: JsonRecord): [mediaType: string, data: string] | undefined {
	if (!isRecord(inlineData)) return undefined;
	const { mimeType, data } = inlineData;
	const isImage = typeof mimeType === "string" && mimeType.startsWith("image/") && typeof data === "string";
	return isImage ? [mimeType, data] : undefined;
}

function createIds(callId: string): () => string {
	let made = 0;
	return () => `call_${callId.replaceAll("-", "")}_${made++}`;
}

function failureIn({ status, message }: JsonRecord) {
	return { type: filledString(status) ?? "provider_error", message: filledString(message) ?? "" };
}
