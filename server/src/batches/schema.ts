import { bigint, boolean, index, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { organizations } from "../accounts/schema";

/** The calls of batches that are recorded, or about to be: a call that stands here is not counted again. */
export const batchCalls = pgTable(
	"batch_calls",
	{
		/** The call's own, made from what names it at the provider; see `call-id.ts`. */
		id: uuid("id").primaryKey(),
		organizationId: text("organization_id")
			.notNull()
			.references(() => organizations.id, { onDelete: "cascade" }),
		/** Unix milliseconds, the same in each record of the call. */
		startedAtMs: bigint("started_at_ms", { mode: "number" }).notNull(),
		/** Until it is recorded, for some minutes nobody else records it. */
		claimedAt: timestamp("claimed_at", { withTimezone: true }).notNull().defaultNow(),
		/** It stands in a journal. */
		isRecorded: boolean("is_recorded").notNull().default(false),
	},
	(table) => [index().on(table.organizationId)],
);
