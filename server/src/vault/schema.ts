import { sql } from "drizzle-orm";
import { check, index, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { organizations, users } from "../accounts/schema";

const instant = (column: string) => timestamp(column, { withTimezone: true });

/** One for each organization that keeps provider keys: what they are sealed with, itself sealed by a key-encryption key. */
export const dataKeys = pgTable("data_keys", {
	organizationId: text("organization_id")
		.primaryKey()
		.references(() => organizations.id, { onDelete: "cascade" }),
	/** Which key-encryption key sealed it. */
	kekId: text("kek_id").notNull(),
	sealed: text("sealed").notNull(),
	createdAt: instant("created_at").notNull().defaultNow(),
	/** When it was made, or sealed anew by another key-encryption key. */
	changedAt: instant("changed_at").notNull().defaultNow(),
});

export const providerKeys = pgTable(
	"provider_keys",
	{
		id: uuid("id").primaryKey(),
		organizationId: text("organization_id")
			.notNull()
			.references(() => organizations.id, { onDelete: "cascade" }),
		/** A built-in provider's id, or `custom:<row id>`. */
		provider: text("provider").notNull(),
		name: text("name").notNull(),
		/** Where it may be sent; sealed with it, so a changed row does not open. */
		hosts: text("hosts").array().notNull(),
		/** To tell keys apart. */
		lastFour: text("last_four").notNull(),
		/** Null once it was deleted. */
		sealed: text("sealed"),
		createdBy: text("created_by").references(() => users.id, { onDelete: "set null" }),
		createdAt: instant("created_at").notNull().defaultNow(),
		rotatedAt: instant("rotated_at"),
		deletedAt: instant("deleted_at"),
		/** The gateway asks for what has changed since it last looked. */
		changedAt: instant("changed_at").notNull().defaultNow(),
	},
	(table) => [
		index().on(table.organizationId),
		index().on(table.changedAt),
		check("provider_keys_deleted", sql`(${table.sealed} is null) = (${table.deletedAt} is not null)`),
	],
);
