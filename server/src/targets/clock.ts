import { createDeadlines, type Deadlines } from "../deadlines";
import type { Clock } from "./attempt";

/** By their length in milliseconds, as routes have them: each has one timer for all calls, for as long as the process lives. */
const deadlines = new Map<number, Deadlines>();
const maxShared = 100;

/** The real one. */
export const clock: Clock = {
	now: () => performance.now(),
	after(ms, run) {
		const timer = setTimeout(run, ms);
		return () => clearTimeout(timer);
	},
	within(ms, onLate) {
		const shared = deadlines.get(ms) ?? (deadlines.size < maxShared ? createDeadlines(ms) : undefined);
		if (shared === undefined) return clock.after(ms, onLate);
		deadlines.set(ms, shared);
		return shared.start(onLate).stop;
	},
};

/** Unix milliseconds that never jump back while the process lives, for breakers: a set clock would hold them open. */
export const wallClock = () => performance.timeOrigin + performance.now();
