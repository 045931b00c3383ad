import { sql } from "drizzle-orm";
import { check, index, pgTable, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { organizations, users } from "../accounts/schema";

const instant = (column: string) => timestamp(column, { withTimezone: true });

/** Servers that speak OpenAI's or Anthropic's API, which an organization has added. */
export const customProviders = pgTable(
	"custom_providers",
	{
		id: uuid("id").primaryKey(),
		organizationId: text("organization_id")
			.notNull()
			.references(() => organizations.id, { onDelete: "cascade" }),
		/** In its door: `/custom/<slug>/…`. */
		slug: text("slug").notNull(),
		name: text("name").notNull(),
		baseUrl: text("base_url").notNull(),
		family: text("family", { enum: ["openai", "anthropic"] }).notNull(),
		keyStyle: text("key_style", { enum: ["bearer", "x-api-key", "api-key", "none"] }).notNull(),
		createdBy: text("created_by").references(() => users.id, { onDelete: "set null" }),
		createdAt: instant("created_at").notNull().defaultNow(),
		deletedAt: instant("deleted_at"),
		/** The gateway asks for what has changed since it last looked. */
		changedAt: instant("changed_at").notNull().defaultNow(),
	},
	(table) => [
		uniqueIndex("custom_providers_slug").on(table.organizationId, table.slug).where(sql`${table.deletedAt} is null`),
		index().on(table.changedAt),
		check("custom_providers_family", sql`${table.family} in ('openai', 'anthropic')`),
		check("custom_providers_key_style", sql`${table.keyStyle} in ('bearer', 'x-api-key', 'api-key', 'none')`),
	],
);
