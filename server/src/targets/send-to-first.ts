import { type Answered, answeredBy, noteCost } from "./answered";
import {
	type Attempt,
	type AttemptCost,
	type Clock,
	type Line,
	openLine,
	type Reaches,
	type Send,
	type Tried,
	tryOnce,
} from "./attempt";
import type { Permit } from "./breaker";
import type { Breakers } from "./breakers";
import type { Candidate, Choice } from "./choose-targets";
import type { AttemptError, RoutePolicy } from "./model";
import { type Next, planNext } from "./plan-next";
import { readRefused } from "./refused-body";
import { retryAfterMs } from "./retry-after";

export interface CallToSend {
	choice: Choice;
	policy: Omit<RoutePolicy, "targets">;
	send: Send;
	/** Absent: there is no limit for connecting. */
	reaches?: Reaches;
	/** Aborts when the caller closes its connection. */
	callerSignal: AbortSignal;
	/** Whether a target's provider is to finish what a caller who left has begun; then that attempt goes on, and no other begins. */
	finishesWithoutCaller?: (target: Candidate) => boolean;
	/** What an answer that the caller does not get has cost. */
	readCost?: (target: Candidate, status: number, body: Uint8Array) => AttemptCost | undefined;
}

export interface SendingDeps {
	breakers: Breakers;
	clock: Clock;
	/** Unix milliseconds, as the breakers have it. */
	wallClock: () => number;
	random: () => number;
}

/** No answer: every attempt failed, or the caller left. `error` is the last attempt's; undefined when none was made. */
export interface Unanswered {
	outcome: "failed" | "caller_left";
	error: AttemptError | undefined;
	attempts: readonly Attempt[];
}

/**
 * Step 5: tries the targets in order until one answers, and waits for the first byte of that answer. What the policy names
 * moves on, while there is something to move on to; otherwise it is the caller's answer, whatever its status. Never rejects.
 */
export function sendToFirst(call: CallToSend, deps: SendingDeps): Promise<Answered | Unanswered> {
	return new Sending(call, deps).run();
}

/** One attempt under way. */
interface Under {
	attempt: Attempt;
	line: Line;
	permit: Permit | undefined;
	place: number;
	tryNumber: number;
}

class Sending {
	readonly #attempts: Attempt[] = [];
	readonly #startedAt: number;
	readonly #stopTotal: () => void;
	#line: Line | undefined;
	#callerLeft = false;
	#wake: () => void = () => undefined;

	constructor(
		private readonly call: CallToSend,
		private readonly deps: SendingDeps,
	) {
		this.#startedAt = deps.clock.now();
		this.#stopTotal = deps.clock.within(call.policy.timeouts.totalMs, () => this.#line?.cut("total_timeout"));
		// The signal is this call's own, and nobody else listens to it; adding and removing a listener would cost 3 µs more.
		call.callerSignal.onabort = this.#leave;
		if (call.callerSignal.aborted) this.#leave();
	}

	async run(): Promise<Answered | Unanswered> {
		for (const [place, target] of this.call.choice.targets.entries()) {
			for (let tryNumber = 0; ; tryNumber++) {
				if (this.#callerLeft || this.#leftMs() <= 0) return this.#unanswered();
				const outcome = await this.#try(target, place, tryNumber);
				if ("outcome" in outcome) return outcome;
				if (outcome.to === "none") return this.#unanswered();
				if (outcome.to === "later") break;
				await this.#wait(outcome.waitMs);
			}
		}
		return this.#unanswered();
	}

	async #try(target: Candidate, place: number, tryNumber: number): Promise<Answered | Next> {
		const permit = target.lastResort ? undefined : this.deps.breakers.enter(target.healthKey);
		const startedMs = this.deps.clock.now() - this.#startedAt;
		const attempt: Attempt = { target, startedMs, durationMs: 0, reason: "", billing: "none" };
		this.#attempts.push(attempt);
		if (permit === undefined && !target.lastResort) {
			attempt.reason = "not sent: its breaker has opened meanwhile, or another call is its probe";
			return { to: "later", reason: attempt.reason };
		}
		const line = openLine();
		this.#line = line;
		try {
			return await this.#send({ attempt, line, permit, place, tryNumber });
		} finally {
			permit?.abandoned();
		}
	}

