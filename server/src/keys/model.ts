import { t } from "elysia";
import { Name } from "../accounts/model";

/** A lens key as it is listed: never the secret itself. */
export const LensKey = t.Object({
	id: t.String(),
	projectId: t.String(),
	name: t.String(),
	/** The first characters, to tell keys apart: `lk_3fQ9…`. */
	prefix: t.String(),
	createdAt: t.String(),
	lastUsedAt: t.Nullable(t.String()),
	revokedAt: t.Nullable(t.String()),
});
export type LensKey = typeof LensKey.static;

export const NewKey = t.Object({
	projectId: t.String({ format: "uuid" }),
	name: Name,
});

/** The one answer that carries the secret. It is stored as an HMAC only, and cannot be shown again. */
export const CreatedKey = t.Object({ ...LensKey.properties, secret: t.String() });
export type CreatedKey = typeof CreatedKey.static;
