import type { Answer, StreamReader } from "./dialect";
import { EventFrames } from "./event-frames";
import { readValue, scanObject } from "./json-members";
import { openBrace } from "./json-syntax";
import { LongStrings } from "./long-strings";
import { readError } from "./openai-answer";
import { isRecord, parseJson } from "./openai-json";

const done = Buffer.from("[DONE]");
const typeFirst = Buffer.from('{"type":"');
const quote = 0x22;

/** Adds what an event of a telling type says of the answer. */
export type NoteEvent = (answer: Answer, event: Record<string, unknown>, type: string) => void;

/**
 * Watches a stream of events that carry a `type`, as OpenAI's newer APIs send them. Only events of the telling types, and
 * errors, are parsed; long strings such as images are left out of them first. 0.8 µs for an
 * event of 240 bytes that is passed over (Bun 1.4.5).
 */
export function createTypedEventReader(telling: ReadonlySet<string>, note: NoteEvent): StreamReader {
	const frames = new EventFrames();
	const strings = new LongStrings();
	const answer: Answer = {};
	const watch = (data: Buffer | undefined) => {
		if (data === undefined) return;
		if (data[0] !== openBrace) {
			if (data.equals(done)) answer.isComplete = true;
			return;
		}
		const type = readType(data) ?? "error";
		if (type !== "error" && !telling.has(type)) return;
		const event = parseJson(data.toString());
		if (!isRecord(event)) return;
		if (type === "error") noteError(answer, event);
		else note(answer, event, type);
	};
	return {
		read(chunk) {
			frames.take(strings.pass(chunk));
			while (frames.next()) watch(frames.data()?.text);
			frames.keep();
		},
		end() {
			if (frames.last()) watch(frames.data()?.text);
			return answer;
		},
	};
}

/** `{ error: { … } }` as with chat, or flat, as the reference of the Responses API has it: `{ type: "error", code, message }`. */
function noteError(answer: Answer, event: Record<string, unknown>): void {
	const isFlat = event.error === undefined && event.type === "error";
	const error = readError(isFlat ? { type: event.code, message: event.message } : event.error);
	if (error !== undefined) answer.error = error;
}

/** OpenAI puts the type first, so that it can be read without looking at the rest. */
function readType(data: Buffer): string | undefined {
	if (data.subarray(0, typeFirst.length).equals(typeFirst)) {
		const end = data.indexOf(quote, typeFirst.length);
		return data.toString("latin1", typeFirst.length, end < 0 ? data.length : end);
	}
	const [member] = scanObject(data, ["type"])?.members ?? [];
	const type = member && readValue(data, member);
	return typeof type === "string" ? type : undefined;
}
