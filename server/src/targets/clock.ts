import type { Clock } from "./attempt";

/** The real one. */
export const clock: Clock = {
	now: () => performance.now(),
	after(ms, run) {
		const timer = setTimeout(run, ms);
		return () => clearTimeout(timer);
	},
};

/** Unix milliseconds that never jump back while the process lives, for breakers: a set clock would hold them open. */
export const wallClock = () => performance.timeOrigin + performance.now();
