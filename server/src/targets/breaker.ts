import { createOutcomeWindow, type OutcomeWindow } from "./outcome-window";

/** What a breaker lets through now, and since what. */
export type BreakerState =
	| { state: "closed" }
	| { state: "open"; untilMs: number; cause: string }
	| { state: "half_open"; probing: boolean; cause: string };

/** Leave to try a target once. Of the three ends the first counts, and none may be forgotten: a probe holds its place till then. */
export interface Permit {
	readonly probe: boolean;
	succeeded(): void;
	/** `retryAfterMs`: the provider said when to come again. */
	failed(failure: Failure): void;
	/** Says nothing about the target: the caller left, or the call was never sent. */
	abandoned(): void;
}

export interface Failure {
	/** In words, e.g. `503` or `first_byte_timeout`. */
	why: string;
	retryAfterMs?: number;
}

export interface BreakerOptions {
	/** Wall clock, Unix milliseconds. */
	now: () => number;
	/** Failures without a success between them that open it. */
	inARow?: number;
	/** Or: this share of at least so many results within the window. */
	rate?: number;
	minResults?: number;
	windowMs?: number;
	/** How long it stays open the first time; doubled each time that the probe fails. */
	openMs?: number;
	/** The longest, whatever a provider asks for: a daily quota's `Retry-After` is tested by one call now and then. */
	maxOpenMs?: number;
}

export const closed: BreakerState = Object.freeze({ state: "closed" });

/**
 * Keeps calls away from a target that fails, by the results of live calls alone; it sends nothing itself.
 *
 * closed → open       five failures in a row; or half of at least 20 results in a minute; or 429 with `Retry-After`, until then
 * open → half-open    when its time is over
 * half-open → closed  its one probe, a live call, succeeds; what was counted before is forgotten
 * half-open → open    the probe fails: twice as long as before, at most five minutes; or as long as `Retry-After` says
 * half-open stays     the probe is abandoned: the next call is the probe
 *
 * Results of calls that were let in before it last changed its mode are ignored: they are old news. A clock that went back
 * makes it half-open.
 */
export class Breaker {
	readonly #options: Required<BreakerOptions>;
	readonly #window: OutcomeWindow;
	#mode: "closed" | "open" | "half_open" = "closed";
	/** Counts the changes of mode. */
	#era = 0;
	#inARow = 0;
	#openedAtMs = 0;
	#untilMs = 0;
	#cause = "";
	#failedProbes = 0;
	#probing = false;

	constructor(options: BreakerOptions) {
		const defaults = { inARow: 5, rate: 0.5, minResults: 20, windowMs: 60_000, openMs: 15_000, maxOpenMs: 300_000 };
		this.#options = { ...defaults, ...options };
		this.#window = createOutcomeWindow(this.#options.windowMs);
	}

	state(): BreakerState {
		this.#refresh();
		if (this.#mode === "closed") return closed;
		if (this.#mode === "open") return { state: "open", untilMs: this.#untilMs, cause: this.#cause };
		return { state: "half_open", probing: this.#probing, cause: this.#cause };
	}

	/** Undefined: not now. */
	enter(): Permit | undefined {
		this.#refresh();
		if (this.#mode === "open" || this.#probing) return undefined;
		const probe = this.#mode === "half_open";
		this.#probing = probe;
		const era = this.#era;
		let ended = false;
		const end = (settle: () => void) => {
			if (ended) return;
			ended = true;
			if (era !== this.#era) return;
			if (probe) this.#probing = false;
			settle();
		};
		return {
			probe,
			succeeded: () => end(() => this.#succeeded(probe)),
			failed: (failure) => end(() => this.#failed(probe, failure)),
			abandoned: () => end(() => undefined),
		};
	}

	#refresh(): void {
		if (this.#mode !== "open") return;
		const now = this.#options.now();
		if (now >= this.#untilMs || now < this.#openedAtMs) this.#become("half_open");
	}

	#succeeded(probe: boolean): void {
		if (probe) {
			this.#failedProbes = 0;
			this.#window.clear();
			this.#become("closed");
		}
		this.#inARow = 0;
		this.#window.add("ok", this.#options.now());
	}

	#failed(probe: boolean, failure: Failure): void {
		this.#inARow++;
		this.#window.add("failed", this.#options.now());
		if (probe) this.#failedProbes++;
		const opening = this.#opening(probe, failure);
		if (opening !== undefined) this.#open(Math.min(opening.forMs, this.#options.maxOpenMs), opening.cause);
	}

	/** Whether a failure opens it, how long and why. */
	#opening(probe: boolean, { why, retryAfterMs }: Failure): { forMs: number; cause: string } | undefined {
		const { inARow, rate, minResults, openMs, now } = this.#options;
		if (retryAfterMs !== undefined && retryAfterMs > 0)
			return { forMs: retryAfterMs, cause: `${why} with Retry-After` };
		if (probe) return { forMs: openMs * 2 ** this.#failedProbes, cause: `${why}; its probe failed` };
		if (this.#inARow >= inARow) return { forMs: openMs, cause: `${why}; ${this.#inARow} failures in a row` };
		const { ok, failed } = this.#window.counts(now());
		const isMany = ok + failed >= minResults && failed >= rate * (ok + failed);
		return isMany ? { forMs: openMs, cause: `${why}; ${failed} of ${ok + failed} calls failed` } : undefined;
	}

	#open(forMs: number, cause: string): void {
		this.#openedAtMs = this.#options.now();
		this.#untilMs = this.#openedAtMs + forMs;
		this.#cause = cause;
		this.#inARow = 0;
		this.#window.clear();
		this.#become("open");
	}

	#become(mode: "closed" | "open" | "half_open"): void {
		this.#mode = mode;
		this.#era++;
		this.#probing = false;
	}
}
