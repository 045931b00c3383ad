import type { Sql } from "postgres";
import { reasonOf, storeUnavailable } from "./failure";

/** Above the slowest healthy query by far, and short enough for somebody who waits for an answer. */
export const defaultDeadlineMs = 2500;

interface DeadlineOptions {
	/** Opens a pool of connections. */
	connect: () => Sql;
	deadlineMs?: number;
}

/** A pool whose every query and transaction ends in time. */
export interface DeadlinePool {
	/** What drizzle works with: `unsafe`, `begin` and `options` of a postgres-js client. */
	sql: Sql;
	close(): Promise<void>;
}

/**
 * A database that hangs (suspended, or a network that swallows packets) answers nothing, and postgres-js waits for ever. Here
 * a query or a whole transaction that takes longer than the deadline throws DomainError `store_unavailable`, and so does
 * one that cannot reach the database. The pool it hung in is given up for a new one, so nothing piles up behind it and the
 * first query after the database is back succeeds.
 */
export function createDeadlinePool({ connect, deadlineMs = defaultDeadlineMs }: DeadlineOptions): DeadlinePool {
	let pool = connect();

	function replace(hung: Sql): void {
		if (hung !== pool) return;
		pool = connect();
		// Drizzle has put its own parsers into the first pool's options.
		Object.assign(pool.options.parsers, hung.options.parsers);
		Object.assign(pool.options.serializers, hung.options.serializers);
		void hung.end({ timeout: 0 });
	}

	async function inTime<Result>(work: (pool: Sql, isLate: () => boolean) => PromiseLike<Result>): Promise<Result> {
		const used = pool;
		let late = false;
		const onLate = () => {
			late = true;
			replace(used);
		};
		try {
			return await within(
				deadlineMs,
				work(used, () => late),
				onLate,
			);
		} catch (error) {
			const reason = reasonOf(error);
			throw reason ? storeUnavailable(reason, error) : error;
		}
	}

	const unsafe: Unsafe = (...query) => ({
		// biome-ignore lint/suspicious/noThenProperty: drizzle awaits a query or its values(), as postgres-js lets it.
		then: (resolve, reject) => inTime((sql) => sql.unsafe(...query)).then(resolve, reject),
		values: () => inTime((sql) => sql.unsafe(...query).values()),
	});
	const sql = {
		unsafe,
		begin: (work: Parameters<Sql["begin"]>[1]) =>
			inTime((current, isLate) =>
				current.begin(async (transaction) => {
					const result = await work(transaction);
					// The last answer may come after the deadline, before the pool is closed: what was said to have failed is not committed.
					if (isLate()) throw new Error("The transaction was too late to be committed.");
					return result;
				}),
			),
		get options() {
			return pool.options;
		},
	};
	// Only what drizzle's session calls is there; tests/stores/postgres/hanging.test.ts goes through drizzle for each of them.
	return { sql: sql as unknown as Sql, close: () => pool.end({ timeout: 1 }) };
}

type Unsafe = (...query: Parameters<Sql["unsafe"]>) => PromiseLike<unknown> & { values(): Promise<unknown> };

/** What `work` comes to, or DomainError `store_unavailable` when it takes longer than this. It is not stopped then. */
export async function within<Result>(
	deadlineMs: number,
	work: PromiseLike<Result>,
	onLate?: () => void,
): Promise<Result> {
	const late = Promise.withResolvers<never>();
	const timer = setTimeout(() => {
		late.reject(storeUnavailable(`it did not answer within ${deadlineMs} ms`));
		onLate?.();
	}, deadlineMs);
	try {
		return await Promise.race([work, late.promise]);
	} finally {
		clearTimeout(timer);
	}
}
