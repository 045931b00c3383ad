import { gte, isNull, sql } from "drizzle-orm";
import { Refusal } from "../proxy/refusal";
import type { Db } from "../stores/postgres/open";
import { type CustomRow, customProvider } from "./custom-provider";
import type { Guarded } from "./guarded-fetch";
import type { Provider, World } from "./provider";
import { customProviders } from "./schema";

/** Providers that organizations have added. */
export interface CustomProviders {
	/** By its name in an organization. Throws Refusal 404, or DomainError `store_unavailable` when that cannot be found out. */
	require(organizationId: string, slug: string): Provider | Promise<Provider>;
}

/** The organizations' own providers, in memory; kept up with the database. */
export interface CustomTable extends CustomProviders {
	/** By row, and whose it is; undefined for one that was deleted. */
	get(id: string): { provider: Provider; organizationId: string } | undefined;
	/** By its name in an organization; undefined when there is none. */
	find(organizationId: string, slug: string): Provider | undefined;
	/** An organization's own, by name. */
	list(organizationId: string): Provider[];
	/** A row that was just written here takes effect at once. Gives the provider; undefined for a deleted one. */
	apply(row: CustomRow): Provider | undefined;
	/** Reads what has changed since the last look. Rejects as the database does; what is known stays. */
	refresh(): Promise<void>;
}

interface TableOptions {
	db: Db;
	world: World;
	/** Connects to what users named. */
	guarded: Guarded;
}

/** A transaction may commit this long after the `now()` that it wrote. */
const overlapMs = 5000;

/** Reads all of them (there are few). Throws as the database does. */
export async function createCustomTable(options: TableOptions): Promise<CustomTable> {
	const { db, world, guarded } = options;
	const byId = new Map<string, { row: CustomRow; provider: Provider }>();
	const byName = new Map<string, Provider>();
	let asOf: Date | undefined;

	function apply(row: CustomRow): Provider | undefined {
		const known = byId.get(row.id);
		if (known && known.row.changedAt >= row.changedAt) return known.provider;
		if (known && byName.get(nameOf(row)) === known.provider) byName.delete(nameOf(row));
		if (row.deletedAt !== null) {
			byId.delete(row.id);
			return undefined;
		}
		const provider = customProvider(row, world, guarded);
		byId.set(row.id, { row, provider });
		byName.set(nameOf(row), provider);
		return provider;
	}

	async function refresh(): Promise<void> {
		const [clock] = await db
			.select({ now: sql`now()`.mapWith(customProviders.changedAt) })
			.from(sql`(select 1) as one`);
		const since = asOf && new Date(asOf.getTime() - overlapMs);
		const rows = await db
			.select()
			.from(customProviders)
			.where(since ? gte(customProviders.changedAt, since) : isNull(customProviders.deletedAt));
		// Deleted ones first: their names may have been given away.
		for (const row of rows.toSorted((a, b) => Number(a.deletedAt === null) - Number(b.deletedAt === null))) apply(row);
		asOf = clock?.now;
	}

	const find = (organizationId: string, slug: string) => byName.get(nameOf({ organizationId, slug }));

	await refresh();
	return {
		find,
		require(organizationId, slug) {
			const found = find(organizationId, slug);
			if (found) return found;
			throw new Refusal(
				404,
				"not_found",
				"Your organization has no provider of this name. Add it on the dashboard, under Providers.",
			);
		},
		get(id) {
			const known = byId.get(id);
			return known && { provider: known.provider, organizationId: known.row.organizationId };
		},
		list: (organizationId) =>
			[...byId.values()]
				.filter(({ row }) => row.organizationId === organizationId)
				.map(({ provider }) => provider)
				.sort((a, b) => a.name.localeCompare(b.name)),
		apply,
		refresh,
	};
}

/** No slug holds a space. */
function nameOf({ organizationId, slug }: Pick<CustomRow, "organizationId" | "slug">): string {
	return `${slug} ${organizationId}`;
}
