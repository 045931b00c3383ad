import type { Database } from "bun:sqlite";
import { closeSync, fdatasync, openSync, type writeSync } from "node:fs";
import { createBatchWriter } from "./batch";
import type { Journal, Started } from "./journal";
import { recover } from "./recover";
import type { Place } from "./segments";
import type { JournalBatch } from "./span";
import { openForWriting, segmentFolder } from "./sqlite";
import { openStartNotes, readStartNotes } from "./start-notes";
import { insertBatch, prepareStatements } from "./statements";

export interface SqliteJournalOptions {
	path: string;
	/** How long an entry may wait for company before its group is committed. */
	flushAfterMs?: number;
	/** How many of the newest spans stay readable after `release`, so that a live stream can be resumed. */
	keepSpans?: number;
	/** Numbers up to this one were given out before, whatever the file holds: a power cut may have taken what readers had seen. */
	usedUpTo?: number;
	onFailure?: (reason: string) => void;
	/** The ways to index, segments and disk, so that tests can make each refuse. */
	open?: (path: string) => Database;
	write?: typeof writeSync;
	maxSegmentBytes?: number;
	sync?: SyncFiles;
}

/** `turn`: the page of notes it stands on; `place`: in the array of those without a row. */
interface Starting extends Started {
	turn: number;
	place: number;
}

/** The turn of a call for whose note there was no room. */
const unnoted = -1;

/** Calls back when all files are on the disk, or with why one is not. */
export type SyncFiles = (files: readonly number[], done: (error: Error | null) => void) => void;

/** Bodies kept in memory while the disk refuses; beyond it new entries keep their span and lose their bodies. */
const maxWaitingBytes = 64 * 1024 * 1024;
const retryAfterMs = 500;
const busyRetryMs = 2;
const batchesPerRelease = 200;
/** A page of notes is turned when it is this old, or holds so many: a call in flight for two turns gets a row. */
const turnAfterMs = 100;
const turnAfterNotes = 500;

/**
 * The journal: an index in SQLite, and segments that hold the bytes. One thread writes, in groups: a timer collects what comes in,
 * one write and one transaction store it, an `fdatasync` of segment and index on the thread pool makes it durable, then `append` resolves. A process killed at any
 * moment loses nothing that was written, nor that a call was in flight; a power cut loses nothing that was acknowledged.
 */
