import { index, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { projects, users } from "../accounts/schema";

const instant = (column: string) => timestamp(column, { withTimezone: true });

export const lensKeys = pgTable(
	"lens_keys",
	{
		id: uuid("id").primaryKey(),
		projectId: uuid("project_id")
			.notNull()
			.references(() => projects.id, { onDelete: "cascade" }),
		name: text("name").notNull(),
		prefix: text("prefix").notNull(),
		/** HMAC-SHA256 of the secret, base64url; see `secret.ts`. */
		hash: text("hash").notNull().unique(),
		createdBy: text("created_by").references(() => users.id, { onDelete: "set null" }),
		createdAt: instant("created_at").notNull().defaultNow(),
		lastUsedAt: instant("last_used_at"),
		revokedAt: instant("revoked_at"),
		/** When it was made or revoked: the key ring asks for what has changed since it last looked. */
		changedAt: instant("changed_at").notNull().defaultNow(),
	},
	(table) => [index().on(table.projectId), index().on(table.changedAt)],
);
