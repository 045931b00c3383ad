import { dlopen, ptr } from "bun:ffi";
import { readdirSync, readFileSync } from "node:fs";

/** https://man7.org/linux/man-pages/man7/sched.7.html */
const policies = { normal: 0, batch: 3 } as const;
const lookEveryMs = 200;
/** Of a processor, used by the main thread: it is busy with calls. A thousand a second use a tenth. */
const busyShare = 0.4;

/**
 * Keeps the thread that `fetch` sends and receives on from interrupting the main thread while that one is busy. Where they share a
 * processor they would take turns at every other call, and one answer would be dealt with each time; so several are, and it costs 14 µs of
 * CPU a call instead of 24. A server that is not busy is left alone: there the turns are what makes a call quick. (ADR 0012; Bun 1.4.5.)
 * Where the system has no such policy, everything works without.
 */
export function tuneNetworkThread(): void {
	const setPolicy = policySetter();
	if (setPolicy === undefined) return;
	let thread: number | undefined;
	let wasBusy = false;
	let used = process.threadCpuUsage();
	let lookedAt = performance.now();
	const look = () => {
		const { user, system } = process.threadCpuUsage(used);
		const now = performance.now();
		const isBusy = (user + system) / 1000 / (now - lookedAt) > busyShare;
		used = process.threadCpuUsage();
		lookedAt = now;
		if (isBusy === wasBusy) return;
		thread ??= networkThread();
		if (thread === undefined) return;
		setPolicy(thread, isBusy ? policies.batch : policies.normal);
		wasBusy = isBusy;
	};
	setInterval(look, lookEveryMs).unref();
}

function policySetter(): ((thread: number, policy: number) => void) | undefined {
	if (process.platform !== "linux") return undefined;
	try {
		const { symbols } = dlopen("libc.so.6", { sched_setscheduler: { args: ["i32", "i32", "ptr"], returns: "i32" } });
		const parameters = new Int32Array([0]);
		return (thread, policy) => void symbols.sched_setscheduler(thread, policy, ptr(parameters));
	} catch {
		// Another C library, e.g. musl.
		return undefined;
	}
}

/** Undefined before the first `fetch`. */
function networkThread(): number | undefined {
	const threads = tryTo(() => readdirSync("/proc/self/task"));
	const found = threads?.find((id) => nameOf(id) === "HTTP Client");
	return found === undefined ? undefined : Number(found);
}

function nameOf(thread: string): string | undefined {
	return tryTo(() => readFileSync(`/proc/self/task/${thread}/comm`, "utf8").trim());
}

/** A thread may have ended, a sandbox show no threads, the process no file left to open: none of it may stop the server. */
function tryTo<T>(look: () => T): T | undefined {
	try {
		return look();
	} catch {
		return undefined;
	}
}
