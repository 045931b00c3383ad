import { and, asc, desc, eq, isNull, type SQL, sql } from "drizzle-orm";
import { type Actor, recordChange } from "../audit/record";
import { DomainError } from "../errors";
import { keysNameOf, type Provider } from "../providers/provider";
import type { Db, Tx } from "../stores/postgres/open";
import { routes } from "../targets/schema";
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
	provider: Provider;
	name: string;
	secret: string;
	/** Of a provider whose keys belong to one resource. */
	resource?: string;
	createdBy: string | undefined;
	actor: Actor;
}

/** Seals and stores a key. Throws DomainError `invalid_provider_key` (400) for a text that cannot be one. */
export async function createProviderKey(vault: Vault, wanted: NewKey): Promise<KeyRow> {
	const { provider, name, createdBy, actor } = wanted;
	const { organizationId } = actor;
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
		await recordKey(tx, actor, { action: "created", after: row });
		return row;
	});
}

/** The organization's keys, newest first, without those that were deleted. */
export async function listProviderKeys(db: Db, organizationId: string): Promise<KeyRow[]> {
	return db.select().from(providerKeys).where(liveIn({ organizationId })).orderBy(desc(providerKeys.id));
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
	actor: Actor;
}

/** Puts another secret into the same row. Throws as `createProviderKey`, and `not_found` when it was deleted meanwhile. */
export async function rotateProviderKey(vault: Vault, { row, provider, actor, ...wanted }: Rotation): Promise<KeyRow> {
	const secret = requireSecret(provider, wanted.secret);
	const dataKey = await requireDataKey(vault.db, vault.keks, row.organizationId);
	const sealed = await sealKey(dataKey, row, secret);
	const now = sql`clock_timestamp()`;
	const change = { sealed, lastFour: provider.authentication.hintOf(secret), rotatedAt: now, changedAt: now };
	return vault.db.transaction(async (tx) => {
		const before = await lockKey(tx, actor, row.id);
		const after = await writeKey(tx, row.id, change);
		await recordKey(tx, actor, { action: "rotated", before, after });
		return after;
	});
}

/**
 * Deletes a key for good; its sealed secret is erased, and the row stays so that other servers see that it is gone. Throws
 * DomainError `not_found` (404), and `provider_key_in_use` (409) while routes name it.
 */
export async function deleteProviderKey(db: Db, id: string, actor: Actor): Promise<KeyRow> {
	return db.transaction(async (tx) => {
		const key = await lockKey(tx, actor, id.toLowerCase());
		await requireUnused(tx, key);
		return eraseKey(tx, actor, key);
	});
}

/** A route that names a key which is gone would send nothing to that target, and nobody would be told before a call fails. */
async function requireUnused(tx: Tx, { id, organizationId }: KeyRow): Promise<void> {
	const naming = await tx
		.select({ name: routes.name })
		.from(routes)
		.where(
			and(
				eq(routes.organizationId, organizationId),
				isNull(routes.deletedAt),
				// As it was written: ids are the same in capitals.
				sql`exists (select 1 from jsonb_array_elements(${routes.policy}->'targets') target where lower(target->>'providerKeyId') = ${id})`,
			),
		)
		.orderBy(asc(routes.name));
	if (naming.length === 0) return;
	const named = naming.slice(0, namedInRefusal).map(({ name }) => name);
	const further = naming.length > named.length ? ` and ${naming.length - named.length} more` : "";
	throw new DomainError(
		"provider_key_in_use",
		409,
		`Routes name this key: ${named.join(", ")}${further}. Give their targets another key first, or replace this key's secret.`,
	);
}

const namedInRefusal = 5;

/** Deletes all keys that an organization keeps under a name. Gives their rows. */
export async function deleteKeysOf(tx: Tx, actor: Actor, keysName: string): Promise<KeyRow[]> {
	const rows = await tx
		.select()
		.from(providerKeys)
		.where(and(liveIn(actor), eq(providerKeys.provider, keysName)))
		.for("update");
	const erased: KeyRow[] = [];
	for (const row of rows) erased.push(await eraseKey(tx, actor, row));
	return erased;
}

async function eraseKey(tx: Tx, actor: Actor, before: KeyRow): Promise<KeyRow> {
	const now = sql`clock_timestamp()`;
	const erased = await writeKey(tx, before.id, { sealed: null, deletedAt: now, changedAt: now });
	await recordKey(tx, actor, { action: "deleted", before });
	return erased;
}

const liveIn = ({ organizationId }: Pick<Actor, "organizationId">) =>
	and(eq(providerKeys.organizationId, organizationId), isNull(providerKeys.deletedAt));

async function lockKey(tx: Tx, actor: Actor, id: string): Promise<KeyRow> {
	const [row] = await tx
		.select()
		.from(providerKeys)
		.where(and(liveIn(actor), eq(providerKeys.id, id)))
		.for("update");
	if (row) return row;
	throw new DomainError("not_found", 404, "There is no such provider key.");
}

type KeyChange = { [Column in keyof KeyRow]?: KeyRow[Column] | SQL };

async function writeKey(tx: Tx, id: string, change: KeyChange): Promise<KeyRow> {
	const [row] = await tx.update(providerKeys).set(change).where(eq(providerKeys.id, id)).returning();
	if (!row) throw new Error("A key that was just locked is gone.");
	return row;
}

interface Recorded {
	action: "created" | "rotated" | "deleted";
	before?: KeyRow;
	after?: KeyRow;
}

/** In the shape that the API shows, which has no secret. */
async function recordKey(tx: Tx, actor: Actor, { action, before, after }: Recorded): Promise<void> {
	const { id, name } = after ?? before ?? neverBoth();
	await recordChange(tx, actor, {
		action: `providerKey.${action}`,
		subject: { id, name },
		before: before && presentKey(before),
		after: after && presentKey(after),
	});
}

function neverBoth(): never {
	throw new Error("A change has a state before or after.");
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
	const { adminKeyPrefix } = provider.facts;
	if (adminKeyPrefix !== undefined && secret.trim().startsWith(adminKeyPrefix)) {
		const why = "This is an admin key, which is not for calls. Add it on the dashboard under Reconciliation.";
		throw new DomainError("invalid_provider_key", 400, why);
	}
	return secret.trim();
}

function hostsFor({ hosts, facts, name }: Provider, resource: string | undefined): string[] {
	const isPerResource = facts.keysPerResource && hosts === facts.hosts;
	if (!isPerResource) return [...hosts];
	if (resource !== undefined && /^[a-z0-9][a-z0-9-]{0,62}[a-z0-9]$/i.test(resource))
		return hosts.map((host) => host.replace("*", resource.toLowerCase()));
	throw new DomainError("invalid_provider_key", 400, `A key for ${name} belongs to one resource: give its name.`);
}
