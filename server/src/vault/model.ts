import { t } from "elysia";
import { Name } from "../accounts/model";

/** A provider key as it is listed: never the secret itself. */
export const ProviderKeyShown = t.Object({
	id: t.String(),
	/** A built-in provider's id, or `custom:<id>`. */
	provider: t.String(),
	name: t.String(),
	/** Where it may be sent; `*` stands for one part of a name. */
	hosts: t.Array(t.String()),
	/** The last four characters; empty for a key that is very short. */
	lastFour: t.String(),
	createdAt: t.String(),
	rotatedAt: t.Nullable(t.String()),
});
export type ProviderKeyShown = typeof ProviderKeyShown.static;

/** An API key, or for some providers a JSON text: 16 KiB are far more than a service account has. */
const Secret = t.String({ minLength: 1, maxLength: 16_384 });

export const NewProviderKey = t.Object({
	provider: t.String({ maxLength: 80 }),
	name: Name,
	secret: Secret,
	/** Azure: the name of the resource. */
	resource: t.Optional(t.String({ maxLength: 64 })),
});

export const NewSecret = t.Object({ secret: Secret });

/** What a real call with a key came to. */
export const KeyTest = t.Object({
	ok: t.Boolean(),
	/** What the provider answered; null when nothing came. */
	httpStatus: t.Nullable(t.Integer()),
	/** What that means and what to do, in one or two sentences. */
	message: t.String(),
	durationMs: t.Number(),
});
export type KeyTest = typeof KeyTest.static;
