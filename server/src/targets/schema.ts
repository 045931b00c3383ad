import { sql } from "drizzle-orm";
import { index, jsonb, pgTable, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { organizations, projects, users } from "../accounts/schema";
import type { RoutePolicy } from "./model";

const instant = (column: string) => timestamp(column, { withTimezone: true });

export const routes = pgTable(
	"routes",
	{
		id: uuid("id").primaryKey(),
		organizationId: text("organization_id")
			.notNull()
			.references(() => organizations.id, { onDelete: "cascade" }),
		/** Null: every project of the organization. */
		projectId: uuid("project_id").references(() => projects.id, { onDelete: "cascade" }),
		name: text("name").notNull(),
		/** Checked when it is written; replaced whole, so that nobody sees half of a change. */
		policy: jsonb("policy").$type<RoutePolicy>().notNull(),
		createdBy: text("created_by").references(() => users.id, { onDelete: "set null" }),
		createdAt: instant("created_at").notNull().defaultNow(),
		/** When it was made, changed or deleted: servers ask for what has changed since they last looked. */
		changedAt: instant("changed_at").notNull().defaultNow(),
		/** A deleted route stays, for the calls that went by it. */
		deletedAt: instant("deleted_at"),
	},
	(table) => [
		index().on(table.changedAt),
		uniqueIndex("routes_name_in_organization")
			.on(table.organizationId, table.name)
			.where(sql`${table.projectId} is null and ${table.deletedAt} is null`),
		uniqueIndex("routes_name_in_project").on(table.projectId, table.name).where(sql`${table.deletedAt} is null`),
	],
);
