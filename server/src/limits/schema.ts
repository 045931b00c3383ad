import { sql } from "drizzle-orm";
import { bigint, check, index, pgTable, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { organizations, projects, users } from "../accounts/schema";
import { lensKeys } from "../keys/schema";
import { measures } from "./limit";

const instant = (column: string) => timestamp(column, { withTimezone: true });

export const limits = pgTable(
	"limits",
	{
		id: uuid("id").primaryKey(),
		organizationId: text("organization_id")
			.notNull()
			.references(() => organizations.id, { onDelete: "cascade" }),
		/** Of the limit's one project; null for another scope. */
		projectId: uuid("project_id").references(() => projects.id, { onDelete: "cascade" }),
		/** Of the limit's one lens key; null for another scope. */
		keyId: uuid("key_id").references(() => lensKeys.id, { onDelete: "cascade" }),
		measure: text("measure", { enum: measures }).notNull(),
		max: bigint("max", { mode: "number" }).notNull(),
		createdBy: text("created_by").references(() => users.id, { onDelete: "set null" }),
		createdAt: instant("created_at").notNull().defaultNow(),
		/** When it was made, changed or deleted: the limit book asks for what has changed since it last looked. */
		changedAt: instant("changed_at").notNull().defaultNow(),
		/** Kept, so that other processes learn of it. */
		deletedAt: instant("deleted_at"),
	},
	(table) => [
		index().on(table.organizationId),
		index().on(table.changedAt),
		uniqueIndex("limits_one_per_target_and_measure")
			.on(sql`coalesce(${table.keyId}::text, ${table.projectId}::text, ${table.organizationId})`, table.measure)
			.where(sql`${table.deletedAt} is null`),
		check("limits_one_scope", sql`${table.projectId} is null or ${table.keyId} is null`),
		check("limits_max", sql`${table.max} > 0`),
		check("limits_measure", sql`${table.measure} in ('requests', 'tokens', 'streams', 'body_bytes', 'header_bytes')`),
	],
);
