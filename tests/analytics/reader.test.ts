import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { copyNext, type ReaderOptions } from "../../server/src/analytics/reader";
import { type Cursor, openCursor } from "../../server/src/journal/cursor";
import type { Journal } from "../../server/src/journal/journal";
import { type JournalReader, openSqliteReader } from "../../server/src/journal/sqlite-reader";
import { asBytes, textLines } from "../../server/src/stores/clickhouse/lines";
import { createTestJournal, type TestJournal } from "../support/journal";
import { payload } from "../support/payloads";
import { spanFixture } from "../support/spans";

interface Insert {
	table: string;
	lines: Uint8Array;
	token: string;
	again: boolean;
}

let files: TestJournal;
let journal: Journal;
let cursor: Cursor;
let log: JournalReader;
let inserts: Insert[];
/** Fails the insert with this number, counted from 0, before or after it has landed. */
let failAt: number;
let reading: ReaderOptions;
beforeEach(() => {
	files = createTestJournal();
	journal = files.open();
	cursor = openCursor(files.dataDir, "analytics");
	inserts = [];
	failAt = -1;
	const inserting = (again: boolean) => async (table: string, lines: Uint8Array, token: string) => {
		// The journal's own bytes are used again.
		const kept = Uint8Array.from(lines);
		if (inserts.push({ table, lines: kept, token, again }) - 1 === failAt) throw new Error("ClickHouse has gone");
	};
	log = openSqliteReader(files.path);
	reading = { cursor, journal: log, insert: inserting(false), insertAgain: inserting(true) };
});
afterEach(async () => {
	log.close();
	cursor.close();
	await journal.close(1000);
	files.remove();
});

async function append(count: number, text?: string) {
	for (let n = 0; n < count; n++) {
		const request = text === undefined ? undefined : payload(text);
		await journal.append({ span: spanFixture(), request });
	}
}

/** The numbers of the spans in an insert. */
const seqsOf = ({ lines }: Insert) => textLines(lines).map((line) => JSON.parse(line).seq);

describe("copyNext", () => {
	test("copies everything that is new under one token, once", async () => {
		await append(3);
		expect(await copyNext(reading)).toEqual({ from: 1, to: 3 });
		expect(await copyNext(reading)).toBeUndefined();
		await append(2);
		expect(await copyNext(reading)).toEqual({ from: 4, to: 5 });
		expect(inserts.map(seqsOf)).toEqual([
			[1, 2, 3],
			[4, 5],
		]);
		expect(inserts.map(({ token }) => token)).toEqual(["journal:1-3", "journal:4-5"]);
	});

	test("copies bodies to their own table, after the spans, and none when none were kept", async () => {
		await append(1, "hello");
		await append(1);
		await copyNext(reading);
		expect(inserts.map(({ table }) => table)).toEqual(["spans", "span_payloads"]);
		expect(textLines(inserts[1]?.lines ?? new Uint8Array()).join()).toContain("hello");
		await append(1);
		await copyNext(reading);
		expect(inserts.map(({ table }) => table)).toEqual(["spans", "span_payloads", "spans"]);
	});

	test("copies calls that are to be estimated behind the others, and after a failure both again, as the same lines", async () => {
		await append(3);
		let told = 0;
		const part = (lines: Uint8Array) => {
			const [first = "", ...rest] = textLines(lines);
			return {
				others: asBytes(rest),
				estimate: async () => ({ lines: asBytes([first]), spans: [{ seq: 1, ...spanFixture() }] }),
			};
		};
		const estimating = { ...reading, part, onEstimated: () => void told++ };
		failAt = 1;
		await expect(copyNext(estimating)).rejects.toThrow("ClickHouse has gone");
		expect(told).toBe(0);
		failAt = -1;
		await copyNext(estimating);
		const [others, estimated, ...again] = inserts;
		expect([others, estimated].map((insert) => insert && seqsOf(insert))).toEqual([[2, 3], [1]]);
		expect(again.map(({ lines, token, again }) => [lines, token, again])).toEqual(
			[others, estimated].map((insert) => [insert?.lines, insert?.token, true]) as never,
		);
		expect(told).toBe(1);
	});

	test("takes whole batches up to about the size of one insert, and the rest next time", async () => {
		await append(6, "x".repeat(1000));
		const ranges = [];
		for (let range = await copyNext({ ...reading, maxBytes: 3000 }); range; range = await copyNext(reading)) {
			ranges.push(range);
		}
		expect(ranges).toEqual([
			{ from: 1, to: 2 },
			{ from: 3, to: 6 },
		]);
	});

	test.each([
		["the spans", 0],
		["the bodies", 1],
	])("does the same range again, as one that may be there already, when %s failed", async (_, failing) => {
		await append(2, "hello");
		failAt = failing;
		await expect(copyNext(reading)).rejects.toThrow("ClickHouse has gone");
		failAt = -1;
		await append(3);
		const failed = inserts.splice(0);
		expect(await copyNext(reading)).toEqual({ from: 1, to: 2 });
		expect(inserts.map(({ again }) => again)).toEqual([true, true]);
		expect(inserts.slice(0, failed.length).map(({ lines, token }) => [lines, token])).toEqual(
			failed.map(({ lines, token }) => [lines, token]),
		);
		expect(await copyNext(reading)).toEqual({ from: 3, to: 5 });
	});

	test("does the same range again after the process died between insert and cursor", async () => {
		await append(2);
		cursor.plan({ from: 1, to: 2 });
		cursor.close();
		await append(1);
		cursor = openCursor(files.dataDir, "analytics");
		reading.cursor = cursor;
		expect(await copyNext(reading)).toEqual({ from: 1, to: 2 });
		expect(await copyNext(reading)).toEqual({ from: 3, to: 3 });
		expect(inserts.map(({ again }) => again)).toEqual([true, false]);
		expect(inserts.map(seqsOf)).toEqual([[1, 2], [3]]);
	});

	test("goes on after a power cut that took the end of what was planned", async () => {
		await append(2);
		cursor.plan({ from: 1, to: 4 });
		expect(await copyNext(reading)).toEqual({ from: 1, to: 4 });
		expect(inserts.map(seqsOf)).toEqual([[1, 2]]);
		expect(cursor.position()).toBe(4);
	});
});
