import { and, desc, eq, isNull, sql } from "drizzle-orm";
import { type Actor, recordChange } from "../audit/record";
import { DomainError } from "../errors";
import { lastFour } from "../providers/authentication/authentication";
import { findHeaderFault } from "../providers/authentication/header-key";
import type { Provider } from "../providers/provider";
import type { Db } from "../stores/postgres/open";
import { requireDataKey } from "../vault/data-keys";
import type { Vault } from "../vault/provider-keys";
import { openKey, sealKey } from "../vault/sealed-key";
import { adminKeys } from "./schema";

export type AdminKeyRow = typeof adminKeys.$inferSelect;
/** A key that was not deleted. */
export type LiveAdminKey = AdminKeyRow & { sealed: string };

interface NewAdminKey {
	provider: Provider;
	name: string;
	secret: string;
	createdBy: string | undefined;
	actor: Actor;
}

/** What an admin key is sealed for: no provider key is ever sealed for that, so neither opens in the other's place. */
function placementOf({
	id,
	organizationId,
	provider,
	hosts,
}: Pick<AdminKeyRow, "id" | "organizationId" | "provider" | "hosts">) {
	return { id, organizationId, provider: `admin:${provider}`, hosts };
}

/**
 * Seals and stores an admin key. Throws DomainError `invalid_admin_key` (400) for a text that is none, `admin_key_exists` (409)
 * when there is one for that provider.
 */
export async function createAdminKey(vault: Vault, wanted: NewAdminKey): Promise<AdminKeyRow> {
	const { provider, name, createdBy, actor } = wanted;
	const { organizationId } = actor;
	const secret = requireAdminSecret(provider, wanted.secret);
	const place = { id: Bun.randomUUIDv7(), organizationId, provider: provider.id, hosts: [...provider.hosts] };
	const dataKey = await requireDataKey(vault.db, vault.keks, organizationId);
	const sealed = await sealKey(dataKey, placementOf(place), secret);
	return vault.db.transaction(async (tx) => {
		const values = { ...place, name, sealed, lastFour: lastFour(secret), createdBy };
		const [row] = await tx.insert(adminKeys).values(values).onConflictDoNothing().returning();
		if (!row) {
			const why = `There is an admin key for ${provider.name} already: delete it first.`;
			throw new DomainError("admin_key_exists", 409, why);
		}
		await recordChange(tx, actor, { action: "adminKey.created", subject: row, after: presentAdminKey(row) });
		return row;
	});
}

/** Newest first. */
export async function listAdminKeys(db: Db, organizationId: string): Promise<LiveAdminKey[]> {
	const rows = await db
		.select()
		.from(adminKeys)
		.where(and(eq(adminKeys.organizationId, organizationId), isNull(adminKeys.deletedAt)))
		.orderBy(desc(adminKeys.id));
	return rows.filter(isLive);
}

/** The admin keys of all organizations. */
export async function listAllAdminKeys(db: Db): Promise<LiveAdminKey[]> {
	return (await db.select().from(adminKeys).where(isNull(adminKeys.deletedAt)).orderBy(adminKeys.id)).filter(isLive);
}

/** Erases the secret; what was read with the key stays. Throws DomainError `not_found` (404). */
export async function deleteAdminKey(db: Db, id: string, actor: Actor): Promise<void> {
	await db.transaction(async (tx) => {
		const [row] = await tx
			.update(adminKeys)
			.set({ sealed: null, deletedAt: sql`clock_timestamp()` })
			.where(
				and(
					eq(adminKeys.organizationId, actor.organizationId),
					eq(adminKeys.id, id.toLowerCase()),
					isNull(adminKeys.deletedAt),
				),
			)
			.returning();
		if (!row) throw new DomainError("not_found", 404, "There is no such admin key.");
		await recordChange(tx, actor, { action: "adminKey.deleted", subject: row, before: presentAdminKey(row) });
	});
}

/** Opens the key for one host. Throws DomainError `provider_key_unusable` (503), also for a host that it is not bound to. */
export async function openAdminKey(vault: Vault, row: LiveAdminKey, host: string): Promise<string> {
	const dataKey = await requireDataKey(vault.db, vault.keks, row.organizationId);
	return (await openKey(dataKey, { ...placementOf(row), sealed: row.sealed }, host)).secret;
}

/** In the shape of the API, which has no secret. */
export function presentAdminKey({ id, provider, name, hosts, lastFour, createdAt }: AdminKeyRow) {
	return { id, provider, name, hosts, lastFour, createdAt: createdAt.toISOString() };
}

function isLive(row: AdminKeyRow): row is LiveAdminKey {
	return row.sealed !== null;
}

function requireAdminSecret({ facts, name }: Provider, text: string): string {
	const secret = text.trim();
	const prefix = facts.adminKeyPrefix;
	if (prefix === undefined) throw invalid(`${name} has no reports that could be read.`);
	const fault = findHeaderFault(secret);
	if (fault !== undefined) throw invalid(fault);
	if (secret.startsWith(prefix)) return secret;
	throw invalid(`An admin key of ${name} begins with ${prefix}. Keys for calls cannot read usage and costs.`);
}

function invalid(why: string): DomainError {
	return new DomainError("invalid_admin_key", 400, why);
}
