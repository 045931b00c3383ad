import { findDomainError } from "../errors";
import type { Capture } from "../journal/span";
import { defaultDeadlineMs, within } from "../stores/postgres/deadline";
import type { Db } from "../stores/postgres/open";
import type { Caller } from "./caller";
import { type ActiveKey, type HeldSecret, KeyTable } from "./key-table";
import { createLastUsed, type LastUsed } from "./last-used";
import { type KeyChanges, type Loopback, readKeyChanges } from "./ring-queries";
import { hashSecret, isWellFormed } from "./secret";
import { createSharedRun } from "./shared-run";
import { createUnknownKeys } from "./unknown-keys";

/** What the gateway asks of the keys. */
export interface KeyRing {
	/**
	 * Whose key it is: at once for a known one, whatever the state of the database. A key that is not known yet is looked for
	 * in the database; undefined when it is not there either. Throws (rejects with) DomainError `store_unavailable` when that
	 * cannot be found out.
	 */
	find(secret: string): Caller | undefined | Promise<Caller | undefined>;
	/** Who a call from this machine without a lens key is. */
	loopback(): Caller;
}

/** The ring as the rest of the server sees it: what is changed here takes effect here at once. */
export interface OwnKeyRing extends KeyRing {
	/** A key that was made or changed. */
	put(key: ActiveKey): void;
	revoked(keyId: string): void;
	projectChanged(project: { id: string; capture: Capture; changedAtMs: number }): void;
	/** Looks at the database now, for changes of many keys, like those of a member's role. What fails is tried again later. */
	refresh(): Promise<void>;
	/** Stops looking, and writes when keys were last used. */
	close(): Promise<void>;
}

interface KeyRingOptions {
	db: Db;
	pepper: string;
	/** Called with what failed in the background; it is tried again. */
	onFailure: (what: string, error: unknown) => void;
	/** How soon another process's changes are seen here. */
	refreshMs?: number;
	lastUsedMs?: number;
	/** How long a caller waits for the database when its key is not known. */
	patienceMs?: number;
}

/** Reads all active keys (0.1 s for 10,000) and keeps up with them. Throws as the database does. */
export async function createKeyRing(options: KeyRingOptions): Promise<OwnKeyRing> {
	return new DatabaseKeyRing(options, await readKeyChanges(options.db, undefined));
}

class DatabaseKeyRing implements OwnKeyRing {
	readonly #table = new KeyTable();
	readonly #unknown = createUnknownKeys();
	readonly #lastUsed: LastUsed;
	readonly #refresh: () => Promise<void>;
	readonly #timers: Timer[];
	#asOf: Date;
	#loopback: Loopback;

	constructor(
		private readonly options: KeyRingOptions,
		first: KeyChanges,
	) {
		const { db, refreshMs = 5000, lastUsedMs = 10_000 } = options;
		this.#asOf = first.asOf;
		this.#loopback = first.loopback;
		this.#apply(first);
		this.#lastUsed = createLastUsed(db);
		this.#refresh = createSharedRun(async () => this.#apply(await readKeyChanges(db, this.#asOf)));
		this.#timers = [
			this.#every(refreshMs, "refresh the lens keys", this.#refresh),
			this.#every(lastUsedMs, "write when keys were last used", this.#lastUsed.write),
		];
	}

	find(secret: string): Caller | undefined | Promise<Caller | undefined> {
		const key = this.#table.get(secret);
		return key ? this.#use(key) : this.#findFirstUse(secret);
	}

	loopback(): Caller {
		return this.#loopback.caller;
	}

	put(key: ActiveKey): void {
		this.#table.put(key);
	}

	revoked(keyId: string): void {
		this.#table.revoke(keyId);
	}

	projectChanged({ id, capture, changedAtMs }: { id: string; capture: Capture; changedAtMs: number }): void {
		this.#table.changeProject({ id, capture, changedAtMs });
		const { caller } = this.#loopback;
		if (caller.projectId === id)
			this.#moveLoopback({ caller: { ...caller, capture }, projectChangedAtMs: changedAtMs });
	}

	refresh(): Promise<void> {
		return this.#attempt("refresh the lens keys", this.#refresh);
	}

	async close(): Promise<void> {
		for (const timer of this.#timers) clearInterval(timer);
		await this.#attempt("write when keys were last used", this.#lastUsed.write);
	}

	#findFirstUse(secret: string): Caller | undefined | Promise<Caller | undefined> {
		if (!isWellFormed(secret)) return undefined;
		const hash = hashSecret(this.options.pepper, secret);
		const key = this.#table.open(secret, hash);
		if (key) return this.#use(key);
		return this.#unknown.has(hash) ? undefined : this.#findAfterRefresh(secret, hash);
	}

	async #findAfterRefresh(secret: string, hash: string): Promise<Caller | undefined> {
		try {
			await within(this.options.patienceMs ?? defaultDeadlineMs, this.#refresh());
		} catch (error) {
			throw findDomainError(error) ?? error;
		}
		const key = this.#table.open(secret, hash);
		if (key) return this.#use(key);
		this.#unknown.add(hash);
		return undefined;
	}

	#use({ keyId, caller }: HeldSecret): Caller {
		this.#lastUsed.mark(keyId);
		return caller;
	}

	#apply({ active, revokedIds, loopback, asOf }: KeyChanges): void {
		for (const key of active) this.#table.put(key);
		for (const id of revokedIds) this.#table.revoke(id);
		this.#moveLoopback(loopback);
		this.#asOf = asOf;
	}

	#moveLoopback(loopback: Loopback): void {
		if (loopback.projectChangedAtMs >= this.#loopback.projectChangedAtMs) this.#loopback = loopback;
	}

	#every(periodMs: number, what: string, work: () => Promise<void>): Timer {
		const timer = setInterval(() => this.#attempt(what, work), periodMs);
		timer.unref();
		return timer;
	}

	/** What fails in the background is told, without the statement that failed: it holds the keys' hashes. */
	async #attempt(what: string, work: () => Promise<void>): Promise<void> {
		try {
			await work();
		} catch (error) {
			this.options.onFailure(what, findDomainError(error) ?? error);
		}
	}
}
