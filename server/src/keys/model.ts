import { t } from "elysia";
import { Name } from "../accounts/model";
import { Moment } from "../stores/storable";
import { scopes } from "./scopes";

/** Without the default, Elysia puts the first choice in the place of an absent member. */
const ScopeName = t.UnionEnum([...scopes], { default: undefined });
const Scopes = t.Array(ScopeName, { minItems: 1, maxItems: scopes.length, uniqueItems: true });
/** `gpt-4o*`: a name in which `*` stands for any characters. */
const Pattern = t.String({
	minLength: 1,
	maxLength: 200,
	pattern: "^(?:[^\\s\\u0000\\ud800-\\udfff]|[\\ud800-\\udbff][\\udc00-\\udfff])+$",
});
const PatternList = t.Array(Pattern, { minItems: 1, maxItems: 50 });
const EnvironmentList = t.Array(t.String({ pattern: "^[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}$" }), {
	minItems: 1,
	maxItems: 20,
});

/** A lens key as it is listed: never the secret itself. */
export const LensKey = t.Object({
	id: t.String(),
	projectId: t.String(),
	name: t.String(),
	/** The first characters, to tell keys apart: `lk_3fQ9…`. */
	prefix: t.String(),
	/** The secret before it, while both work; `until` is null until it is retired. */
	oldSecret: t.Nullable(t.Object({ prefix: t.String(), until: t.Nullable(t.String()) })),
	scopes: t.Array(ScopeName),
	/** Patterns of provider ids and model names; null is all. */
	providers: t.Nullable(t.Array(t.String())),
	models: t.Nullable(t.Array(t.String())),
	/** Null is all. A call that names none belongs to the first. */
	environments: t.Nullable(t.Array(t.String())),
	expiresAt: t.Nullable(t.String()),
	/** Whoever answers for it, and their role now: null for somebody who is no member any more, and then it may do nothing. */
	creator: t.Object({ userId: t.Nullable(t.String()), email: t.Nullable(t.String()), role: t.Nullable(t.String()) }),
	/** What it may do now: its scopes, as far as its creator's role goes. */
	rights: t.Array(t.String()),
	createdAt: t.String(),
	lastUsedAt: t.Nullable(t.String()),
	revokedAt: t.Nullable(t.String()),
});
export type LensKey = typeof LensKey.static;

const limits = {
	providers: t.Optional(t.Nullable(PatternList)),
	models: t.Optional(t.Nullable(PatternList)),
	environments: t.Optional(t.Nullable(EnvironmentList)),
	/** In the future; null is never. */
	expiresAt: t.Optional(t.Nullable(Moment)),
};

export const NewKey = t.Object({
	projectId: t.String({ format: "uuid" }),
	name: Name,
	/** Without it `gateway`, `read` and `payloads`. */
	scopes: t.Optional(Scopes),
	...limits,
});
export type NewKey = typeof NewKey.static;

/** An absent member stays as it is. */
export const KeyChange = t.Object({ name: t.Optional(Name), scopes: t.Optional(Scopes), ...limits });
export type KeyChange = typeof KeyChange.static;

export const Rotation = t.Object({
	/** How long the old secret works, too; absent or null is until it is retired. */
	oldUntil: t.Optional(t.Nullable(Moment)),
});

/** The one answer that carries the secret. It is stored as an HMAC only, and cannot be shown again. */
export const CreatedKey = t.Object({ ...LensKey.properties, secret: t.String() });
export type CreatedKey = typeof CreatedKey.static;