export function openSqliteJournal(options: SqliteJournalOptions): Journal {
	const { path, flushAfterMs = 25, keepSpans = 2000, onFailure, usedUpTo = 0 } = options;
	const { open = openForWriting, sync: syncFiles = syncEach } = options;
	const db = open(path);
	const statements = prepareStatements(db);
	const log = openSync(`${path}-wal`, "r");
	const listeners = new Set<() => void>();

	const left = readStartNotes(`${path}-notes`);
	const recovered = recover({
		db,
		statements,
		folder: segmentFolder(path),
		segments: { write: options.write, maxBytes: options.maxSegmentBytes },
		notes: left,
		usedUpTo,
	});
	const { writer: segments, reader } = recovered;
	let { lastSeq } = recovered;
	const notes = openStartNotes(`${path}-notes`, lastSeq);
	let turn = 0;
	let turnedAt = performance.now();
	/** Without a row yet. An array, each knowing its place: what a `Map` outgrows keeps what it held alive for the collector. */
	const starting: Starting[] = [];
	const waiting = createBatchWriter(lastSeq);
	/** Calls with a row in `in_flight` that have ended since the last commit. */
	let ended: string[] = [];
	/** Resolves when what is waiting now is on the disk. */
	let synced = Promise.withResolvers<void>();
	let unsynced: (() => void)[] = [];
	let syncing = false;
	/** To be synced: the index's log, and segments. */
	let files: number[] = [log];
	let timer: ReturnType<typeof setTimeout> | undefined;
	let failure: string | undefined;
	let closed = false;
	let oldestSegment = 0;

	function schedule(afterMs: number) {
		if (timer === undefined && !closed) timer = setTimeout(flush, afterMs);
	}

	function flush() {
		timer = undefined;
		if (waiting.count === 0 && starting.length === 0) return;
		const turns = notes.count >= turnAfterNotes || performance.now() - turnedAt >= turnAfterMs;
		const due = starting.filter((started) => started.turn === unnoted || (turns && started.turn < turn));
		if (waiting.count > 0 || due.length > 0) {
			try {
				commit(waiting.batch(), due);
			} catch (error) {
				refused(error);
				return;
			}
			failure = undefined;
		}
		for (const started of due) {
			forget(started);
			started.state = "committed";
		}
		if (turns) {
			notes.turn(lastSeq);
			turnedAt = performance.now();
			turn++;
		}
		if (starting.length > 0) schedule(flushAfterMs);
		ended = [];
		if (waiting.count === 0) return;
		waiting.clear();
		unsynced.push(synced.resolve);
		synced = Promise.withResolvers<void>();
		for (const listener of listeners) listener();
		sync();
	}

	/** The last one takes its place. */
	function forget({ place }: Starting) {
		const last = starting.pop();
		if (last === undefined || last.place === place) return;
		starting[place] = last;
		last.place = place;
	}

	function commit(batch: JournalBatch, due: readonly Starting[]) {
		statements.begin.run();
		let place: Place | undefined;
		try {
			for (const { id, text } of due) statements.start.run(id, text);
			for (const id of ended) statements.end.run(id);
			if (waiting.count > 0) {
				place = segments.write(batch);
				insertBatch(statements, batch, place);
			}
			statements.commit.run();
		} catch (error) {
			if (db.inTransaction) db.run("ROLLBACK");
			throw error;
		}
		if (place !== undefined) segments.keep(place);
		lastSeq = batch.lastSeq;
	}

	/** Nothing is lost: the group stays where it was and is tried again. */
	function refused(error: unknown) {
		const reason = messageOf(error);
		if (isBusy(error)) return schedule(busyRetryMs);
		if (failure !== reason) onFailure?.(reason);
		failure = reason;
		schedule(retryAfterMs);
	}

	/** One sync at a time; what is committed meanwhile shares the next one. */
	function sync() {
		if (syncing || unsynced.length === 0) return;
		syncing = true;
		const group = unsynced;
		unsynced = [];
		files.push(...segments.takeUnsynced());
		const synced = files;
		files = [log];
		syncFiles(synced, (error) => {
			syncing = false;
			if (error) {
				unsynced = [...group, ...unsynced];
				files = synced;
				failure = error.message;
				onFailure?.(error.message);
				setTimeout(sync, retryAfterMs);
				return;
			}
			segments.synced(synced);
			for (const resolve of group) resolve();
			sync();
		});
	}

	return {
		started(span) {
			const text = JSON.stringify(span);
			const noted = notes.note(text) ? turn : unnoted;
			const started: Starting = { state: "waits", id: span.id, text, turn: noted, place: starting.length };
			starting.push(started);
			schedule(flushAfterMs);
			return started;
		},
		append(entry, started?: Starting) {
			const { span, request, response } = entry;
			if (started?.state === "committed") ended.push(started.id);
			// A call that ends before its start was written needs no row.
			if (started?.state === "waits") forget(started);
			if (started !== undefined) started.state = "ended";
			const bytes = waiting.payloadBytes + (request?.bytes.length ?? 0) + (response?.bytes.length ?? 0);
			waiting.add(bytes > maxWaitingBytes ? { span } : entry);
			schedule(flushAfterMs);
			return synced.promise;
		},
		read: (afterSeq, maxBatches) =>
			statements.list.all(afterSeq, maxBatches).map((batch) => ({
				firstSeq: batch.firstSeq,
				lastSeq: batch.lastSeq,
				spans: reader.read([batch], "spans").slice(),
				payloads: reader.read([batch], "payloads").slice(),
			})),
		lastSeq: () => lastSeq,
		firstSeq: () => statements.oldest.get()?.seq ?? lastSeq + 1,
		onCommit(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		release(upToSeq) {
			if (closed) return;
			// The newest batch stays in any case: the next number is found from it.
			const last = Math.min(upToSeq, lastSeq - Math.max(keepSpans, 1));
			try {
				statements.release.run(last, batchesPerRelease);
				const first = statements.oldest.get()?.segment ?? undefined;
				if (first !== undefined && first > oldestSegment) {
					segments.removeBefore(first);
					oldestSegment = first;
				}
			} catch (error) {
				// On a full disk even this needs room. What was not released now is released next time.
				if (!isBusy(error)) onFailure?.(messageOf(error));
			}
		},
		failure: () => failure,
		async close(withinMs) {
			const deadline = Date.now() + withinMs;
			for (;;) {
				clearTimeout(timer);
				flush();
				if (waiting.count === 0 && unsynced.length === 0 && !syncing) break;
				if (Date.now() > deadline) break;
				await new Promise((resolve) => setTimeout(resolve, busyRetryMs));
			}
			closed = true;
			clearTimeout(timer);
			closeSync(log);
			segments.close();
			reader.close();
			db.close();
			if (waiting.count > 0) throw new Error(`${waiting.count} calls could not be written to ${path}: ${failure}`);
		},
	};
}

export function syncEach(files: readonly number[], done: (error: Error | null) => void): void {
	let left = files.length;
	let failed: Error | null = null;
	for (const file of files) {
		fdatasync(file, (error) => {
			failed ??= error;
			if (--left === 0) done(failed);
		});
	}
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

function isBusy(error: unknown): boolean {
	return error instanceof Error && "code" in error && error.code === "SQLITE_BUSY";
}
