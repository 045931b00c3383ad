import { sql } from "drizzle-orm";
import { check, index, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { projects, users } from "../accounts/schema";
import { scopes, usualScopes } from "./scopes";

const instant = (column: string) => timestamp(column, { withTimezone: true });

export const lensKeys = pgTable(
	"lens_keys",
	{
		id: uuid("id").primaryKey(),
		projectId: uuid("project_id")
			.notNull()
			.references(() => projects.id, { onDelete: "cascade" }),
		name: text("name").notNull(),
		/** Of the newest secret. */
		prefix: text("prefix").notNull(),
		/** HMAC-SHA256 of the newest secret, base64url; see `secret.ts`. */
		hash: text("hash").notNull().unique(),
		/** The secret before it, while a rotation is under way: `old_until` says how long it works, null is until it is retired. */
		oldPrefix: text("old_prefix"),
		oldHash: text("old_hash").unique(),
		oldUntil: instant("old_until"),
		scopes: text("scopes", { enum: scopes })
			.array()
			.notNull()
			.default([...usualScopes]),
		/** Patterns with `*`; null is all. */
		providers: text("providers").array(),
		models: text("models").array(),
		environments: text("environments").array(),
		expiresAt: instant("expires_at"),
		/** Whoever answers for it: it may never do more than they may. */
		createdBy: text("created_by").references(() => users.id, { onDelete: "set null" }),
		createdAt: instant("created_at").notNull().defaultNow(),
		lastUsedAt: instant("last_used_at"),
		revokedAt: instant("revoked_at"),
		/** When anything about it was changed, its creator's role included: the key ring asks for what has changed since it last looked. */
		changedAt: instant("changed_at").notNull().defaultNow(),
	},
	(table) => [
		index().on(table.projectId),
		index().on(table.changedAt),
		index().on(table.createdBy),
		check("lens_keys_scopes", sql`${table.scopes} <@ array['gateway', 'read', 'payloads', 'manage']`),
	],
);
