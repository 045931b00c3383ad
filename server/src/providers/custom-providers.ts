import { and, eq, isNull, sql } from "drizzle-orm";
import { type Actor, recordChange } from "../audit/record";
import { DomainError } from "../errors";
import type { Db } from "../stores/postgres/open";
import type { KeyRow } from "../vault/key-cabinet";
import { deleteKeysOf } from "../vault/provider-keys";
import type { AddressGuard } from "./address-guard";
import type { CustomRow } from "./custom-provider";
import type { NewCustomProvider } from "./model";
import { customProviders } from "./schema";

interface Creating {
	createdBy: string | undefined;
	wanted: NewCustomProvider;
	guard: AddressGuard;
	actor: Actor;
}

/**
 * Stores a provider that a user named. Throws DomainError `invalid_base_url` or `address_refused` (400), `name_taken` (409).
 */
export async function createCustomProvider(db: Db, creating: Creating): Promise<CustomRow> {
	const { createdBy, wanted, guard, actor } = creating;
	const url = requireBaseUrl(wanted.baseUrl);
	await guard.require(url);
	const values = {
		...wanted,
		baseUrl: url.href.replace(/\/+$/, ""),
		id: Bun.randomUUIDv7(),
		organizationId: actor.organizationId,
		createdBy,
	};
	return db.transaction(async (tx) => {
		const [row] = await tx
			.insert(customProviders)
			.values({ ...values, changedAt: sql`clock_timestamp()` })
			.onConflictDoNothing()
			.returning();
		if (!row)
			throw new DomainError("name_taken", 409, `Your organization has a provider at /custom/${wanted.slug}/ already.`);
		const { id, name } = row;
		await recordChange(tx, actor, { action: "provider.created", subject: { id, name }, after: told(row) });
		return row;
	});
}

/** Deletes a provider and erases its keys. Throws DomainError `not_found` (404). */
export async function deleteCustomProvider(
	db: Db,
	id: string,
	actor: Actor,
): Promise<{ row: CustomRow; keys: KeyRow[] }> {
	const now = sql`clock_timestamp()`;
	const { organizationId } = actor;
	return db.transaction(async (tx) => {
		const [row] = await tx
			.update(customProviders)
			.set({ deletedAt: now, changedAt: now })
			.where(
				and(
					eq(customProviders.id, id),
					eq(customProviders.organizationId, organizationId),
					isNull(customProviders.deletedAt),
				),
			)
			.returning();
		if (!row) throw new DomainError("not_found", 404, "There is no such provider.");
		const keys = await deleteKeysOf(tx, actor, `custom:${id}`);
		await recordChange(tx, actor, { action: "provider.deleted", subject: { id, name: row.name }, before: told(row) });
		return { row, keys };
	});
}

function told({ name, slug, baseUrl, family, keyStyle }: CustomRow) {
	return { name, slug, baseUrl, family, keyStyle };
}

/** The base URL that somebody typed. Never repeats it: it might hold a password. */
function requireBaseUrl(text: string): URL {
	const fault = (why: string) => new DomainError("invalid_base_url", 400, `The base URL ${why}.`);
	if (!URL.canParse(text)) throw fault("is no URL; it begins with https://");
	const url = new URL(text);
	if (url.protocol !== "https:" && url.protocol !== "http:") throw fault("does not begin with https://");
	if (url.username !== "" || url.password !== "") throw fault("holds a user or password; keys are added apart from it");
	if (url.search !== "" || url.hash !== "") throw fault("may have no query and no fragment");
	return url;
}
