import { findDomainError } from "../errors";
import type { Db } from "../stores/postgres/open";
import { PriceBook } from "./book";
import type { PriceRow } from "./price-row";
import { bookVersion, releasedRows, releaseName } from "./released";
import { enterRelease, readPriceChanges } from "./stored-prices";

/** The price book as the rest of the server sees it: what is added here holds here at once. */
export interface OwnPriceBook {
	readonly book: PriceBook;
	/** Prices were added by this process. */
	added(rows: readonly PriceRow[]): void;
	/** Stops looking at the database. */
	close(): void;
}

interface BookOptions {
	db: Db;
	/** Called with what failed in the background; it is tried again. */
	onFailure: (what: string, error: unknown) => void;
	/** How soon another process's prices hold here. */
	refreshMs?: number;
	/** What this release brings; another one in tests. */
	release?: { version: string; name: string; rows: readonly PriceRow[] };
}

const thisRelease = { version: bookVersion, name: releaseName, rows: releasedRows };

/**
 * Enters what the release brings where that is not done, and keeps up with what others add. Nothing is fetched from anywhere.
 * While the database is away, the prices that are known hold. Throws as it does.
 */
export async function openPriceBook({
	db,
	onFailure,
	refreshMs = 5000,
	release = thisRelease,
}: BookOptions): Promise<OwnPriceBook> {
	const book = new PriceBook(release.version, release.rows);
	let since: Date | undefined;
	let running = false;

	async function refresh(): Promise<void> {
		const { asOf, rows } = await readPriceChanges(db, { bookVersion: release.version, since });
		book.add(rows);
		since = asOf;
	}

	async function attempt(): Promise<void> {
		if (running) return;
		running = true;
		await refresh().catch((error) => onFailure("refresh the prices", findDomainError(error) ?? error));
		running = false;
	}

	await enterRelease(db, release);
	await refresh();
	const timer = setInterval(attempt, refreshMs);
	timer.unref();
	return { book, added: (rows) => book.add(rows), close: () => clearInterval(timer) };
}
