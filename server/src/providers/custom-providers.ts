import { and, eq, isNull, sql } from "drizzle-orm";
import { DomainError } from "../errors";
import type { Db, Tx } from "../stores/postgres/open";
import { providerKeys } from "../vault/schema";
import type { AddressGuard } from "./address-guard";
import type { CustomRow } from "./custom-provider";
import type { NewCustomProvider } from "./model";
import { customProviders } from "./schema";

type Record = (tx: Tx, row: CustomRow) => Promise<void>;

interface Creating {
	organizationId: string;
	createdBy: string;
	wanted: NewCustomProvider;
	guard: AddressGuard;
	record: Record;
}

/**
 * Stores a provider that a user named. Throws DomainError `invalid_base_url` or `address_refused` (400), `name_taken` (409).
 */
export async function createCustomProvider(db: Db, creating: Creating): Promise<CustomRow> {
	const { organizationId, createdBy, wanted, guard, record } = creating;
	const url = requireBaseUrl(wanted.baseUrl);
	await guard.require(url);
	const values = {
		...wanted,
		baseUrl: url.href.replace(/\/+$/, ""),
		id: Bun.randomUUIDv7(),
		organizationId,
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
		await record(tx, row);
		return row;
	});
}

/** Deletes a provider and erases its keys. Throws DomainError `not_found` (404). */
export async function deleteCustomProvider(
	db: Db,
	{ organizationId, id, record }: { organizationId: string; id: string; record: Record },
): Promise<{ row: CustomRow; keys: (typeof providerKeys.$inferSelect)[] }> {
	const now = sql`clock_timestamp()`;
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
		const ofIt = and(
			eq(providerKeys.organizationId, organizationId),
			eq(providerKeys.provider, `custom:${row.id}`),
			isNull(providerKeys.deletedAt),
		);
		const keys = await tx
			.update(providerKeys)
			.set({ sealed: null, deletedAt: now, changedAt: now })
			.where(ofIt)
			.returning();
		await record(tx, row);
		return { row, keys };
	});
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
