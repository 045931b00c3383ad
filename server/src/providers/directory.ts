import { and, eq, isNull } from "drizzle-orm";
import type { Db } from "../stores/postgres/open";
import type { ProviderDirectory } from "../targets/check-route";
import { providerKeys } from "../vault/schema";
import type { CustomTable } from "./custom-table";
import { keysNameOf, type Provider } from "./provider";

interface DirectoryOptions {
	db: Db;
	providers: readonly Provider[];
	customTable: Pick<CustomTable, "list">;
}

/** The providers that routes may name: the built-in ones by their ids, and an organization's own as `custom:<slug>`. */
export function providerDirectory({ db, providers, customTable }: DirectoryOptions): ProviderDirectory {
	// A built-in provider stands there once for each of its regions.
	const byId = new Map(providers.map((provider) => [provider.id, provider]));
	const find = (organizationId: string, id: string): Provider | undefined =>
		byId.get(id) ?? customTable.list(organizationId).find((own) => own.id === id);
	return {
		ids: (organizationId) => [...byId.keys(), ...customTable.list(organizationId).map(({ id }) => id)],
		regions(organizationId, id) {
			const { regions, places } = find(organizationId, id)?.facts ?? {};
			if (places !== undefined) return { known: places.suggested, isRegion: places.isPlace };
			const known = regions && Object.keys(regions);
			return known && { known, isRegion: (text) => known.includes(text) };
		},
		async hasKey(organizationId, id, providerKeyId) {
			const provider = find(organizationId, id);
			if (provider === undefined) return false;
			const found = await db
				.select({ id: providerKeys.id })
				.from(providerKeys)
				.where(
					and(
						eq(providerKeys.id, providerKeyId),
						eq(providerKeys.organizationId, organizationId),
						eq(providerKeys.provider, keysNameOf(provider)),
						isNull(providerKeys.deletedAt),
					),
				);
			return found.length > 0;
		},
	};
}
