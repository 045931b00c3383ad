import type { JournalBatch, JournalEntry, Span } from "./span";

/** A call that was noted and has not ended. `waits`: it has no row yet; `committed`: its end has to take the row back. */
export interface Started {
	state: "waits" | "committed" | "ended";
	readonly id: string;
	/** The span as JSON text. */
	readonly text: string;
}

/**
 * The durable log that every captured span is appended to before anything else reads it. Sequence numbers rise by one per
 * span and are never used again.
 */
export interface Journal {
	/**
	 * Notes that a call was admitted. `span` is what gets recorded, as it stands, if the process dies before `append` is called
	 * with what this returns: from now on (the span may change afterwards). Safe from a power cut a quarter of a second later.
	 */
	started(span: Span): Started;
	/**
	 * Resolves once the entry survives a power cut. Never rejects: while the disk refuses, the entry waits in memory. `started` is
	 * the same call's, if it was noted.
	 */
	append(entry: JournalEntry, started?: Started): Promise<void>;
	/** Committed batches after a sequence number, oldest first. */
	read(afterSeq: number, maxBatches: number): JournalBatch[];
	/** The newest committed sequence number; 0 when there is none. */
	lastSeq(): number;
	/** The oldest sequence number that can still be read. */
	firstSeq(): number;
	/** Calls back after each commit. Returns the way to stop it. */
	onCommit(listener: () => void): () => void;
	/** Every reader is past this sequence number, so what stands before it may go. */
	release(upToSeq: number): void;
	/** Undefined while writing works; otherwise why it does not. */
	failure(): string | undefined;
	/** Writes what is waiting, then closes. Rejects when the disk still refuses after `withinMs`, with the number of lost entries. */
	close(withinMs: number): Promise<void>;
}
