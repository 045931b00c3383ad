import type { Span } from "../journal/span";
import { maxWholeBytes } from "../targets/attempt";
import { clock } from "../targets/clock";
import type { DrainPlaces, LeaveRule } from "../targets/leaving";
import { afterCallerLeft, defaultDrainBounds } from "../targets/leaving";
import type { AnswerExtras } from "./answer-extras";
import type { BodyReader } from "./body-reader";
import type { Call } from "./call";
import { callerHeaders, type Heard } from "./headers";
import type { KeptAnswer } from "./keep-answer";
import type { Later } from "./later";
import type { Outcome } from "./outcome";
import { Refusal } from "./refusal";
import { CallerLeft, type Line } from "./send";
import { allOf, begun, type Source, unpackShort } from "./source";

/** An answer whose caller asked for its cost is waited for up to this length; a longer one comes without. */
const maxWaitedBytes = 8 * 1024 * 1024;

/** A line on which the answer has begun. */
export type OpenLine = Omit<Line, "send">;

export interface Relaying {
	line: OpenLine;
	/** The provider's answer. */
	upstream: Response;
	heard: Heard;
	/** Its body, where that was begun to be read already. */
	source?: Source;
	reader: BodyReader;
	/** Told once how it ended, before the call is. */
	onEnd?: (outcome: Pick<Outcome, "status" | "error" | "answer">) => void;
	later: Later;
	/** Aborts when the caller closes its connection. */
	callerSignal: AbortSignal;
	/** What the provider does when its client goes. */
	rule: LeaveRule;
	places: DrainPlaces;
	/** Collects the answer for the cache. */
	kept?: KeptAnswer;
	extras: AnswerExtras;
}

/**
 * Step 6: bytes to the caller, a copy to the reader. The call ends here, once, whichever way it goes: the last byte was passed
 * on, the provider broke off or fell silent, or the caller left. Throws what `line.explain` says while nothing was sent yet,
 * and Refusal 502 for a status that cannot be passed on.
 *
 * A short answer of known length comes in a packet or two and is sent in one piece (a stream costs 20 µs more); everything
 * else is pulled as fast as the caller reads.
 */
export function relay(call: Call, relaying: Relaying): Response | Promise<Response> {
	const { line, upstream, heard, reader, later, kept, extras } = relaying;
	requirePassable(upstream, line);
	const headersFor = (streamed: boolean, span?: Span) => {
		const headers = callerHeaders(heard, call.id, { streamed });
		extras.note(headers, clock.now(), span);
		if (kept !== undefined) headers["x-lensai-cache"] = "miss";
		return headers;
	};
	kept?.begin(callerHeaders(heard, call.id, { streamed: true }));

	const whole = { status: upstream.ok ? "ok" : "error" } as const;
	/** The provider said more after the caller had left, so the caller has not got all of it. */
	let cameLate = false;
	function end(outcome: Pick<Outcome, "status" | "error">) {
		const read = reader.end();
		const wasAll = outcome.status === "client_closed" && !cameLate && read.answer.isComplete;
		const ended = { ...(wasAll ? whole : outcome), httpStatus: upstream.status, ...read };
		relaying.onEnd?.(ended);
		line.close();
		const span = call.end(ended);
		if (span !== undefined) kept?.end(span, read.answer);
		return span;
	}

	const length = Number(heard["content-length"] ?? Number.NaN);
	// Asking for `body` makes a stream, through which the bytes would then come.
	const maxBytes = extras.wantsCost ? maxWaitedBytes : maxWholeBytes;
	// Providers seldom tell the length of their JSON: for its cost it is waited for all the same.
	const isShort =
		(length <= maxBytes || (Number.isNaN(length) && extras.waitsForCost && !isEvents(heard))) && !reader.changesBytes;
	const answerWhole = (body: Uint8Array<ArrayBuffer>) => {
		call.firstByte();
		const settle = () => {
			reader.pass(body);
			kept?.add(body);
			return end(relaying.callerSignal.aborted ? { status: "client_closed" } : whole);
		};
		const answered = body.length > 0 ? body : null;
		if (extras.wantsCost) {
			const headers = headersFor(false, settle());
			return new Response(answered, { status: upstream.status, headers });
		}
		// The caller's bytes are on their way before the call is settled.
		later(settle);
		return new Response(answered, { status: upstream.status, headers: headersFor(false) });
	};
	const answerPiecewise = (source: Source) => {
		const leave = () => {
			line.waits();
			void afterCallerLeft(source, passing(reader, line), {
				rule: relaying.rule,
				bounds: defaultDrainBounds,
				clock,
				places: relaying.places,
				settle: ({ how, bytes }) => {
					if (how !== "ended") line.hangUp();
					cameLate ||= bytes > 0;
					end({ status: "client_closed" });
				},
			});
		};
		const complete = () => {
			const span = end(whole);
			return span !== undefined && extras.wantsCost && isEvents(heard) ? extras.comment(span) : undefined;
		};
		const late = () => {
			cameLate = true;
		};
		const stream = streamOf(source, { ...relaying, call, complete, end, leave, late });
		return new Response(stream, { status: upstream.status, headers: headersFor(true) });
	};
	// The first piece is on its way here while the answer's head is made.
	if (!isShort && upstream.body !== null) return answerPiecewise(begun(relaying.source ?? upstream.body.getReader()));
	return wholeBody(call, relaying, maxBytes).then((body) =>
		body instanceof Uint8Array ? answerWhole(body) : answerPiecewise(body),
	);
}

