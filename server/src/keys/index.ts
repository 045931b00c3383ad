import { Elysia, t } from "elysia";
import { requireProject, requireUser, type ViewerOf } from "../accounts/viewer";
import { DomainError } from "../errors";
import type { Db } from "../stores/postgres/open";
import type { OwnKeyRing } from "./key-ring";
import { createKey, listKeys, revokeKey } from "./lens-keys";
import { CreatedKey, LensKey, NewKey } from "./model";

export interface KeysDeps {
	db: Db;
	viewerOf: ViewerOf;
	/** Told at once of keys that are made or revoked. */
	keyRing: OwnKeyRing;
	/** See `deriveSecrets`. */
	pepper: string;
}

const KeyFilter = t.Object({ projectId: t.Optional(t.String({ format: "uuid" })) });

/** Lens keys: made, listed, revoked. Only a person makes or revokes one, so a leaked key cannot make others. */
export function keys({ db, viewerOf, keyRing, pepper }: KeysDeps) {
	return new Elysia({ name: "keys", prefix: "/api/v1/keys" })
		.get("/", async ({ request, query }) => listKeys(db, requireProject(await viewerOf(request), query.projectId).id), {
			query: KeyFilter,
			response: t.Array(LensKey),
		})
		.post(
			"/",
			async ({ request, body, status }) => {
				const viewer = await viewerOf(request);
				const user = requireUser(viewer);
				const project = requireProject(viewer, body.projectId);
				const { shown, active } = await createKey(db, { project, name: body.name, pepper, createdBy: user.id });
				keyRing.created(active);
				return status(201, shown);
			},
			{ body: NewKey, response: { 201: CreatedKey } },
		)
		.delete(
			"/:id",
			async ({ request, params, status }) => {
				const viewer = await viewerOf(request);
				requireUser(viewer);
				const projectIds = viewer.projects.map(({ id }) => id);
				// The key ring knows ids as the database writes them.
				const id = params.id.toLowerCase();
				const revoked = await revokeKey(db, { id, projectIds });
				if (!revoked) throw new DomainError("not_found", 404, "There is no such key.");
				keyRing.revoked(id);
				return status(204, undefined);
			},
			{ params: t.Object({ id: t.String({ format: "uuid" }) }), response: { 204: t.Void() } },
		);
}
