import { eq, ne, sql } from "drizzle-orm";
import { DomainError } from "../errors";
import type { Db } from "../stores/postgres/open";
import { importKey, keyBytes, SealBroken } from "./cipher";
import type { KeyEncryptionKey } from "./kek";
import { dataKeys } from "./schema";

/** The key-encryption keys of this installation. */
export interface Keks {
	/** Seals. */
	current: KeyEncryptionKey;
	/** Only open what they sealed before. */
	former: readonly KeyEncryptionKey[];
}

/** A data key as it lies in the database. */
export interface SealedDataKey {
	organizationId: string;
	kekId: string;
	sealed: string;
}

/** What a data key is sealed for. */
function placeOf(organizationId: string): string {
	return `data key of ${organizationId}`;
}

/** The organization's data key; the first time, one is made. Two who make one at the same time get the same. */
export async function requireDataKey(db: Db, keks: Keks, organizationId: string): Promise<CryptoKey> {
	const found = await readDataKey(db, organizationId);
	if (found !== undefined) return openDataKey(keks, found);
	const bytes = crypto.getRandomValues(new Uint8Array(keyBytes));
	const sealed = await keks.current.seal(placeOf(organizationId), bytes);
	await db.insert(dataKeys).values({ organizationId, kekId: keks.current.id, sealed }).onConflictDoNothing();
	const stored = await readDataKey(db, organizationId);
	if (stored === undefined) throw new Error("A data key that was just stored is gone.");
	return openDataKey(keks, stored);
}

async function readDataKey(db: Db, organizationId: string): Promise<SealedDataKey | undefined> {
	const [row] = await db.select().from(dataKeys).where(eq(dataKeys.organizationId, organizationId));
	return row;
}

/** Throws DomainError `provider_key_unusable` (503) when no key-encryption key of this server opens it. */
export async function openDataKey(keks: Keks, { organizationId, kekId, sealed }: SealedDataKey): Promise<CryptoKey> {
	return importKey(await openBytes(keks, { organizationId, kekId, sealed }));
}

async function openBytes(keks: Keks, { organizationId, kekId, sealed }: SealedDataKey) {
	const kek = [keks.current, ...keks.former].find(({ id }) => id === kekId);
	if (kek === undefined) throw unusable("were sealed by a key-encryption key that this server was not given");
	try {
		return await kek.open(placeOf(organizationId), sealed);
	} catch (error) {
		throw error instanceof SealBroken ? unusable("cannot be opened with this server's key-encryption key") : error;
	}
}

function unusable(why: string): DomainError {
	return new DomainError(
		"provider_key_unusable",
		503,
		`The organization's provider keys ${why}. Give the former one in LENSAI_KEK_FORMER, or add the keys anew.`,
	);
}

/**
 * Seals every data key that a former key-encryption key sealed by the current one; provider keys are not touched. Gives how many
 * there were, and how many could not be opened. Safe to run on several servers at once.
 */
export async function resealDataKeys(db: Db, keks: Keks): Promise<{ resealed: number; failed: number }> {
	const rows = await db.select().from(dataKeys).where(ne(dataKeys.kekId, keks.current.id));
	let resealed = 0;
	for (const row of rows) {
		const bytes = await openBytes(keks, row).catch(() => undefined);
		if (bytes === undefined) continue;
		const sealed = await keks.current.seal(placeOf(row.organizationId), bytes);
		await db
			.update(dataKeys)
			.set({ sealed, kekId: keks.current.id, changedAt: sql`clock_timestamp()` })
			.where(sql`${dataKeys.organizationId} = ${row.organizationId} and ${dataKeys.sealed} = ${row.sealed}`);
		resealed++;
	}
	return { resealed, failed: rows.length - resealed };
}
