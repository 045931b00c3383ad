import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import type { Journal } from "../../server/src/journal/journal";
import type { Span } from "../../server/src/journal/span";
import { openStartNotes, readStartNotes } from "../../server/src/journal/start-notes";
import { createTestJournal, spansIn, type TestJournal } from "../support/journal";
import { spanFixture } from "../support/spans";
import { until } from "../support/until";

let files: TestJournal;
let journal: Journal;
beforeEach(() => {
	files = createTestJournal();
	journal = files.open();
});
afterEach(async () => {
	await journal.close(1000);
	files.remove();
});

const interrupted = (span: Partial<Span> = {}) => spanFixture({ status: "interrupted", durationMs: null, ...span });

/** What a start after a kill finds: everything that was committed, and nothing of the process's memory. */
async function reopen() {
	await journal.close(1000);
	journal = files.open();
}

/** Starts a call that is in flight so long that it gets a row. */
async function startCommitted(span: Span) {
	const started = journal.started(span);
	await journal.append({ span: spanFixture({ id: Bun.randomUUIDv7() }) });
	await until(() => started.state === "committed");
	return started;
}

test("a call that was started and never ended is an interrupted span, as it was when it began", async () => {
	const span = interrupted();
	await startCommitted(span);
	await reopen();
	expect(spansIn(journal).at(-1)).toEqual({ seq: 2, ...span });
});

test("a call that was started and ended is the span it ended as, once", async () => {
	const { id } = interrupted();
	const started = await startCommitted(interrupted({ id }));
	await journal.append({ span: spanFixture({ id, status: "ok" }) }, started);
	await reopen();
	const spans = spansIn(journal).filter((span) => span.id === id);
	expect(spans.map(({ status }) => status)).toEqual(["ok"]);
});

test("a call that ended before its start was written leaves no start behind", async () => {
	const { id } = interrupted();
	const started = journal.started(interrupted({ id }));
	await journal.append({ span: spanFixture({ id, status: "error" }) }, started);
	await reopen();
	expect(spansIn(journal).map(({ status }) => status)).toEqual(["error"]);
});

test("an interrupted call is recorded by the first start after, and by no other", async () => {
	await startCommitted(interrupted());
	await reopen();
	await reopen();
	expect(spansIn(journal)).toHaveLength(2);
	expect(journal.lastSeq()).toBe(2);
});

test("interrupted calls take numbers of their own, after what a reader has seen", async () => {
	await startCommitted(interrupted());
	await startCommitted(interrupted());
	await journal.close(1000);
	journal = files.open({ usedUpTo: 10 });
	expect(spansIn(journal).map(({ seq }) => seq)).toEqual([1, 2, 11, 12]);
});

test("after a SIGKILL every call is there, also one that began in the moment before", async () => {
	await journal.close(1000);
	const child = Bun.spawn([process.execPath, `${import.meta.dir}/../support/journal-and-crash.ts`, files.dataDir], {
		stdout: "pipe",
		stderr: "inherit",
	});
	const [finished, committed, begun] = (await new Response(child.stdout).text()).trim().split("\n") as string[];
	await child.exited;
	expect(child.signalCode).toBe("SIGKILL");
	journal = files.open();
	expect(spansIn(journal).map(({ id, status }) => `${id} ${status}`)).toEqual([
		`${finished} ok`,
		`${committed} interrupted`,
		`${begun} interrupted`,
	]);
});

describe("notes of calls that had begun", () => {
	const notesPath = () => `${files.path}-notes`;

	test("are ignored by a start after a kill between commit and clearing them", async () => {
		const span = interrupted();
		const started = journal.started(span);
		const notes = readFileSync(notesPath());
		await journal.append({ span: { ...span, status: "ok" } }, started);
		await journal.close(1000);
		writeFileSync(notesPath(), notes);
		journal = files.open();
		expect(spansIn(journal).map(({ id, status }) => [id, status])).toEqual([[span.id, "ok"]]);
	});

	test("are of both pages, the older one first", async () => {
		const span = () => interrupted({ id: Bun.randomUUIDv7() });
		const [first, second] = [span(), span()];
		const noted = journal.started(first);
		await until(() => noted.state === "committed");
		journal.started(second);
		await journal.close(1000);
		journal = files.open();
		expect(spansIn(journal).map(({ id }) => id)).toEqual([first.id, second.id]);
	});

	test("are ignored when a power cut brought back old ones", async () => {
		const span = interrupted();
		const started = journal.started(span);
		const notes = readFileSync(notesPath());
		await journal.append({ span: { ...span, status: "ok" } }, started);
		await journal.append({ span: spanFixture() });
		await journal.close(1000);
		writeFileSync(notesPath(), notes);
		journal = files.open();
		expect(spansIn(journal)).toHaveLength(2);
	});

	test("are ignored when a power cut brought back some whose calls' ends were released since", async () => {
		await journal.close(1000);
		journal = files.open({ keepSpans: 1 });
		const span = interrupted();
		const started = journal.started(span);
		const notes = readFileSync(notesPath());
		await journal.append({ span: { ...span, status: "ok" } }, started);
		for (let n = 0; n < 3; n++) await journal.append({ span: spanFixture({ id: Bun.randomUUIDv7() }) });
		journal.release(3);
		expect(journal.firstSeq()).toBeGreaterThan(1);
		await journal.close(1000);
		writeFileSync(notesPath(), notes);
		journal = files.open();
		expect(spansIn(journal).filter(({ id }) => id === span.id)).toEqual([]);
	});

	test("that are torn or cut short do not keep the journal from opening", async () => {
		journal.started(interrupted());
		const notes = readFileSync(notesPath());
		await journal.close(1000);
		for (const left of [notes.fill(0, 300, 500), notes.subarray(0, 5), notes.subarray(0, 100)]) {
			writeFileSync(notesPath(), left);
			const opened = files.open();
			await opened.close(1000);
		}
		journal = files.open();
		expect(spansIn(journal).every(({ status }) => status === "interrupted")).toBe(true);
	});

	test("end where there is no more room, and the calls beyond wait for their commit", async () => {
		const notes = openStartNotes(notesPath(), 7);
		const long = JSON.stringify({ id: "x", errorMessage: "ü".repeat(100_000) });
		const noted = Array.from({ length: 10 }, () => notes.note(long));
		const [left] = readStartNotes(notesPath());
		expect(left?.afterSeq).toBe(7);
		expect(left?.spans.length).toBeGreaterThan(3);
		expect(left?.spans.every((span) => span === long)).toBe(true);
		expect(noted.filter(Boolean)).toHaveLength(left?.spans.length ?? 0);
	});
});
