import { Database } from "bun:sqlite";
import { afterEach, beforeEach, expect, test } from "bun:test";
import type { Journal } from "../../server/src/journal/journal";
import { openForWriting } from "../../server/src/journal/sqlite";
import { createFillableDisk, createTestJournal, spansIn, type TestJournal } from "../support/journal";
import { payload } from "../support/payloads";
import { spanFixture } from "../support/spans";
import { until } from "../support/until";

let files: TestJournal;
let disk: ReturnType<typeof createFillableDisk>;
let failures: string[];
let journal: Journal;
beforeEach(() => {
	files = createTestJournal();
	disk = createFillableDisk();
	failures = [];
	journal = files.open({ open: disk.open, write: disk.write, onFailure: (reason) => failures.push(reason) });
});
afterEach(async () => {
	await journal.close(1000);
	files.remove();
});

/** Large enough to need new pages for each. */
const entry = () => ({ span: spanFixture(), request: payload("x".repeat(200_000)) });

test("what cannot be written waits, and is written once when there is room again", async () => {
	await journal.append(entry());
	disk.fill();
	const waiting = [journal.append(entry()), journal.append(entry())];
	await until(() => journal.failure() !== undefined);
	expect(journal.failure()).toContain("no space");
	expect(journal.lastSeq()).toBe(1);
	waiting.push(journal.append(entry()));
	disk.free();
	await Promise.all(waiting);
	expect(journal.failure()).toBeUndefined();
	expect(spansIn(journal).map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
	expect(new Set(spansIn(journal).map(({ id }) => id)).size).toBe(4);
});

test("one failure that lasts is told once", async () => {
	disk.fill();
	const waiting = journal.append(entry());
	await until(() => failures.length > 0);
	// Two more attempts, half a second apart, fail in the same way.
	const attempts = Date.now();
	await until(() => Date.now() - attempts > 1100);
	disk.free();
	await waiting;
	expect(failures).toEqual(["ENOSPC: no space left on device, write"]);
});

test("a call that started and ended while the disk refused is the span it ended as", async () => {
	disk.fill();
	const span = spanFixture({ status: "interrupted", errorMessage: "x".repeat(50_000) });
	const started = journal.started(span);
	await until(() => journal.failure() !== undefined);
	const appended = journal.append({ span: { ...span, status: "ok" } }, started);
	disk.free();
	await appended;
	await journal.close(1000);
	journal = files.open();
	expect(spansIn(journal).map(({ status }) => status)).toEqual(["ok"]);
});

test("beyond 64 MiB of waiting bodies spans are kept without theirs", async () => {
	disk.fill();
	const megabyte = "x".repeat(1024 * 1024);
	const waiting = Array.from({ length: 70 }, () => journal.append({ span: spanFixture(), request: payload(megabyte) }));
	disk.free();
	await Promise.all(waiting);
	const payloads = journal
		.read(0, 1000)
		.flatMap((batch) => new TextDecoder().decode(batch.payloads).split("\n").filter(Boolean));
	expect(spansIn(journal)).toHaveLength(70);
	// What names them takes room too.
	expect(payloads).toHaveLength(63);
});

test("closing says how many calls a disk that still refuses has cost", async () => {
	disk.fill();
	void journal.append(entry());
	void journal.append(entry());
	await expect(journal.close(50)).rejects.toThrow(/2 calls could not be written to .*no space/);
	journal = files.open();
});

test("a lock that another connection holds is waited for, and is no failure", async () => {
	const other = new Database(files.path);
	other.run("BEGIN IMMEDIATE");
	const appended = journal.append(entry());
	const lockedAt = Date.now();
	await until(() => Date.now() - lockedAt > 50);
	expect(journal.lastSeq()).toBe(0);
	other.run("COMMIT");
	other.close();
	await appended;
	expect(failures).toEqual([]);
});

test("releasing on a full disk frees nothing, breaks nothing, and says why", async () => {
	await journal.close(1000);
	journal = files.open({
		keepSpans: 0,
		onFailure: (reason) => failures.push(reason),
		open(path) {
			const db = openForWriting(path);
			db.run(
				"CREATE TEMP TRIGGER full BEFORE DELETE ON batch_index BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END",
			);
			return db;
		},
	});
	await journal.append(entry());
	await journal.append(entry());
	journal.release(1);
	expect(failures).toEqual(["database or disk is full"]);
	await journal.append(entry());
	expect(spansIn(journal).map(({ seq }) => seq)).toEqual([1, 2, 3]);
});
