import { sql } from "drizzle-orm";
import { bigint, check, index, jsonb, numeric, pgTable, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import { organizations } from "../accounts/schema";
import { type RunState, runStates } from "./model";
import type { Place } from "./queries";

const instant = (column: string) => timestamp(column, { withTimezone: true });
const count = (column: string) => bigint(column, { mode: "number" }).notNull().default(0);

/** How far a run has come: the project it is in, and the last call that it looked at there. */
export interface Progress {
	projectId: string;
	/** Absent at the project's beginning. */
	after?: Place;
}

/**
 * Repricing runs. One is done by whoever holds its lease, page by page; what it found is in ClickHouse before its progress is here, and a
 * page that is done again writes nothing twice.
 */
export const repricings = pgTable(
	"repricings",
	{
		id: uuid("id").primaryKey(),
		organizationId: text("organization_id")
			.notNull()
			.references(() => organizations.id, { onDelete: "cascade" }),
		/** Patterns; null for all. */
		provider: text("provider"),
		model: text("model"),
		/** Calls that began in this time, `until` exclusive; it is set when the run begins. */
		from: instant("from_at").notNull(),
		until: instant("until_at"),
		reason: text("reason").notNull(),
		state: text("state").$type<RunState>().notNull().default("waiting"),
		progress: jsonb("progress").$type<Progress>(),
		calls: count("calls"),
		adjusted: count("adjusted"),
		kept: count("kept"),
		/** Pico-USD, wider than one call's. */
		difference: numeric("difference", { precision: 60, scale: 0 }).notNull().default("0"),
		/** Why it does not go on at the moment. */
		problem: text("problem"),
		/** As the audit log names them. */
		requestedBy: text("requested_by").notNull(),
		requestedAt: instant("requested_at").notNull().default(sql`clock_timestamp()`),
		startedAt: instant("started_at"),
		endedAt: instant("ended_at"),
		/** The process that does it, for as long as it says so again in time. */
		runner: uuid("runner"),
		leasedUntil: instant("leased_until"),
	},
	(table) => [
		index().on(table.organizationId, table.requestedAt),
		uniqueIndex("repricings_one_at_a_time")
			.on(table.organizationId)
			.where(sql`${table.state} in ('waiting', 'running')`),
		check("repricings_state", sql.raw(`state in (${runStates.map((state) => `'${state}'`).join(", ")})`)),
	],
);
