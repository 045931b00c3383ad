import { DomainError, StartError } from "../errors";
import type { NumberedSpan } from "../estimates/candidates";
import type { Price } from "../pricing/cost";
import type { Analytics, AnalyticsWriter, Reply, Request, WorkerOptions } from "./analytics";

export interface AnalyticsThread extends Analytics, AnalyticsWriter {
	/** There is something new in the journal. */
	wake(): void;
	/** Tells of calls that told no usage, and stand in ClickHouse with an estimate of it now. */
	onEstimated(listener: (spans: NumberedSpan[]) => void): void;
	/** Rejects when ClickHouse does not answer, or inserts fail. */
	ping(): Promise<void>;
	/** Copies what is left of the journal, as far as ClickHouse takes it, and ends the thread. */
	close(withinMs: number): Promise<void>;
}

export interface AnalyticsThreadOptions extends WorkerOptions {
	/** ClickHouse holds everything up to this sequence number. */
	onInserted: (seq: number) => void;
	onStuck: (reason: string) => void;
	/** A row was set aside, because ClickHouse refuses it. */
	onRejected: (table: string, reason: string) => void;
	/** What estimated usage costs. */
	price: Price;
	/** Calls that told no usage stay without one. */
	onNotEstimated?: (reason: string) => void;
	/** How long a query may take before the caller is told that the store is unavailable. */
	timeoutMs?: number;
}

const wakeAfterMs = 50;

type Unnumbered<Each> = Each extends { id: number } ? Omit<Each, "id"> : never;
/** A request that is answered. */
type Asked = Unnumbered<Request>;

interface Pending {
	resolve: (rows: unknown[]) => void;
	reject: (error: Error) => void;
	timer: ReturnType<typeof setTimeout>;
}

/**
 * Starts the thread that owns ClickHouse. Resolves when it is migrated and reading.
 * Throws StartError when it cannot be opened.
 */
export function startAnalytics(options: AnalyticsThreadOptions): Promise<AnalyticsThread> {
	const { onInserted, onStuck, onRejected, price, onNotEstimated, timeoutMs = 15_000, ...workerOptions } = options;
	const worker = new Worker(new URL("./worker.ts", import.meta.url).href, { smol: true });
	const pending = new Map<number, Pending>();
	const started = Promise.withResolvers<AnalyticsThread>();
	const ended = Promise.withResolvers<void>();
	let nextId = 0;
	let stuck: string | undefined;
	let tellEstimated: ((spans: NumberedSpan[]) => void) | undefined;
	let waking: ReturnType<typeof setTimeout> | undefined;

	function ask(request: Asked) {
		return new Promise<unknown[]>((resolve, reject) => {
			const id = ++nextId;
			const timer = setTimeout(() => settle(id, { error: `no answer within ${timeoutMs} ms` }), timeoutMs);
			pending.set(id, { resolve, reject, timer });
			post({ ...request, id });
		});
	}

	function settle(id: number, { rows, error }: { rows?: unknown[]; error?: string }) {
		const waiting = pending.get(id);
		if (waiting === undefined) return;
		pending.delete(id);
		clearTimeout(waiting.timer);
		if (error === undefined) waiting.resolve(rows ?? []);
		else waiting.reject(new DomainError("store_unavailable", 503, `ClickHouse: ${error}`));
	}

	const post = (request: Request | WorkerOptions) => worker.postMessage(request);

	const thread: AnalyticsThread = {
		query: <Row>(sql: string, params: Record<string, unknown>) => ask({ type: "query", sql, params }) as Promise<Row[]>,
		insert: (table, lines) => ask({ type: "insert", table, lines }).then(() => undefined),
		wake() {
			// One message for many commits: the thread looks at most every 200 ms, and a message costs 5 µs.
			waking ??= setTimeout(() => {
				waking = undefined;
				post({ type: "wake" });
			}, wakeAfterMs);
		},
		onEstimated(listener) {
			tellEstimated = listener;
		},
		async ping() {
			if (stuck !== undefined) throw new DomainError("store_unavailable", 503, `ClickHouse: ${stuck}`);
			await ask({ type: "ping" });
		},
		async close(withinMs) {
			clearTimeout(waking);
			post({ type: "close" });
			const timer = setTimeout(ended.resolve, withinMs);
			await ended.promise;
			clearTimeout(timer);
			worker.terminate();
		},
	};

	worker.onmessage = ({ data }: MessageEvent<Reply>) => {
		if (data.type === "result") settle(data.id, data);
		else if (data.type === "inserted") {
			stuck = undefined;
			onInserted(data.range.to);
		} else if (data.type === "price") {
			const costs = data.questions.map(({ usage, model, atMs }) => price(usage, model, new Date(atMs)));
			post({ type: "priced", id: data.id, costs });
		} else if (data.type === "estimated") tellEstimated?.(data.spans);
		else if (data.type === "not_estimated") onNotEstimated?.(data.message);
		else if (data.type === "rejected") onRejected(data.table, data.reason);
		else if (data.type === "stuck") {
			if (stuck !== data.message) onStuck(data.message);
			stuck = data.message;
		} else if (data.type === "ready") started.resolve(thread);
		else if (data.type === "failed")
			started.reject(data.advice ? new StartError(data.message) : new Error(data.message));
		else ended.resolve();
	};
	worker.onerror = (event) => {
		started.reject(new Error(event.message));
		onStuck(event.message);
	};
	post(workerOptions);
	return started.promise;
}
