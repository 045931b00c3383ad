import { t } from "elysia";
import { Moment, storableText } from "../stores/storable";

const State = t.Nullable(t.Record(t.String(), t.Unknown()));

/** One change, and who made it. */
export const AuditEntry = t.Object({
	id: t.String(),
	at: t.String(),
	actor: t.Object({
		kind: t.UnionEnum(["user", "key", "token", "server"]),
		id: t.String(),
		/** The address or name that they had then. */
		name: t.String(),
		/** The role that they had then; null for the server itself. */
		role: t.Nullable(t.String()),
	}),
	/** `key.created` */
	action: t.String(),
	subject: t.Object({ kind: t.String(), id: t.String(), name: t.Nullable(t.String()) }),
	projectId: t.Nullable(t.String()),
	/** What differed, as it was before; null when there was nothing before. */
	before: State,
	/** The same members, as they are since; null when there is nothing left. */
	after: State,
	requestId: t.Nullable(t.String()),
});
export type AuditEntry = typeof AuditEntry.static;

export const AuditPage = t.Object({ entries: t.Array(AuditEntry), nextCursor: t.Nullable(t.String()) });

const Id = storableText(200);

/** An absent member does not limit. */
export const AuditFilter = t.Object({
	/** A user's, key's or token's id. */
	actorId: t.Optional(Id),
	/** `key`, `member`, `route` … */
	subjectKind: t.Optional(t.String({ pattern: "^[a-zA-Z]{1,40}$" })),
	subjectId: t.Optional(Id),
	projectId: t.Optional(t.String({ format: "uuid" })),
	/** `key.created` */
	action: t.Optional(t.String({ pattern: "^[a-zA-Z]{1,40}\\.[a-zA-Z]{1,40}$" })),
	requestId: t.Optional(Id),
	from: t.Optional(Moment),
	/** Exclusive. */
	to: t.Optional(Moment),
	limit: t.Optional(t.Integer({ minimum: 1, maximum: 200 })),
	/** `nextCursor` of the page before. */
	cursor: t.Optional(t.String({ maxLength: 64 })),
});
export type AuditFilter = typeof AuditFilter.static;
