import { and, desc, eq, isNull, sql } from "drizzle-orm";
import { DomainError } from "../errors";
import { keysNameOf, type Provider } from "../providers/provider";
import type { Db, Tx } from "../stores/postgres/open";
import { type Keks, requireDataKey } from "./data-keys";
import type { KeyRow, LiveRow } from "./key-cabinet";
import type { ProviderKeyShown } from "./model";
import { providerKeys } from "./schema";
import { sealKey } from "./sealed-key";

export interface Vault {
	db: Db;
	keks: Keks;
}

interface NewKey {
	organizationId: string;
	provider: Provider;
	name: string;
	secret: string;
	/** Of a provider whose keys belong to one resource. */
	resource?: string;
	createdBy: string;
	/** In the same transaction. */
	record: (tx: Tx, row: KeyRow) => Promise<void>;
}

/** Seals and stores a key. Throws DomainError `invalid_provider_key` (400) for a text that cannot be one. */
export async function createProviderKey(vault: Vault, wanted: NewKey): Promise<KeyRow> {
	const { organizationId, provider, name, createdBy } = wanted;
	const secret = requireSecret(provider, wanted.secret);
	const placement = {
		id: Bun.randomUUIDv7(),
		organizationId,
		provider: keysNameOf(provider),
		hosts: hostsFor(provider, wanted.resource),
	};
	const sealed = await sealKey(await requireDataKey(vault.db, vault.keks, organizationId), placement, secret);
	const lastFour = provider.authentication.hintOf(secret);
	return vault.db.transaction(async (tx) => {
		const values = { ...placement, name, sealed, lastFour, createdBy, changedAt: sql`clock_timestamp()` };
		const [row] = await tx.insert(providerKeys).values(values).returning();
		if (!row) throw new Error("An inserted key was not returned.");
		await wanted.record(tx, row);
		return row;
	});
}

/** The organization's keys, newest first, without those that were deleted. */
export async function listProviderKeys(db: Db, organizationId: string): Promise<KeyRow[]> {
	return db
		.select()
		.from(providerKeys)
		.where(and(eq(providerKeys.organizationId, organizationId), isNull(providerKeys.deletedAt)))
		.orderBy(desc(providerKeys.id));
}

/** Throws DomainError `not_found` (404). */
export async function requireKeyRow(db: Db, organizationId: string, id: string): Promise<LiveRow> {
	const [row] = await db
		.select()
		.from(providerKeys)
		.where(and(eq(providerKeys.organizationId, organizationId), eq(providerKeys.id, id.toLowerCase())));
	if (row?.sealed) return { ...row, sealed: row.sealed };
	throw new DomainError("not_found", 404, "There is no such provider key.");
}

interface Rotation {
	row: LiveRow;
	provider: Provider;
	secret: string;
	record: (tx: Tx, row: KeyRow) => Promise<void>;
}

/** Puts another secret into the same row. Throws as `createProviderKey`, and `not_found` when it was deleted meanwhile. */
export async function rotateProviderKey(vault: Vault, { row, provider, record, ...wanted }: Rotation): Promise<KeyRow> {
	const secret = requireSecret(provider, wanted.secret);
	const dataKey = await requireDataKey(vault.db, vault.keks, row.organizationId);
	const sealed = await sealKey(dataKey, row, secret);
	const now = sql`clock_timestamp()`;
	const change = { sealed, lastFour: provider.authentication.hintOf(secret), rotatedAt: now, changedAt: now };
	return updateKey(vault.db, row.id, change, record);
}

/** Deletes a key for good; its sealed secret is erased, and the row stays so that other servers see that it is gone. */
export async function deleteProviderKey(db: Db, row: LiveRow, record: Rotation["record"]): Promise<KeyRow> {
	const now = sql`clock_timestamp()`;
	return updateKey(db, row.id, { sealed: null, deletedAt: now, changedAt: now }, record);
}

type KeyChange = Partial<Record<keyof KeyRow, unknown>>;

async function updateKey(db: Db, id: string, change: KeyChange, record: Rotation["record"]): Promise<KeyRow> {
	return db.transaction(async (tx) => {
		const [row] = await tx
			.update(providerKeys)
			.set(change as Partial<KeyRow>)
			.where(and(eq(providerKeys.id, id), isNull(providerKeys.deletedAt)))
			.returning();
		if (!row) throw new DomainError("not_found", 404, "There is no such provider key.");
		await record(tx, row);
		return row;
	});
}

export function presentKey({ id, provider, name, hosts, lastFour, createdAt, rotatedAt }: KeyRow): ProviderKeyShown {
	return {
		id,
		provider,
		name,
		hosts,
		lastFour,
		createdAt: createdAt.toISOString(),
		rotatedAt: rotatedAt?.toISOString() ?? null,
	};
}

function requireSecret(provider: Provider, secret: string): string {
	const fault = provider.authentication.findFault(secret.trim());
	if (fault !== undefined) throw new DomainError("invalid_provider_key", 400, fault);
	return secret.trim();
}

function hostsFor({ hosts, facts, name }: Provider, resource: string | undefined): string[] {
	const isPerResource = facts.keysPerResource && hosts === facts.hosts;
	if (!isPerResource) return [...hosts];
	if (resource !== undefined && /^[a-z0-9][a-z0-9-]{0,62}[a-z0-9]$/i.test(resource))
		return hosts.map((host) => host.replace("*", resource.toLowerCase()));
	throw new DomainError("invalid_provider_key", 400, `A key for ${name} belongs to one resource: give its name.`);
}
