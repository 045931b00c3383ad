import { findDomainError } from "../errors";
import { doRun, type RunDeps } from "./run";
import { claimRun, finishRun, releaseRun, type StoredRun } from "./runs";

/** Does the runs that are asked for, one after the other. */
export interface Repricer {
	/** There is something new to do. */
	wake(): void;
	/** Leaves a run that is under way at its next page; it goes on when a server looks for work again. */
	close(): Promise<void>;
}

export interface RepricerOptions
	extends Omit<RunDeps, "runner" | "signal" | "pageSize" | "rest" | "now">,
		Partial<Pick<RunDeps, "pageSize" | "rest" | "now">> {
	/** Called with what failed in the background; it is tried again. */
	onFailure: (what: string, error: unknown) => void;
	/** How soon another process's requests are seen, and an abandoned run is taken over. */
	lookEveryMs?: number;
	/**
	 * How long a run waits before it begins: until then calls that were priced by the old book are in ClickHouse, and the other
	 * servers know of the new prices.
	 */
	waitMs?: number;
	leaseMs?: number;
	retryMs?: number;
}

/** 2,000 calls are read, priced and written in some 100 ms. */
const defaultPageSize = 2000;

/** As long again as a page took, so that at least half of the analytics thread's time is for others. */
const restAsLong = (tookMs: number) => Bun.sleep(Math.min(tookMs, 1000));

/** Starts looking for runs, those that an earlier process left among them. */
export function startRepricer(options: RepricerOptions): Repricer {
	const { lookEveryMs = 2000, waitMs = 8000, leaseMs = 30_000, retryMs = 5000, onFailure, ...given } = options;
	const runner = { id: crypto.randomUUID(), leaseMs };
	const closing = new AbortController();
	const deps = {
		pageSize: defaultPageSize,
		rest: restAsLong,
		now: Date.now,
		...given,
		runner,
		signal: closing.signal,
	};
	let looking: Promise<void> | undefined;

	async function look(): Promise<void> {
		while (!closing.signal.aborted) {
			const run = await claimRun(deps.db, runner, waitMs);
			if (run === undefined) return;
			await attempt(run);
		}
	}

	async function attempt(run: StoredRun): Promise<void> {
		try {
			if (await doRun(run, deps)) await finishRun(deps.db, run.id, runner);
			else await releaseRun(deps.db, run.id, runner);
		} catch (error) {
			const known = findDomainError(error);
			onFailure("reprice calls", known ?? error);
			await releaseRun(deps.db, run.id, runner, {
				afterMs: retryMs,
				problem: known?.message ?? "An error of the server's own; see its log.",
			});
		}
	}

	function wake(): void {
		if (looking !== undefined || closing.signal.aborted) return;
		looking = look()
			.catch((error) => onFailure("look for repricings", findDomainError(error) ?? error))
			.finally(() => {
				looking = undefined;
			});
	}

	const timer = setInterval(wake, lookEveryMs);
	timer.unref();
	wake();
	return {
		wake,
		async close() {
			clearInterval(timer);
			closing.abort();
			await looking;
		},
	};
}
