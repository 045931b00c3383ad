import type { Journal } from "../journal/journal";
import type { Price } from "../pricing/cost";
import type { BatchedCall } from "../proxy/dialects/dialect";
import type { Db } from "../stores/postgres/open";
import { batchCallId } from "./call-id";
import { claim, noteRecorded } from "./claims";
import { type ResultsSource, spanOfCall } from "./span-of-call";

/** Records the calls of batches whose results were fetched, each once, behind the back of who fetches them. */
export interface BatchCounter {
	count(source: ResultsSource, call: BatchedCall): void;
	/** Resolves when nothing waits. */
	idle(): Promise<void>;
	/** Records what waits, as far as the time goes; the rest is counted when it is fetched again. */
	close(withinMs: number): Promise<void>;
}

export interface BatchCounterOptions {
	db: Db;
	journal: Pick<Journal, "append">;
	price: Price;
	now: () => number;
	/** Told once for each time that the database goes away, and of calls for which there was no room. */
	onFailure: (what: string, error: unknown) => void;
	retryMs?: number;
	/** How many calls may wait for the database, at some 0.5 KB each; a batch has 100,000 at most. */
	maxWaiting?: number;
}

interface Waiting {
	id: string;
	source: ResultsSource;
	call: BatchedCall;
	startedAtMs: number;
}

const callsAtOnce = 500;
/** A time before this is no time of the call: results are kept for about a month. */
const maxAgeMs = 90 * 24 * 60 * 60 * 1000;

/**
 * Claim (PostgreSQL) → journal → note that it is recorded. A process that dies between leaves a claim that runs out; the call is then
 * recorded under the same id and time when its results are fetched again, and a record that is there already is dropped on its way to
 * ClickHouse. So a call is counted once, however often, wherever and by how many at once its results are fetched.
 */
export function createBatchCounter(options: BatchCounterOptions): BatchCounter {
	const { db, journal, price, now, onFailure, retryMs = 1000, maxWaiting = 100_000 } = options;
	const waiting = new Map<string, Waiting>();
	let working: Promise<void> | undefined;
	let isAway = false;
	let isFull = false;
	let stop = false;

	async function untilItWorks<T>(what: string, act: () => Promise<T>): Promise<T | undefined> {
		while (!stop) {
			try {
				const result = await act();
				isAway = false;
				return result;
			} catch (error) {
				if (!isAway) onFailure(what, error);
				isAway = true;
				await Bun.sleep(retryMs);
			}
		}
		return undefined;
	}

	async function record(calls: Waiting[]): Promise<void> {
		const claims = calls.map(({ id, source: { organizationId }, startedAtMs }) => ({
			id,
			organizationId,
			startedAtMs,
		}));
		const taken = await untilItWorks("claim calls of a batch", () => claim(db, claims));
		if (taken === undefined || taken.length === 0) return;
		const byId = new Map(calls.map((call) => [call.id, call]));
		const spans = taken.flatMap(({ id, startedAtMs }) => {
			const one = byId.get(id);
			return one === undefined ? [] : [spanOfCall({ ...one, startedAtMs }, price)];
		});
		await Promise.all(spans.map((span) => journal.append({ span })));
		const ids = spans.map(({ id }) => id);
		await untilItWorks("note that calls of a batch are recorded", () => noteRecorded(db, ids));
	}

	async function work(): Promise<void> {
		// So that the calls of one chunk, and of those right behind it, go together.
		await Bun.sleep(0);
		while (waiting.size > 0 && !stop) {
			const next = firstOf(waiting.values(), callsAtOnce);
			await record(next);
			for (const { id } of next) waiting.delete(id);
		}
		isFull = false;
		working = undefined;
	}

	return {
		count(source, call) {
			const id = batchCallId({ ...source, key: call.key });
			if (stop || waiting.has(id)) return;
			if (waiting.size >= maxWaiting) {
				if (!isFull) onFailure("count all calls of a batch; fetch its results again later", new Error("too many wait"));
				isFull = true;
				return;
			}
			waiting.set(id, { id, source, call, startedAtMs: startOf(call, now()) });
			working ??= work();
		},
		idle: async () => await working,
		async close(withinMs) {
			const timer = setTimeout(() => {
				stop = true;
			}, withinMs);
			await working;
			clearTimeout(timer);
			stop = true;
		},
	};
}

/** When the provider made the answer, where it says so and that can be; else now. */
function startOf({ madeAtMs }: BatchedCall, nowMs: number): number {
	return madeAtMs !== undefined && madeAtMs <= nowMs && madeAtMs > nowMs - maxAgeMs ? madeAtMs : nowMs;
}

function firstOf<T>(values: Iterable<T>, count: number): T[] {
	const first: T[] = [];
	for (const value of values) if (first.push(value) === count) break;
	return first;
}
