import { afterEach, beforeEach, expect, test } from "bun:test";
import type { Journal } from "../../server/src/journal/journal";
import type { Span } from "../../server/src/journal/span";
import { createTestJournal, spansIn, type TestJournal } from "../support/journal";
import { spanFixture } from "../support/spans";

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

/** Starts a call, and waits until that is committed. */
async function startCommitted(span: Span) {
	journal.started(span);
	await journal.append({ span: spanFixture({ id: Bun.randomUUIDv7() }) });
}

test("a call that was started and never ended is an interrupted span, as it was when it began", async () => {
	const span = interrupted();
	await startCommitted(span);
	await reopen();
	expect(spansIn(journal).at(-1)).toEqual({ seq: 2, ...span });
});

test("a call that was started and ended is the span it ended as, once", async () => {
	const { id } = interrupted();
	await startCommitted(interrupted({ id }));
	await journal.append({ span: spanFixture({ id, status: "ok" }) });
	await reopen();
	const spans = spansIn(journal).filter((span) => span.id === id);
	expect(spans.map(({ status }) => status)).toEqual(["ok"]);
});

test("a call that ended before its start was written leaves no start behind", async () => {
	const { id } = interrupted();
	journal.started(interrupted({ id }));
	await journal.append({ span: spanFixture({ id, status: "error" }) });
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

test("a call that a SIGKILL cut off is interrupted, and what was appended before is there", async () => {
	await journal.close(1000);
	const child = Bun.spawn([process.execPath, `${import.meta.dir}/../support/journal-and-crash.ts`, files.dataDir], {
		stdout: "pipe",
		stderr: "inherit",
	});
	const [appendedId, startedId] = (await new Response(child.stdout).text()).trim().split("\n");
	await child.exited;
	expect(child.signalCode).toBe("SIGKILL");
	journal = files.open();
	expect(spansIn(journal).map(({ id, status }) => [id, status])).toEqual([
		[appendedId as string, "ok"],
		[startedId as string, "interrupted"],
	]);
});
