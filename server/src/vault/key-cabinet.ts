import { and, eq, gte, isNotNull, sql } from "drizzle-orm";
import type { ProviderKey } from "../providers/authentication/authentication";
import { isHostOf } from "../providers/create-provider";
import type { ProviderKeys } from "../proxy/provider-key";
import type { Db } from "../stores/postgres/open";
import { type Keks, openDataKey, type SealedDataKey } from "./data-keys";
import { dataKeys, providerKeys } from "./schema";
import { openKey, type SealedKey } from "./sealed-key";

export type KeyRow = typeof providerKeys.$inferSelect;
/** A row that was not deleted. */
export type LiveRow = KeyRow & { sealed: string };

/**
 * The gateway's view of the vault: every sealed key in memory (0.5 KB each) and kept up with the database, so that a database
 * that is down loses none; opened ones are kept too, up to a bound, until their row changes.
 */
export interface KeyCabinet extends ProviderKeys {
	/** A row that was just written here takes effect at once. */
	apply(row: KeyRow, dataKey?: SealedDataKey): void;
	/** Reads what has changed since the last look. Rejects as the database does; what is known stays. */
	refresh(): Promise<void>;
}

interface CabinetOptions {
	db: Db;
	keks: Keks;
	/** How many opened keys are kept. */
	maxOpened?: number;
}

/** A transaction may commit this long after the `now()` that it wrote. */
const overlapMs = 5000;

/** Reads all keys. Throws as the database does. */
export async function createKeyCabinet(options: CabinetOptions): Promise<KeyCabinet> {
	const cabinet = new DatabaseCabinet(options);
	await cabinet.refresh();
	return cabinet;
}

class DatabaseCabinet implements KeyCabinet {
	/** By organization, the newest first. */
	readonly #rows = new Map<string, LiveRow[]>();
	/** By row id, deleted ones too: an older state that is read late changes nothing. */
	readonly #changedAt = new Map<string, number>();
	readonly #dataKeys = new Map<string, SealedDataKey>();
	readonly #openedDataKeys = new Map<string, Promise<CryptoKey>>();
	/** By row id. */
	readonly #opened = new Map<string, ProviderKey>();
	#asOf: Date | undefined;

	constructor(private readonly options: CabinetOptions) {}

	find({ host, ...wanted }: { organizationId: string; provider: string; host: string; id?: string }) {
		const row = this.#row(wanted, ({ hosts }) => isHostOf(hosts, host));
		return row && (this.#opened.get(row.id) ?? this.#open(row, host));
	}

	hostsOf(wanted: { organizationId: string; provider: string; id?: string }) {
		return this.#row(wanted, () => true)?.hosts;
	}

	apply(row: KeyRow, dataKey?: SealedDataKey): void {
		if (dataKey) this.#applyDataKey(dataKey);
		const changedAtMs = row.changedAt.getTime();
		if ((this.#changedAt.get(row.id) ?? 0) >= changedAtMs) return;
		this.#changedAt.set(row.id, changedAtMs);
		this.#opened.delete(row.id);
		const others = (this.#rows.get(row.organizationId) ?? []).filter(({ id }) => id !== row.id);
		const live = isLive(row) ? [row, ...others] : others;
		// UUIDv7: the order of ids is that of their making.
		this.#rows.set(
			row.organizationId,
			live.sort((a, b) => (a.id < b.id ? 1 : -1)),
		);
	}

	async refresh(): Promise<void> {
		const { db } = this.options;
		const since = this.#asOf && new Date(this.#asOf.getTime() - overlapMs);
		const [clock] = await db.select({ now: sql`now()`.mapWith(providerKeys.changedAt) }).from(sql`(select 1) as one`);
		const sealedDataKeys = await db
			.select()
			.from(dataKeys)
			.where(since && gte(dataKeys.changedAt, since));
		const rows = await db
			.select()
			.from(providerKeys)
			.where(since ? gte(providerKeys.changedAt, since) : isNotNull(providerKeys.sealed));
		for (const dataKey of sealedDataKeys) this.#applyDataKey(dataKey);
		for (const row of rows) this.apply(row);
		this.#asOf = clock?.now;
	}

	#row(
		{ organizationId, provider, id }: { organizationId: string; provider: string; id?: string },
		fits: (row: LiveRow) => boolean,
	): LiveRow | undefined {
		return this.#rows
			.get(organizationId)
			?.find((row) => row.provider === provider && (id === undefined || row.id === id.toLowerCase()) && fits(row));
	}

	async #open(row: LiveRow, host: string): Promise<ProviderKey> {
		const key = await openKey(await this.#dataKeyOf(row), row, host);
		// It may have been changed while it was being opened.
		const isCurrent = this.#rows.get(row.organizationId)?.includes(row) ?? false;
		if (isCurrent) remember(this.#opened, row.id, key, this.options.maxOpened ?? 10_000);
		return key;
	}

	async #dataKeyOf({ organizationId }: SealedKey): Promise<CryptoKey> {
		const known = this.#openedDataKeys.get(organizationId);
		if (known) return known;
		const sealed = this.#dataKeys.get(organizationId) ?? (await this.#readDataKey(organizationId));
		const opening = openDataKey(this.options.keks, sealed);
		remember(this.#openedDataKeys, organizationId, opening, this.options.maxOpened ?? 10_000);
		// What failed is tried again by the next call.
		opening.catch(() => this.#openedDataKeys.delete(organizationId));
		return opening;
	}

	async #readDataKey(organizationId: string): Promise<SealedDataKey> {
		const [row] = await this.options.db
			.select()
			.from(dataKeys)
			.where(and(eq(dataKeys.organizationId, organizationId)));
		if (!row) throw new Error("There is a provider key without a data key.");
		this.#applyDataKey(row);
		return row;
	}

	/** The data key itself never changes, only what it is sealed by: what was opened stays good. */
	#applyDataKey({ organizationId, kekId, sealed }: SealedDataKey): void {
		this.#dataKeys.set(organizationId, { organizationId, kekId, sealed });
	}
}

function isLive(row: KeyRow): row is LiveRow {
	return row.sealed !== null;
}

/** The oldest goes first. */
function remember<Value>(kept: Map<string, Value>, key: string, value: Value, max: number): void {
	const oldest = kept.size >= max ? kept.keys().next().value : undefined;
	if (oldest !== undefined) kept.delete(oldest);
	kept.set(key, value);
}
