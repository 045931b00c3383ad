import type { Call } from "@lensai/server/traces/model";
import type { Api } from "../api/client";
import { failureWords, KeyRefused } from "../api/failures";
import type { StatusEvent } from "../status/state";
import { endOfDay, startOfDay } from "../status/time";
import { todayOf } from "../status/today";
import type { Backoff } from "./backoff";
import type { ServerEvent } from "./server-events";
import { keepSubscribed, type LiveListener } from "./subscription";

/** How patient the follower is. The figures of `patience` are the real ones; tests use shorter ones. */
export interface Patience {
	/** The server's heartbeat comes every few seconds. */
	silenceMs: number;
	backoff: Backoff;
	/** Sums are read again this long after a call, once for all calls in between: ClickHouse has them by then. */
	settleMs: number;
}

export const patience: Patience = {
	silenceMs: 15_000,
	backoff: { firstMs: 500, maxMs: 30_000 },
	settleMs: 5_000,
};

export interface Following {
	api: Api;
	dispatch(event: StatusEvent): void;
	/** A line for the log; without secrets. */
	report(line: string): void;
	patience: Patience;
}

/**
 * Follows one server: its live stream for calls, and its sums when the stream opens, after calls, at midnight and when the
 * server asks for it. Nothing is polled. Returns the way to stop.
 */
export function follow({ api, dispatch, report, patience }: Following): () => void {
	const end = new AbortController();
	const stop = () => {
		end.abort();
		sums.stop();
	};
	const refused = () => {
		stop();
		dispatch({ type: "refused" });
	};
	const sums = readSums({ api, dispatch, report, refused, settleMs: patience.settleMs, signal: end.signal });
	const listener: LiveListener = {
		opened() {
			dispatch({ type: "opened" });
			sums.readNow();
		},
		received(event) {
			const call = callOf(event);
			if (call) dispatch({ type: "called", call });
			if (call) sums.readSoon();
			if (event.event === "reset") sums.readNow();
		},
		lost() {
			report("the live stream broke off");
			dispatch({ type: "lost" });
		},
		unreachable(error) {
			const reason = failureWords(error);
			report(`no live stream: ${reason}`);
			dispatch({ type: "unreachable", reason });
		},
		refused,
	};
	const { silenceMs, backoff } = patience;
	void keepSubscribed({ open: api.live, listener, silenceMs, backoff, random: Math.random }, end.signal);
	return stop;
}

function callOf({ event, data }: ServerEvent): Call | undefined {
	return event === "call" ? (JSON.parse(data) as Call) : undefined;
}

interface Reading extends Pick<Following, "api" | "dispatch" | "report"> {
	refused(): void;
	settleMs: number;
	signal: AbortSignal;
}

/** Reads the server's figures at once, or once for all the calls of the last `settleMs`. */
function readSums({ api, dispatch, report, refused, settleMs, signal }: Reading) {
	let soon: ReturnType<typeof setTimeout> | undefined;
	let lastCallMs = Number.NEGATIVE_INFINITY;
	let midnight = setTimeout(beginDay, endOfDay(Date.now()) - Date.now());

	function beginDay() {
		dispatch({ type: "dayBegan", startMs: startOfDay(Date.now()) });
		midnight = setTimeout(beginDay, endOfDay(Date.now()) - Date.now());
		void read();
	}

	async function read() {
		const startMs = startOfDay(Date.now());
		const settled = Date.now() - lastCallMs >= settleMs;
		if (!settled) wait();
		try {
			const [session, lastCall, summary] = await Promise.all([api.session(), api.lastCall(), api.summary(startMs)]);
			if (signal.aborted) return;
			const today = todayOf(summary, startMs);
			dispatch({ type: "figuresRead", project: session.projects[0]?.name, lastCall, today, settled });
		} catch (error) {
			if (signal.aborted) return;
			report(`no figures: ${failureWords(error)}`);
			if (error instanceof KeyRefused) refused();
		}
	}

	function wait() {
		soon ??= setTimeout(() => {
			soon = undefined;
			void read();
		}, settleMs);
	}

	return {
		readNow: () => void read(),
		readSoon() {
			lastCallMs = Date.now();
			wait();
		},
		stop() {
			clearTimeout(soon);
			clearTimeout(midnight);
		},
	};
}
