import { afterEach, beforeEach, expect, test } from "bun:test";
import { statSync } from "node:fs";
import { spansOf } from "../../server/src/journal/batch";
import type { Journal } from "../../server/src/journal/journal";
import { type JournalReader, openSqliteReader } from "../../server/src/journal/sqlite-reader";
import { createTestJournal, spansIn, type TestJournal } from "../support/journal";
import { payload } from "../support/payloads";
import { spanFixture } from "../support/spans";
import { until } from "../support/until";

let files: TestJournal;
let journal: Journal;
beforeEach(() => {
	files = createTestJournal();
	journal = files.open({ keepSpans: 3 });
});
afterEach(async () => {
	await journal.close(1000);
	files.remove();
});

async function append(count: number, text = "") {
	for (let n = 0; n < count; n++) await journal.append({ span: spanFixture(), request: payload(text) });
}

const seqsAfter = (reader: JournalReader, seq: number) =>
	spansOf({ spans: reader.load(reader.list(seq, 10), "spans") }).map((span) => span.seq);

test("a reader sees a span as soon as its append has resolved", async () => {
	const reader = openSqliteReader(files.path);
	await append(1);
	expect(seqsAfter(reader, 0)).toEqual([1]);
	await append(1);
	expect(seqsAfter(reader, 1)).toEqual([2]);
	reader.close();
});

test("a reader gets at most the batches that it asked for, oldest first", async () => {
	await append(5);
	const reader = openSqliteReader(files.path);
	expect(reader.list(1, 2).map(({ lastSeq }) => lastSeq)).toEqual([2, 3]);
	reader.close();
});

test("a checkpoint empties a log that has become long, and the writer begins it anew", async () => {
	const reader = openSqliteReader(files.path, { maxLogBytes: 50_000 });
	await append(20, "x".repeat(100_000));
	const before = statSync(`${files.path}-wal`).size;
	expect(before).toBeGreaterThan(50_000);
	reader.checkpoint();
	await append(20, "x".repeat(100_000));
	expect(statSync(`${files.path}-wal`).size).toBeLessThan(before * 1.5);
	expect(spansIn(journal)).toHaveLength(40);
	reader.close();
});

test("a checkpoint leaves a short log alone", async () => {
	const reader = openSqliteReader(files.path);
	await append(20, "x".repeat(100_000));
	const before = statSync(`${files.path}-wal`).size;
	reader.checkpoint();
	await append(20, "x".repeat(100_000));
	expect(statSync(`${files.path}-wal`).size).toBeGreaterThan(before * 1.5);
	reader.close();
});

test("a thread that checkpoints without a pause neither stops the writer nor loses a span", async () => {
	const worker = new Worker(new URL("../support/checkpointer.ts", import.meta.url).href);
	let checkpoints = 0;
	worker.onmessage = ({ data }: MessageEvent<number>) => {
		checkpoints = data;
	};
	worker.postMessage(files.path);
	await until(() => checkpoints > 0);
	const first = checkpoints;
	for (let n = 0; n < 100; n++) await Promise.all([append(1, "x".repeat(20_000)), append(1, "x".repeat(20_000))]);
	await until(() => checkpoints > first);
	worker.terminate();
	expect(journal.failure()).toBeUndefined();
	expect(spansIn(journal).map(({ seq }) => seq)).toEqual(Array.from({ length: 200 }, (_, index) => index + 1));
}, 20_000);

test("release keeps what not every reader has passed", async () => {
	await append(10);
	journal.release(4);
	expect(journal.firstSeq()).toBe(5);
	expect(spansIn(journal).map(({ seq }) => seq)).toEqual([5, 6, 7, 8, 9, 10]);
});

test("release keeps the newest spans, so that a live stream can be resumed", async () => {
	await append(10);
	journal.release(10);
	expect(spansIn(journal).map(({ seq }) => seq)).toEqual([8, 9, 10]);
});

test("the first number of an empty journal is the next one", () => {
	expect(journal.firstSeq()).toBe(1);
	expect(journal.lastSeq()).toBe(0);
});