/** HTTP has no other final status, and `Response` takes none. Throws Refusal 502. */
function requirePassable({ status }: Response, line: OpenLine): void {
	if (status >= 200 && status <= 599) return;
	line.hangUp();
	throw new Refusal(502, "upstream_failed", `The provider answered with ${status}, which is no status of HTTP.`);
}

/**
 * What is said to be short, in one piece; of a compressed one, or one of untold length, that turns out to be longer than `maxBytes`, a source. The caller,
 * who was sent nothing yet, is told that the provider failed; the record says that it did so in its answer.
 */
async function wholeBody(call: Call, relaying: Relaying, maxBytes: number) {
	const { upstream, heard, source, line, onEnd } = relaying;
	try {
		const isLengthKnown = heard["content-length"] !== undefined && heard["content-encoding"] === undefined;
		if (upstream.body !== null && !isLengthKnown)
			return await unpackShort(noting(call, relaying, source ?? upstream.body.getReader()), maxBytes);
		return source === undefined ? await upstream.bytes() : await allOf(source);
	} catch (error) {
		const failure = line.explain(error);
		if (failure instanceof Refusal) {
			const ended = { status: "error", httpStatus: failure.status, error: brokenOff(failure) } as const;
			onEnd?.(ended);
			call.end(ended);
		}
		throw failure;
	}
}

/** The same source; the call learns of its first byte, and the line that something comes. */
function noting(call: Call, { line }: Relaying, source: Source): Source {
	return {
		async read() {
			line.waits();
			const piece = await source.read();
			if (!piece.done) call.firstByte();
			return piece;
		},
		cancel: () => source.cancel(),
	};
}

/** `end` of the relay asks the reader what it has read. */
function passing(reader: BodyReader, line: OpenLine) {
	return {
		pass(chunk: Uint8Array) {
			line.waits();
			reader.pass(chunk);
		},
		end: () => undefined,
	};
}

/** Of a line: whom it waits for. */
const forTheCaller = true;

interface Streaming extends Pick<Relaying, "line" | "reader" | "kept"> {
	call: Call;
	/** Bytes that come behind the provider's, if any. */
	complete(): Uint8Array | undefined;
	end(outcome: Pick<Outcome, "status" | "error">): void;
	/** The caller has gone: whoever reads on after it ends the call. */
	leave(): void;
	/** Bytes came that were asked for before it went. */
	late(): void;
}

/**
 * `pull` is called when the caller has room, so a slow caller slows the provider down instead of filling our memory. It waits for
 * nothing but the provider: behind each further `await` a piece would stand in line with all else that is ready.
 */
function streamOf(source: Source, { line, reader, kept, call, complete, end, leave, late }: Streaming) {
	let left = false;
	let broken = false;
	return new ReadableStream<Uint8Array>({
		async pull(controller) {
			try {
				for (;;) {
					line.waits();
					const { done, value } = await source.read();
					const isOver = done || value === undefined;
					if (!isOver) call.firstByte();
					const bytes = isOver ? reader.rest() : reader.pass(value);
					const isEmpty = bytes === undefined || bytes.length === 0;
					if (!isEmpty) kept?.add(bytes);
					if (left) return isEmpty ? undefined : late();
					if (!isEmpty) {
						// Not when it has left: then the provider is waited for, whose answer is read on.
						if (!isOver) line.waits(forTheCaller);
						controller.enqueue(bytes);
					}
					if (isOver) break;
					if (!isEmpty) return;
				}
				const last = complete();
				if (last !== undefined) controller.enqueue(last);
				controller.close();
			} catch (error) {
				if (left) return;
				broken = true;
				const failure = line.explain(error);
				const gone = failure instanceof CallerLeft;
				const held = gone ? undefined : reader.rest();
				end(gone ? { status: "client_closed" } : { status: "error", error: brokenOff(failure) });
				await breakOff(controller, held);
			}
		},
		cancel() {
			left = true;
			if (!broken) leave();
		},
	});
}

/**
 * Breaks the caller's connection, behind what was held back. What was enqueued in this turn leaves at its end only, and the end of
 * the answer's head with it (Bun 1.4.5): broken at once, the caller would have half a head.
 */
async function breakOff(controller: ReadableStreamDefaultController<Uint8Array>, held: Uint8Array | undefined) {
	if (held !== undefined && held.length > 0) controller.enqueue(held);
	await new Promise((resolve) => setTimeout(resolve, 0));
	// Bun 1.4.5 would print a reason, with its stack, on stderr.
	controller.error();
}

function isEvents(heard: Heard): boolean {
	return heard["content-type"]?.startsWith("text/event-stream") ?? false;
}

function brokenOff(failure: unknown): Outcome["error"] {
	return { type: "upstream_broke_off", message: failure instanceof Error ? failure.message : String(failure) };
}
