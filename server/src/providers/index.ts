import { Elysia, t } from "elysia";
import { requireRight, type ViewerOf } from "../accounts/viewer";
import { actorOf } from "../audit/record";
import type { KeyCabinet } from "../vault/key-cabinet";
import type { Vault } from "../vault/provider-keys";
import type { AddressGuard } from "./address-guard";
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
}

/** The providers that an organization can call: the built-in ones, and those that it has added. */
export function providersApi(deps: ProvidersDeps) {
	const { vault, viewerOf, providers, customTable, cabinet, addressGuard } = deps;
	const { db } = vault;
	// Each built-in one once, by its first door: the others are its regions.
	const builtIn = providers.filter(({ id }, index) => providers.findIndex((each) => each.id === id) === index);

	return new Elysia({ name: "providers", prefix: "/api/v1", tags: ["providers"] })
		.get(
			"/providers",
			async ({ request }) => {
				const viewer = await viewerOf(request);
				requireRight(viewer, "providerKeys.read");
				return [...customTable.list(viewer.organization.id), ...builtIn].map(presentProvider);
			},
			{ response: t.Array(ProviderShown) },
		)
		.post(
			"/custom-providers",
			async ({ request, body: wanted, set, status }) => {
				const viewer = await viewerOf(request);
				requireRight(viewer, "providerKeys.manage");
				const actor = actorOf(viewer, set);
				const made = { wanted, guard: addressGuard, createdBy: viewer.user?.id, actor };
				const row = await createCustomProvider(db, made);
				return status(201, presentProvider(customTable.apply(row) ?? neverGone()));
			},
			{ body: NewCustomProvider, response: { 201: ProviderShown } },
		)
		.delete(
			"/custom-providers/:id",
			async ({ request, params, set, status }) => {
				const viewer = await viewerOf(request);
				requireRight(viewer, "providerKeys.manage");
				const { row, keys } = await deleteCustomProvider(db, params.id.toLowerCase(), actorOf(viewer, set));
				customTable.apply(row);
				for (const key of keys) cabinet.apply(key);
				return status(204, undefined);
			},
			{ params: t.Object({ id: t.String({ format: "uuid" }) }), response: { 204: t.Void() } },
		);
}

function neverGone(): never {
	throw new Error("A provider that was just made is gone.");
}
