import type { NumberedSpan } from "../estimates/candidates";
import type { PriceQuestion } from "../estimates/estimator";
import type { SeqRange } from "../journal/cursor";
import type { Cost } from "../pricing/cost";

/** Reading from ClickHouse, as features see it. */
export interface Analytics {
	/** Rows of a query with bound parameters (`{projectId:UUID}`). Throws DomainError 503 `store_unavailable`. */
	query<Row>(sql: string, params: Record<string, unknown>): Promise<Row[]>;
}

/** Writing to ClickHouse what is not in the journal. */
export interface AnalyticsWriter {
	/**
	 * Puts lines of JSON, one row each, in a table. Throws DomainError 503 `store_unavailable`; the rows may land all the same,
	 * all or some, at once or later, so whoever inserts them again must be able to bear them twice.
	 */
	insert(table: "cost_adjustments", lines: Uint8Array): Promise<void>;
}

/** What the main thread asks of the analytics thread. */
export type Request =
	| { type: "insert"; id: number; table: "cost_adjustments"; lines: Uint8Array }
	| { type: "query"; id: number; sql: string; params: Record<string, unknown> }
	| { type: "ping"; id: number }
	| { type: "wake" }
	/** The answer to a `price`. */
	| { type: "priced"; id: number; costs: Cost[] }
	| { type: "close" };

/** What it answers. */
export type Reply =
	| { type: "ready" }
	| { type: "failed"; message: string; advice: boolean }
	| { type: "result"; id: number; rows?: unknown[]; error?: string }
	/** Everything up to `to` is in ClickHouse. */
	| { type: "inserted"; range: SeqRange }
	/** What estimated usage costs is asked of the one price book, which the main thread has. */
	| { type: "price"; id: number; questions: PriceQuestion[] }
	/** These calls told no usage, and stand in ClickHouse with an estimate of it. */
	| { type: "estimated"; spans: NumberedSpan[] }
	/** No usage can be estimated; the calls stay as they are. */
	| { type: "not_estimated"; message: string }
	/** ClickHouse does not take this row; it stands in `rejected.jsonl` in the data folder. */
	| { type: "rejected"; table: string; reason: string }
	| { type: "stuck"; message: string }
	| { type: "closed" };

export interface WorkerOptions {
	dataDir: string;
	journalPath: string;
	clickhouseUrl?: string;
}
