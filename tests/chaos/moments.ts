import { type FSWatcher, watch } from "node:fs";
import { join } from "node:path";

/** When a server is killed: at any moment under load, at the beginning of an insert, or while it starts again. */
export type Moment = "load" | "insert" | "start";

/** One round in four kills inside an insert, one in four kills the next start as well. */
export function momentOf(round: number): Moment {
	return (["load", "insert", "load", "start"] as const)[round % 4] as Moment;
}

/**
 * Resolves when the analytics reader writes down what it is about to insert, which is the moment before an insert; at the latest
 * after `withinMs`.
 */
export async function nextInsert(dataDir: string, withinMs: number): Promise<void> {
	const planned = Promise.withResolvers<void>();
	const timer = setTimeout(planned.resolve, withinMs);
	const watcher: FSWatcher = watch(join(dataDir, "journal/analytics.cursor.db-wal"), () => planned.resolve());
	watcher.on("error", planned.reject);
	try {
		await planned.promise;
	} finally {
		clearTimeout(timer);
		watcher.close();
	}
}
