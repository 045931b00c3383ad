import type { Api } from "../api/client";
import { failureWords, KeyRefused } from "../api/failures";
import type { StatusEvent } from "../status/state";
import { startOfDay } from "../status/time";
import { todayOf } from "../status/today";

export interface FiguresSource {
	api: Api;
	dispatch(event: StatusEvent): void;
	report(line: string): void;
	refused(): void;
	/** How far the server's sums may run behind its live stream. */
	settleMs: number;
}

/** Reads the server's figures at once, or once for all the calls of the last `settleMs`. */
export interface FiguresReader {
	readNow(): void;
	/** A call has ended: the sums will have it after `settleMs`. */
	readSoon(): void;
	stop(): void;
}

export function figuresReader({ api, dispatch, report, refused, settleMs }: FiguresSource): FiguresReader {
	let soon: ReturnType<typeof setTimeout> | undefined;
	let lastCallMs = Number.NEGATIVE_INFINITY;
	let stopped = false;

	async function read() {
		const startMs = startOfDay(Date.now());
		const settled = Date.now() - lastCallMs >= settleMs;
		if (!settled) wait();
		try {
			const [session, lastCall, summary] = await Promise.all([api.session(), api.lastCall(), api.summary(startMs)]);
			if (stopped) return;
			const today = todayOf(summary, startMs);
			dispatch({ type: "figuresRead", project: session.projects[0]?.name, lastCall, today, settled });
		} catch (error) {
			if (stopped) return;
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
			stopped = true;
			clearTimeout(soon);
		},
	};
}
