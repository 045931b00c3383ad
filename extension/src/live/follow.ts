import type { Call } from "@lensai/server/traces/model";
import type { Api } from "../api/client";
import { failureWords } from "../api/failures";
import type { StatusEvent } from "../status/state";
import { startOfDay } from "../status/time";
import type { Backoff } from "./backoff";
import { type FiguresReader, figuresReader } from "./figures";
import { eachMidnight } from "./midnight";
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
	const { silenceMs, backoff, settleMs } = patience;
	const figures = figuresReader({ api, dispatch, report, refused, settleMs });
	const stopMidnights = eachMidnight(() => {
		dispatch({ type: "dayBegan", startMs: startOfDay(Date.now()) });
		figures.readNow();
	});

	function stop() {
		end.abort();
		figures.stop();
		stopMidnights();
	}
	function refused() {
		stop();
		dispatch({ type: "refused" });
	}

	const listener = listenerOf({ dispatch, report, refused, figures });
	void keepSubscribed({ open: api.live, listener, silenceMs, backoff, random: Math.random }, end.signal);
	return stop;
}

interface Listening extends Pick<Following, "dispatch" | "report"> {
	refused(): void;
	figures: FiguresReader;
}

function listenerOf({ dispatch, report, refused, figures }: Listening): LiveListener {
	return {
		refused,
		opened() {
			dispatch({ type: "opened" });
			figures.readNow();
		},
		received({ event, data }) {
			if (event === "reset") figures.readNow();
			if (event !== "call" && event !== "estimated") return;
			dispatch({ type: event === "call" ? "called" : "estimated", call: JSON.parse(data) as Call });
			figures.readSoon();
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
	};
}