	async #send(under: Under): Promise<Answered | Next> {
		const { attempt, line } = under;
		const { send, policy, reaches } = this.call;
		let next: Next | undefined;
		const tried = await tryOnce({
			target: attempt.target,
			send,
			timeouts: policy.timeouts,
			clock: this.deps.clock,
			line,
			reaches,
			isGivenUp: (response) => {
				next = this.#judge(response, under);
				return next !== undefined && next.to !== "none";
			},
		});
		this.#measure(attempt);
		if (tried.kind === "answer") return this.#answer(tried, under, next);
		if (tried.kind === "error") return this.#fail(tried, under);
		const body = await readRefused(tried.response, line, this.deps.clock);
		noteCost(attempt, (body && this.call.readCost?.(attempt.target, tried.response.status, body)) ?? {});
		this.#measure(attempt);
		return next ?? { to: "none", reason: "" };
	}

	/** Tells the breaker of an answer's status. Undefined: it is the caller's. */
	#judge(response: Response, under: Under): Next | undefined {
		const { status, headers } = response;
		under.attempt.status = status;
		const asked = retryAfterMs(headers, this.deps.wallClock());
		if (isFailure(status)) under.permit?.failed({ why: String(status), retryAfterMs: asked });
		if (this.#callerLeft || !this.call.policy.moveOn.statuses.includes(status)) return undefined;
		const next = this.#plan(under, asked);
		under.attempt.reason = `${status}: ${next.reason}`;
		return next;
	}

	#answer(tried: Tried & { kind: "answer" }, { attempt, line, permit }: Under, next: Next | undefined): Answered {
		permit?.succeeded();
		if (next === undefined) attempt.reason = "answered";
		if (tried.response.status < 400) attempt.billing = "unknown";
		this.call.callerSignal.onabort = null;
		return answeredBy({
			...tried,
			attempt,
			attempts: this.#attempts,
			line,
			callerLeft: this.#callerLeft,
			onEnd: (error) => {
				this.#stopTotal();
				this.#measure(attempt);
				if (error !== undefined && error !== "caller_left")
					this.deps.breakers.enter(attempt.target.healthKey)?.failed({ why: `${error} after the first byte` });
			},
		});
	}

	#fail({ error, detail, status, reached }: Tried & { kind: "error" }, under: Under): Next {
		const { attempt, permit } = under;
		attempt.error = error;
		if (status !== undefined) attempt.status = status;
		// A provider that was reached may have worked on it.
		attempt.billing = reached ? "unknown" : "none";
		if (error !== "caller_left" && error !== "not_sent") permit?.failed({ why: error });
		const next: Next = this.#movesOn(error)
			? this.#plan(under, undefined, { isRetried: error !== "not_sent" })
			: { to: "none", reason: "this error does not move on" };
		attempt.reason = error === "caller_left" ? "the caller left" : `${detail}: ${next.reason}`;
		return next;
	}

	#movesOn(error: AttemptError): boolean {
		if (this.#callerLeft) return false;
		return error === "not_sent" || (this.call.policy.moveOn.errors as readonly AttemptError[]).includes(error);
	}

	#plan({ place, tryNumber }: Under, asked: number | undefined, { isRetried = true } = {}): Next {
		const { breakers, random, wallClock } = this.deps;
		const { retries } = this.call.policy;
		return planNext({
			targets: this.call.choice.targets,
			place,
			tryNumber,
			retries: isRetried ? retries : { ...retries, count: 0 },
			retryAfterMs: asked,
			leftMs: this.#leftMs(),
			random,
			isReadyIn({ healthKey, lastResort }, waitMs) {
				const state = breakers.of(healthKey);
				if (lastResort || state.state === "closed") return true;
				return state.state === "open" ? state.untilMs <= wallClock() + waitMs : !state.probing;
			},
		});
	}

	readonly #leave = () => {
		this.#callerLeft = true;
		const running = this.#attempts.at(-1);
		if (running === undefined || !this.call.finishesWithoutCaller?.(running.target)) this.#line?.cut("caller_left");
		this.#wake();
	};

	/** Ends early when the caller leaves. */
	#wait(ms: number): Promise<void> {
		return new Promise((resolve) => {
			const stop = this.deps.clock.after(ms, resolve);
			this.#wake = () => {
				stop();
				resolve();
			};
		});
	}

	#unanswered(): Unanswered {
		this.#stopTotal();
		this.call.callerSignal.onabort = null;
		const error = this.#attempts.at(-1)?.error;
		return { outcome: this.#callerLeft ? "caller_left" : "failed", error, attempts: this.#attempts };
	}

	#measure(attempt: Attempt): void {
		attempt.durationMs = this.deps.clock.now() - this.#startedAt - attempt.startedMs;
	}

	#leftMs(): number {
		return this.call.policy.timeouts.totalMs - (this.deps.clock.now() - this.#startedAt);
	}
}

/** Answers that speak against the target. A request that it refuses, for what it holds or for its key, does not. */
function isFailure(status: number): boolean {
	return status === 429 || status === 408 || status >= 500;
}
