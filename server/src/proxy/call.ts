import type { CachedAnswer } from "../cache/cached-answer";
import type { Journal } from "../journal/journal";
import type { Capture, JournalEntry, Payload, Span, SpanKind, SpanStatus } from "../journal/span";
import type { Caller } from "../keys/caller";
import type { Labels } from "../labels/labels";
import type { Hold } from "../limits/limit";
import { usedTokens } from "../limits/used-tokens";
import type { Price } from "../pricing/cost";
import type { Provider } from "../providers/provider";
import type { Attempt } from "../targets/attempt";
import { admittedSpan } from "./admitted-span";
import type { Answer, CallRequest } from "./dialects/dialect";
import { settle } from "./settle";

/** How a call ended, as far as the relay saw it. */
export interface Outcome {
	status: Exclude<SpanStatus, "interrupted">;
	/** What the caller was sent. */
	httpStatus: number | null;
	error?: { type: string; message: string };
	answer?: Answer;
	responseBytes?: number;
	response?: Payload;
	/** The answer was one that was kept. */
	cached?: CachedAnswer;
}

/** A call in flight. `end` counts once, however many ways there are to get there. */
export interface Call {
	readonly id: string;
	/** What is kept of it, after the header had its say. */
	readonly capture: Capture;
	/** The provider's first byte has come. */
	firstByte(): void;
	/** What was taken of limits for it: given back, and corrected, when it ends. */
	holds(hold: Hold): void;
	/** The finished span; undefined when the call has ended before. */
	end(outcome: Outcome): Span | undefined;
}

export interface CallStart {
	caller: Caller;
	capture: Capture;
	provider: Provider;
	method: string;
	path: string;
	/** Where the door sends it; a route may send it elsewhere. */
	host?: string;
	/** Where the path does not say it. */
	kind?: SpanKind;
	/** Undefined: a path that passes through unread. */
	request?: CallRequest;
	/** The body as it came; undefined when it was not read into memory. */
	requestPayload?: () => Payload;
	requestBytes: number;
	labels: Labels;
	/** The caller asked for the cache. */
	asksCache: boolean;
	/** Undefined: the call goes by no route. */
	taken?: RouteTaken;
	arrivedAt: number;
	arrivedAtMs: number;
}

/** The route that a call goes by, and what came of it. */
export interface RouteTaken {
	routeId: string;
	targetReasons: string;
	/** Of the target that answered; undefined while none has. */
	provider?: Provider;
	host?: string;
	model?: string;
	attempts: readonly Attempt[];
}

export interface CallRecorder {
	journal: Pick<Journal, "started" | "append">;
	price: Price;
	/** Monotonic milliseconds. */
	now: () => number;
	/** Told of each call that ended, whatever is kept of it. */
	onEnd?: () => void;
}

/**
 * Admits a call: its span goes into the journal as it would be recorded if this process died now. `end` then settles it, once:
 * usage from the answer, its price, and the finished span.
 */
export function startCall({ journal, price, now }: CallRecorder, start: CallStart): Call {
	const { capture } = start;
	const id = Bun.randomUUIDv7();
	const span = admittedSpan(id, start);
	const started = capture === "off" ? undefined : journal.started(span);
	let ended = false;
	let firstByteMs: number | null = null;
	let hold: Hold | undefined;
	return {
		id,
		capture,
		firstByte() {
			firstByteMs ??= round(now() - start.arrivedAt);
		},
		holds(taken) {
			hold = taken;
		},
		end(outcome) {
			if (ended) return undefined;
			ended = true;
			hold?.settle(usedTokens({ status: outcome.status, usage: outcome.answer?.usage }));
			settle(span, outcome, { start, price });
			span.firstByteMs = firstByteMs;
			span.durationMs = round(now() - start.arrivedAt);
			if (capture === "off") return span;
			const entry: JournalEntry = { span };
			if (capture === "full") {
				entry.request = start.requestPayload?.();
				entry.response = outcome.response;
			}
			journal.append(entry, started);
			return span;
		},
	};
}

/** Microsecond precision is enough, and shorter to write. */
function round(ms: number): number {
	return Math.round(ms * 1000) / 1000;
}
