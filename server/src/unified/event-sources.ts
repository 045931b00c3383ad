import { EventFrames } from "../proxy/dialects/event-frames";
import { isRecord, type JsonRecord, parseBytes } from "../proxy/dialects/json-values";
import type { ChunkWriter } from "./chunk-writer";
import type { EventSource } from "./translation";

/** A chunk of Gemini's can be a whole image in base64. */
const maxEventBytes = 16 * 1024 * 1024;
const colon = 0x3a;

/**
 * Server-sent events, one JSON object each; our own comments pass. Fails where an event is too long to be held, or is none:
 * left out, it would be missing in the answer.
 */
export function serverSentEvents(writer: ChunkWriter, onEvent: (event: JsonRecord) => void): EventSource {
	const frames = new EventFrames(maxEventBytes);
	function note() {
		if (frames.overlong) return writer.fail({ type: "upstream_failed", message: "An event is longer than 16 MiB." });
		const data = frames.data()?.text;
		if (data === undefined) {
			if (frames.bytes[frames.start] === colon) writer.comment(frames.bytes.subarray(frames.start, frames.end));
			return;
		}
		if (data.length === 0 || data.equals(done)) return;
		const event = parseBytes(data);
		if (isRecord(event)) onEvent(event);
		else writer.fail({ type: "upstream_failed", message: "The provider sent an event that is no JSON object." });
	}
	return {
		push(chunk) {
			frames.take(chunk);
			while (frames.next()) note();
			frames.keep();
		},
		end() {
			// Without its blank line an event may be half of one.
			const text = frames.last() ? frames.data()?.text : undefined;
			const event = text && parseBytes(text);
			if (isRecord(event)) onEvent(event);
		},
	};
}

const done = Buffer.from("[DONE]");
