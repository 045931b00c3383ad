import { Elysia, t } from "elysia";
import { requireProject, requireRight, requireUser, type ViewerOf } from "../accounts/viewer";
import { actorOf } from "../audit/record";
import type { Db } from "../stores/postgres/open";
import { changeKey, retireOldSecret, revokeKey, rotateKey } from "./change-key";
import { createKey } from "./create-key";
import type { OwnKeyRing } from "./key-ring";
import { listKeys } from "./list-keys";
import { CreatedKey, KeyChange, LensKey, NewKey, Rotation } from "./model";

export interface KeysDeps {
	db: Db;
	viewerOf: ViewerOf;
	/** Told at once of keys that are made, changed or revoked. */
	keyRing: OwnKeyRing;
	/** See `deriveSecrets`. */
	pepper: string;
}

const KeyFilter = t.Object({ projectId: t.Optional(t.String({ format: "uuid" })) });
const ById = t.Object({ id: t.String({ format: "uuid" }) });

/**
 * Lens keys: made, listed, changed, rotated, revoked. Only a person makes one, who answers for it; keys make none, so that a key
 * that leaked cannot outlive its revocation.
 */
export function keys({ db, viewerOf, keyRing, pepper }: KeysDeps) {
	async function changing(request: Request, set: { headers: Record<string, unknown> }, id: string) {
		const viewer = await viewerOf(request);
		requireRight(viewer, "keys.create");
		// The key ring knows ids as the database writes them.
		return { id: id.toLowerCase(), viewer, actor: actorOf(viewer, set), pepper };
	}

	return new Elysia({ name: "keys", prefix: "/api/v1/keys", tags: ["keys"] })
		.get(
			"/",
			async ({ request, query }) => {
				const viewer = await viewerOf(request);
				requireRight(viewer, "keys.read");
				return listKeys(db, requireProject(viewer, query.projectId).id);
			},
			{ query: KeyFilter, response: t.Array(LensKey) },
		)
		.post(
			"/",
			async ({ request, body: { projectId, ...wanted }, set, status }) => {
				const viewer = await viewerOf(request);
				requireRight(viewer, "keys.create");
				const { id: createdBy } = requireUser(viewer);
				const project = requireProject(viewer, projectId);
				const making = { project, wanted, pepper, createdBy, rights: viewer.rights, actor: actorOf(viewer, set) };
				const { shown, active } = await createKey(db, making);
				keyRing.put(active);
				return status(201, shown);
			},
			{ body: NewKey, response: { 201: CreatedKey } },
		)
		.patch(
			"/:id",
			async ({ request, params, body, set }) => {
				const { key, active } = await changeKey(db, await changing(request, set, params.id), body);
				keyRing.put(active);
				return key;
			},
			{ params: ById, body: KeyChange, response: LensKey },
		)
		.post(
			"/:id/rotate",
			async ({ request, params, body, set, status }) => {
				const { shown, active } = await rotateKey(db, await changing(request, set, params.id), body);
				keyRing.put(active);
				return status(201, shown);
			},
			{ params: ById, body: Rotation, response: { 201: CreatedKey } },
		)
		.post(
			"/:id/retire",
			async ({ request, params, set }) => {
				const { key, active } = await retireOldSecret(db, await changing(request, set, params.id));
				keyRing.put(active);
				return key;
			},
			{ params: ById, response: LensKey },
		)
		.delete(
			"/:id",
			async ({ request, params, set, status }) => {
				const revoking = await changing(request, set, params.id);
				await revokeKey(db, revoking);
				keyRing.revoked(revoking.id);
				return status(204, undefined);
			},
			{ params: ById, response: { 204: t.Void() } },
		);
}
