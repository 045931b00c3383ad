import type { AnswerBody, Attempt, AttemptCost, Line, Source } from "./attempt";
import type { Candidate } from "./choose-targets";
import type { AttemptError } from "./model";

/** How an answer ended: its cost where it is known, and what broke it off, if anything did. */
export interface AnswerEnd extends AttemptCost {
	error?: AttemptError;
}

/** A target has answered. Nothing of it was passed on yet; from here on there is no other attempt. */
export interface Answered {
	outcome: "answered";
	target: Candidate;
	/** Status and headers; its body is read through `source`, or, of a short one, from here. */
	response: Response;
	readonly isShort: boolean;
	/** From the first byte on; undefined when the answer has no body. */
	readonly source: Source | undefined;
	attempts: readonly Attempt[];
	/** The caller had left before the answer came. */
	callerLeft: boolean;
	/** Stops the provider. `source` then rejects. */
	hangUp(why: AttemptError): void;
	/** Why `source` rejected. */
	failure(): AttemptError;
	/** The answer has ended, one way or another; counts once. Stops the clocks, and completes the last attempt. */
	end(how: AnswerEnd): void;
}

interface Answering {
	attempt: Attempt;
	attempts: readonly Attempt[];
	response: Response;
	body: AnswerBody;
	line: Line;
	callerLeft: boolean;
	/** Called once, with what broke the answer off. */
	onEnd(error: AttemptError | undefined): void;
}

export function answeredBy({ attempt, attempts, response, body, line, callerLeft, onEnd }: Answering): Answered {
	let ended = false;
	const isShort = "stopFirstByte" in body;
	let source = isShort ? undefined : body.reader && sourceFrom(body.first, body.reader, line);
	return {
		outcome: "answered",
		target: attempt.target,
		response,
		isShort,
		get source() {
			if (isShort && response.body !== null) source ??= sourceFrom(undefined, response.body.getReader(), line);
			return source;
		},
		attempts,
		callerLeft,
		hangUp: (why) => line.cut(why),
		failure: () => line.cutBy() ?? "broke_off",
		end: ({ error, ...cost }) => {
			if (ended) return;
			ended = true;
			if (isShort) body.stopFirstByte();
			noteCost(attempt, cost);
			if (error !== undefined) {
				attempt.error = error;
				attempt.reason = `${error} after the first byte: no other attempt`;
			}
			onEnd(error);
		},
	};
}

/** What a provider told of its bill. */
export function noteCost(attempt: Attempt, { usage, costPicoUsd }: AttemptCost): void {
	if (usage !== undefined) attempt.usage = usage;
	if (costPicoUsd !== undefined) attempt.costPicoUsd = costPicoUsd;
	if (usage !== undefined || costPicoUsd !== undefined)
		attempt.billing = costPicoUsd === undefined ? "unknown" : "told";
}

/** The piece that was waited for, then the rest. Rejects once the line is cut, whether or not the sender heeds its signal. */
function sourceFrom(first: Uint8Array | undefined, reader: Source, line: Line): Source {
	let held = first;
	line.signal.addEventListener("abort", () => void reader.cancel().catch(() => undefined));
	return {
		async read() {
			if (held !== undefined) {
				const value = held;
				held = undefined;
				return { done: false, value };
			}
			// Without a first piece the end was read already, and reading on gives it again.
			const piece = await reader.read();
			const why = line.cutBy();
			if (why !== undefined) throw new Error(why);
			return piece;
		},
		async cancel() {
			held = undefined;
			line.cut("caller_left");
		},
	};
}
