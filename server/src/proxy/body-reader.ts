import type { Payload } from "../journal/span";
import { maxPayloadBytes, PayloadCollector } from "./capture";
import type { Answer, AnswerHeaders, Dialect, UsageFilter } from "./dialects/dialect";

/** Reads an answer while it passes. */
export interface BodyReader {
	/** `pass` gives other bytes than it takes. */
	readonly changesBytes: boolean;
	/** Takes the provider's next bytes, gives the caller's. */
	pass(chunk: Uint8Array): Uint8Array | undefined;
	/** After the last chunk: bytes that were held back. */
	rest(): Uint8Array | undefined;
	/** What was read; once. */
	end(): { answer: Answer; responseBytes: number; response?: Payload };
}

/** Longer answers are relayed to the end, but their usage is not read. */
const maxReadBytes = 64 * 1024 * 1024;

/** Reads an answer that is one JSON text. */
export function readingJson(dialect: Dialect, headers: AnswerHeaders): BodyReader {
	const body = new PayloadCollector(maxReadBytes);
	return {
		changesBytes: false,
		pass(chunk) {
			body.add(chunk);
			return chunk;
		},
		rest: () => undefined,
		end() {
			const answer = body.bytes > maxReadBytes ? {} : dialect.readResponse(body.body(), headers);
			return { answer, responseBytes: body.bytes, response: body.payload({ isJson: answer.isJson ?? false }) };
		},
	};
}

/** Reads an answer that is streamed, e.g. as server-sent events. */
export function readingEvents(dialect: Dialect, headers: AnswerHeaders): BodyReader {
	const reader = dialect.createStreamReader(headers);
	const body = new PayloadCollector(maxPayloadBytes);
	return {
		changesBytes: false,
		pass(chunk) {
			body.add(chunk);
			reader.read(chunk);
			return chunk;
		},
		rest: () => undefined,
		end: () => ({ answer: reader.end(), responseBytes: body.bytes, response: body.payload({ isJson: false }) }),
	};
}

/** The same where we asked for usage and the caller did not: takes out again what that added. */
export function filteringUsage(filter: UsageFilter): BodyReader {
	const body = new PayloadCollector(maxPayloadBytes);
	const keep = (chunk: Uint8Array | undefined) => {
		if (chunk !== undefined) body.add(chunk);
		return chunk;
	};
	return {
		changesBytes: true,
		pass: (chunk) => keep(filter.push(chunk)),
		rest: () => keep(filter.end()),
		end: () => ({ answer: filter.answer(), responseBytes: body.bytes, response: body.payload({ isJson: false }) }),
	};
}

/**
 * For an answer whose type does not say what it is: as events, unless it begins as JSON or HTML does. Held back as an
 * unfinished event, a body that has no events would reach the caller only at its end.
 */
export function guessing(events: BodyReader, json: BodyReader): BodyReader {
	let chosen: BodyReader | undefined;
	return {
		changesBytes: events.changesBytes,
		pass(chunk) {
			chosen ??= beginsEvents(chunk) ? events : json;
			return chosen.pass(chunk);
		},
		rest: () => chosen?.rest(),
		end: () => (chosen ?? events).end(),
	};
}

const notInEvents = /^\s*[{[<]/;

function beginsEvents(chunk: Uint8Array): boolean {
	return !notInEvents.test(new TextDecoder().decode(chunk.subarray(0, 64)));
}

/** Only counts: for bodies that nobody here knows how to read. */
export function countingBytes(): BodyReader {
	return counting(() => ({}));
}

/** Only counts a body that is no text, and is not kept; some APIs tell the usage of such a one in the headers. */
export function countingBinary(dialect: Dialect, headers: AnswerHeaders): BodyReader {
	return counting(() => dialect.readResponse(new Uint8Array(), headers));
}

function counting(answer: () => Answer): BodyReader {
	let bytes = 0;
	return {
		changesBytes: false,
		pass(chunk) {
			bytes += chunk.length;
			return chunk;
		},
		rest: () => undefined,
		end: () => ({ answer: answer(), responseBytes: bytes }),
	};
}
