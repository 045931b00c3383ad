import { sql } from "drizzle-orm";
import { check, index, jsonb, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";

/**
 * One row for each change, written in the transaction that made it. Nothing changes or deletes a row: a trigger refuses it
 * (`migrations/postgres`). It points at nothing, so that it outlives what it tells of.
 */
export const auditEntries = pgTable(
	"audit_entries",
	{
		/** UUIDv7: newer is greater. */
		id: uuid("id").primaryKey(),
		organizationId: text("organization_id").notNull(),
		at: timestamp("at", { withTimezone: true }).notNull().default(sql`clock_timestamp()`),
		/** Who: a person, a lens key, a token, or the server itself when it first starts. */
		actorKind: text("actor_kind", { enum: ["user", "key", "token", "server"] }).notNull(),
		actorId: text("actor_id").notNull(),
		/** The address or name that they had then. */
		actorName: text("actor_name").notNull(),
		/** The role that they had then. */
		role: text("role"),
		/** What was done to what: `key.created`. */
		action: text("action").notNull(),
		subjectKind: text("subject_kind").notNull(),
		subjectId: text("subject_id").notNull(),
		subjectName: text("subject_name"),
		projectId: text("project_id"),
		/** Null when there was nothing before. */
		before: jsonb("before").$type<Record<string, unknown>>(),
		/** Null when there is nothing left. */
		after: jsonb("after").$type<Record<string, unknown>>(),
		/** The `x-request-id` of the answer; null for the server itself. */
		requestId: text("request_id"),
	},
	(table) => [
		index("audit_entries_newest").on(table.organizationId, table.id),
		index("audit_entries_subject").on(table.organizationId, table.subjectId, table.id),
		check("audit_entries_actor_kind", sql`${table.actorKind} in ('user', 'key', 'token', 'server')`),
	],
);
