import type { Journal, Started } from "../journal/journal";
import type { Capture, JournalEntry, Span } from "../journal/span";
import type { Hold } from "../limits/limit";
import { usedTokens } from "../limits/used-tokens";
import type { Price } from "../pricing/cost";
import { admittedSpan } from "./admitted-span";
import type { CallStart } from "./call-start";
import type { Outcome } from "./outcome";
import { settle } from "./settle";

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

export interface CallRecorder {
	journal: Pick<Journal, "started" | "append">;
	price: Price;
	/** Monotonic milliseconds. */
	now: () => number;
	/** Told of each call that ended, whatever is kept of it. */
	onEnd?: () => void;
}

/**
 * Admits a call: at the end of this turn its span goes into the journal as it would be recorded if this process died then. `end`
 * settles it, once: usage from the answer, its price, and the finished span.
 */
export function startCall({ journal, price, now }: CallRecorder, start: CallStart): Call {
	const { capture } = start;
	const id = Bun.randomUUIDv7();
	let admitted: Span | undefined;
	const spanOf = () => {
		admitted ??= admittedSpan(id, start);
		return admitted;
	};
	let started: Started | undefined;
	let ended = false;
	// Runs as soon as this turn waits for something: the provider has been asked, and does not wait for our note.
	if (capture !== "off")
		queueMicrotask(() => {
			if (!ended) started = journal.started(spanOf());
		});
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
			const span = spanOf();
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
