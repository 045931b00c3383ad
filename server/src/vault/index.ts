import { Elysia, t } from "elysia";
import type { ViewerOf } from "../accounts/viewer";
import { DomainError } from "../errors";
import type { Provider } from "../providers/provider";
import type { Fetch } from "../proxy/send";
import type { Change, RecordChange, RequireManager } from "./changes";
import { requireDataKey } from "./data-keys";
import type { KeyCabinet, KeyRow } from "./key-cabinet";
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
	requireManager: RequireManager;
	recordChange: RecordChange;
	fetch: Fetch;
}

const ById = t.Object({ id: t.String({ format: "uuid" }) });

/** Provider keys: added, listed (never shown again), replaced, tested, deleted. Only a person may. */
export function vaultApi({ vault, viewerOf, cabinet, providerNamed, requireManager, recordChange, fetch }: VaultDeps) {
	const { db } = vault;
	async function enter(request: Request) {
		const viewer = await viewerOf(request);
		const { id: userId } = requireManager(viewer);
		const record = (action: Change["action"], before?: KeyRow) => (tx: Parameters<RecordChange>[0], row: KeyRow) =>
			recordChange(tx, viewer, {
				action,
				subjectId: row.id,
				before: before && presentKey(before),
				after: row.deletedAt === null ? presentKey(row) : undefined,
			});
		return { organizationId: viewer.organization.id, userId, record };
	}
	function requireProvider(organizationId: string, keysName: string): Provider {
		const provider = providerNamed(organizationId, keysName);
		if (provider) return provider;
		throw new DomainError("not_found", 404, "There is no such provider.");
	}

	return new Elysia({ name: "vault", prefix: "/api/v1/provider-keys" })
		.get(
			"/",
			async ({ request }) => (await listProviderKeys(db, (await enter(request)).organizationId)).map(presentKey),
			{ response: t.Array(ProviderKeyShown) },
		)
		.post(
			"/",
			async ({ request, body, status }) => {
				const { organizationId, userId, record } = await enter(request);
				const provider = requireProvider(organizationId, body.provider);
				const wanted = { ...body, organizationId, provider, createdBy: userId, record: record("providerKey.created") };
				const row = await createProviderKey(vault, wanted);
				cabinet.apply(row);
				return status(201, presentKey(row));
			},
			{ body: NewProviderKey, response: { 201: ProviderKeyShown } },
		)
		.put(
			"/:id/secret",
			async ({ request, params, body }) => {
				const { organizationId, record } = await enter(request);
				const row = await requireKeyRow(db, organizationId, params.id);
				const provider = requireProvider(organizationId, row.provider);
				const rotation = { row, provider, secret: body.secret, record: record("providerKey.rotated", row) };
				const rotated = await rotateProviderKey(vault, rotation);
				cabinet.apply(rotated);
				return presentKey(rotated);
			},
			{ params: ById, body: NewSecret, response: ProviderKeyShown },
		)
		.delete(
			"/:id",
			async ({ request, params, status }) => {
				const { organizationId, record } = await enter(request);
				const row = await requireKeyRow(db, organizationId, params.id);
				cabinet.apply(await deleteProviderKey(db, row, record("providerKey.deleted", row)));
				return status(204, undefined);
			},
			{ params: ById, response: { 204: t.Void() } },
		)
		.post(
			"/:id/test",
			async ({ request, params }) => {
				const { organizationId } = await enter(request);
				const row = await requireKeyRow(db, organizationId, params.id);
				const provider = requireProvider(organizationId, row.provider);
				const open = async (host: string) => openKey(await requireDataKey(db, vault.keks, organizationId), row, host);
				return testProviderKey({ provider, open, hosts: row.hosts, fetch });
			},
			{ params: ById, response: KeyTest },
		);
}
