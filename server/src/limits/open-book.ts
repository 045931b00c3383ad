import { findDomainError } from "../errors";
import type { Db } from "../stores/postgres/open";
import { LimitBook, type StoredLimit } from "./limit-book";
import { readLimitChanges } from "./limit-rows";

/** The limits as the rest of the server sees them: what is changed here holds here at once. */
export interface OwnLimitBook {
	readonly book: LimitBook;
	/** A limit was made, changed or deleted by this process. */
	changed(stored: StoredLimit): void;
	/** Stops looking at the database. */
	close(): void;
}

interface BookOptions {
	db: Db;
	/** Called with what failed in the background; it is tried again. */
	onFailure: (what: string, error: unknown) => void;
	/** How soon another process's changes hold here. */
	refreshMs?: number;
}

/** Reads all limits, and keeps up with them. While the database is away, those that are known hold. Throws as it does. */
export async function openLimitBook({ db, onFailure, refreshMs = 5000 }: BookOptions): Promise<OwnLimitBook> {
	const book = new LimitBook();
	let since: Date | undefined;
	let running = false;

	async function refresh(): Promise<void> {
		const { asOf, changes } = await readLimitChanges(db, since);
		book.apply(changes);
		since = asOf;
	}

	async function attempt(): Promise<void> {
		if (running) return;
		running = true;
		await refresh().catch((error) => onFailure("refresh the limits", findDomainError(error) ?? error));
		running = false;
	}

	await refresh();
	const timer = setInterval(attempt, refreshMs);
	timer.unref();
	return { book, changed: (stored) => book.apply([stored]), close: () => clearInterval(timer) };
}
