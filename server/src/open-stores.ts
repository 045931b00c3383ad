import { startAnalytics } from "./analytics";
import type { Config } from "./config";
import { progressOf } from "./journal/cursor";
import { journalPath } from "./journal/sqlite";
import { openSqliteJournal } from "./journal/sqlite-journal";
import type { Log } from "./ops/log";
import type { createReleasers } from "./ops/releasers";
import type { Price } from "./pricing/cost";
import { openPostgres } from "./stores/postgres/open";

interface Opening {
	config: Config;
	log: Log;
	releasers: ReturnType<typeof createReleasers>;
	/** For calls that are estimated, by the provider ids that spans have. */
	price: Price;
}

/** How long a store may take to write what it still has. */
export const storeCloseMs = 10_000;

/**
 * The journal, PostgreSQL and ClickHouse, opened side by side, each released when the server stops: ClickHouse after it has what the journal
 * holds. Throws StartError for one that cannot be opened.
 */
export async function openStores({ config, log, releasers, price }: Opening) {
	const { dataDir, databaseUrl, clickhouseUrl } = config;
	const copied = progressOf(dataDir, "analytics");
	let storedUpTo = copied.done;
	const journal = openSqliteJournal({
		path: journalPath(dataDir),
		usedUpTo: copied.seen,
		onFailure: (reason) => log.error({ reason }, "the journal cannot be written; calls go on, and are kept in memory"),
	});
	releasers.add("journal", () => journal.close(storeCloseMs));
	const [postgres, analytics] = await both(
		openPostgres({
			dataDir,
			databaseUrl,
			onEnded: (error) => log.warn({ err: error }, "PostgreSQL ended by itself, and is started again"),
		}).then((opened) => {
			releasers.add("PostgreSQL", opened.close);
			return opened;
		}),
		startAnalytics({
			dataDir,
			journalPath: journalPath(dataDir),
			clickhouseUrl,
			onInserted(seq) {
				storedUpTo = seq;
				journal.release(seq);
			},
			price,
			onNotEstimated: (reason) => log.warn({ reason }, "calls that told no usage stay without an estimate"),
			onStuck: (reason) => log.error({ reason }, "ClickHouse takes no spans; they wait in the journal"),
			onRejected: (table, reason) =>
				log.error({ table, reason }, "ClickHouse refuses a row; it was set aside in rejected.jsonl in the data folder"),
		}).then((opened) => {
			releasers.addAfter("journal", "ClickHouse", () => opened.close(storeCloseMs));
			return opened;
		}),
	);
	journal.onCommit(analytics.wake);
	return { journal, postgres, analytics, storedUpTo: () => storedUpTo };
}

/** Waits for the second even when the first one fails: what it opened has to be closed again. */
async function both<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
	await Promise.allSettled([first, second]);
	return Promise.all([first, second]);
}
