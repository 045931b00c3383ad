import { Elysia, t } from "elysia";
import type { ViewerOf } from "../accounts/viewer";
import type { Db } from "../stores/postgres/open";
import type { RecordChange, RequireManager } from "../vault/changes";
import type { KeyCabinet } from "../vault/key-cabinet";
import type { Vault } from "../vault/provider-keys";
import type { AddressGuard } from "./address-guard";
import type { CustomRow } from "./custom-provider";
import { createCustomProvider, deleteCustomProvider } from "./custom-providers";
import type { CustomTable } from "./custom-table";
import { NewCustomProvider, ProviderShown } from "./model";
import { presentProvider } from "./present";
import type { Provider } from "./provider";

export interface ProvidersDeps {
	vault: Vault;
	viewerOf: ViewerOf;
	providers: readonly Provider[];
	customTable: CustomTable;
	cabinet: KeyCabinet;
	addressGuard: AddressGuard;
	requireManager: RequireManager;
	recordChange: RecordChange;
}

/** The providers that an organization can call: the built-in ones, and those that it has added. */
export function providersApi(deps: ProvidersDeps) {
	const { vault, viewerOf, providers, customTable, cabinet, addressGuard, requireManager, recordChange } = deps;
	const { db }: { db: Db } = vault;
	// Each built-in one once, by its first door: the others are its regions.
	const builtIn = providers.filter(({ id }, index) => providers.findIndex((each) => each.id === id) === index);

	return new Elysia({ name: "providers", prefix: "/api/v1" })
		.get(
			"/providers",
			async ({ request }) => {
				const { organization } = await viewerOf(request);
				return [...customTable.list(organization.id), ...builtIn].map(presentProvider);
			},
			{ response: t.Array(ProviderShown) },
		)
		.post(
			"/custom-providers",
			async ({ request, body, status }) => {
				const viewer = await viewerOf(request);
				const { id: createdBy } = requireManager(viewer);
				const row = await createCustomProvider(db, {
					organizationId: viewer.organization.id,
					createdBy,
					wanted: body,
					guard: addressGuard,
					record: (tx, made) =>
						recordChange(tx, viewer, { action: "customProvider.created", subjectId: made.id, after: told(made) }),
				});
				return status(201, presentProvider(customTable.apply(row) ?? neverGone()));
			},
			{ body: NewCustomProvider, response: { 201: ProviderShown } },
		)
		.delete(
			"/custom-providers/:id",
			async ({ request, params, status }) => {
				const viewer = await viewerOf(request);
				requireManager(viewer);
				const { row, keys } = await deleteCustomProvider(db, {
					organizationId: viewer.organization.id,
					id: params.id.toLowerCase(),
					record: (tx, gone) =>
						recordChange(tx, viewer, { action: "customProvider.deleted", subjectId: gone.id, before: told(gone) }),
				});
				customTable.apply(row);
				for (const key of keys) cabinet.apply(key);
				return status(204, undefined);
			},
			{ params: t.Object({ id: t.String({ format: "uuid" }) }), response: { 204: t.Void() } },
		);
}

function told({ name, slug, baseUrl, family, keyStyle }: CustomRow) {
	return { name, slug, baseUrl, family, keyStyle };
}

function neverGone(): never {
	throw new Error("A provider that was just made is gone.");
}
