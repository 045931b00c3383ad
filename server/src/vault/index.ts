import { Elysia, t } from "elysia";
import type { Right } from "../accounts/rights";
import { requireRight, type ViewerOf } from "../accounts/viewer";
import { actorOf } from "../audit/record";
import { DomainError } from "../errors";
import type { Provider } from "../providers/provider";
import type { Fetch } from "../proxy/send";
import { requireDataKey } from "./data-keys";
import type { KeyCabinet } from "./key-cabinet";
import { KeyTest, NewProviderKey, NewSecret, ProviderKeyShown } from "./model";
import {
	createProviderKey,
	deleteProviderKey,
	listProviderKeys,
	presentKey,
	requireKeyRow,
	rotateProviderKey,
	type Vault,
} from "./provider-keys";
import { openKey } from "./sealed-key";
import { testProviderKey } from "./test-key";

export interface VaultDeps {
	vault: Vault;
	viewerOf: ViewerOf;
	cabinet: KeyCabinet;
	/** By the name that keys are kept under, in an organization; undefined: there is none. */
	providerNamed: (organizationId: string, keysName: string) => Provider | undefined;
	fetch: Fetch;
}

const ById = t.Object({ id: t.String({ format: "uuid" }) });
type Set = Parameters<typeof actorOf>[1];

/** Provider keys: added, listed (never shown again), replaced, tested, deleted. They are the organization's: no lens key may. */
export function vaultApi({ vault, viewerOf, cabinet, providerNamed, fetch }: VaultDeps) {
	const { db } = vault;
	async function enter({ request, set }: { request: Request; set: Set }, right: Right) {
		const viewer = await viewerOf(request);
		requireRight(viewer, right);
		return { organizationId: viewer.organization.id, userId: viewer.user?.id, actor: actorOf(viewer, set) };
	}
	function requireProvider(organizationId: string, keysName: string): Provider {
		const provider = providerNamed(organizationId, keysName);
		if (provider) return provider;
		throw new DomainError("not_found", 404, "There is no such provider.");
	}

	return new Elysia({ name: "vault", prefix: "/api/v1/provider-keys", tags: ["providers"] })
		.get(
			"/",
			async (asked) => {
				const { organizationId } = await enter(asked, "providerKeys.read");
				return (await listProviderKeys(db, organizationId)).map(presentKey);
			},
			{ response: t.Array(ProviderKeyShown) },
		)
		.post(
			"/",
			async ({ body, status, ...asked }) => {
				const { organizationId, userId, actor } = await enter(asked, "providerKeys.manage");
				const provider = requireProvider(organizationId, body.provider);
				const row = await createProviderKey(vault, { ...body, provider, createdBy: userId, actor });
				cabinet.apply(row);
				return status(201, presentKey(row));
			},
			{ body: NewProviderKey, response: { 201: ProviderKeyShown } },
		)
		.put(
			"/:id/secret",
			async ({ params, body, ...asked }) => {
				const { organizationId, actor } = await enter(asked, "providerKeys.manage");
				const row = await requireKeyRow(db, organizationId, params.id);
				const provider = requireProvider(organizationId, row.provider);
				const rotated = await rotateProviderKey(vault, { row, provider, secret: body.secret, actor });
				cabinet.apply(rotated);
				return presentKey(rotated);
			},
			{ params: ById, body: NewSecret, response: ProviderKeyShown },
		)
		.delete(
			"/:id",
			async ({ params, status, ...asked }) => {
				const { actor } = await enter(asked, "providerKeys.manage");
				cabinet.apply(await deleteProviderKey(db, params.id, actor));
				return status(204, undefined);
			},
			{ params: ById, response: { 204: t.Void() } },
		)
		.post(
			"/:id/test",
			async ({ params, ...asked }) => {
				const { organizationId } = await enter(asked, "providerKeys.manage");
				const row = await requireKeyRow(db, organizationId, params.id);
				const provider = requireProvider(organizationId, row.provider);
				const open = async (host: string) => openKey(await requireDataKey(db, vault.keks, organizationId), row, host);
				return testProviderKey({ provider, open, hosts: row.hosts, fetch });
			},
			{ params: ById, response: KeyTest },
		);
}
