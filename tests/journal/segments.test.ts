import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { readdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Journal } from "../../server/src/journal/journal";
import { openSegmentReader, openSegmentWriter, type Place } from "../../server/src/journal/segments";
import { segmentFolder } from "../../server/src/journal/sqlite";
import { createTestJournal, spansIn, type TestJournal } from "../support/journal";
import { payload } from "../support/payloads";
import { spanFixture } from "../support/spans";

let files: TestJournal;
let folder: string;
beforeEach(() => {
	files = createTestJournal();
	folder = segmentFolder(files.path);
});
afterEach(() => files.remove());

const batch = (spans: string, payloads = "") => ({
	firstSeq: 1,
	lastSeq: 1,
	spans: Buffer.from(spans),
	payloads: Buffer.from(payloads),
});
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();

describe("segments", () => {
	function write(batches: [string, string][], options: { maxBytes?: number; last?: Place } = {}) {
		const writer = openSegmentWriter({ folder, last: options.last, maxBytes: options.maxBytes });
		const places = batches.map(([spans, payloads]) => {
			const place = writer.write(batch(spans, payloads));
			writer.keep(place);
			return place;
		});
		writer.synced(writer.takeUnsynced());
		writer.close();
		return places;
	}

	test("give a section of many batches in one piece, in the order asked for", () => {
		const places = write([
			["a", "1"],
			["b", ""],
			["c", "333"],
		]);
		const reader = openSegmentReader(folder);
		expect(text(reader.read(places, "spans"))).toBe("abc");
		expect(text(reader.read(places, "payloads"))).toBe("1333");
		reader.close();
	});

	test("go on in another file when one is full, and are read across files", () => {
		const places = write(
			[
				["aaaa", "1"],
				["bbbb", "2"],
				["cccc", "3"],
			],
			{ maxBytes: 10 },
		);
		expect(places.map(({ segment, at }) => [segment, at])).toEqual([
			[1, 0],
			[1, 5],
			[2, 0],
		]);
		const reader = openSegmentReader(folder);
		expect(text(reader.read(places, "spans"))).toBe("aaaabbbbcccc");
		reader.close();
	});

	test("write over what was not kept", () => {
		const writer = openSegmentWriter({ folder, last: undefined });
		writer.write(batch("a batch that its index refused"));
		const place = writer.write(batch("kept"));
		writer.keep(place);
		writer.close();
		expect(place.at).toBe(0);
		const reader = openSegmentReader(folder);
		expect(text(reader.read([place], "spans"))).toBe("kept");
		expect(reader.isWhole(place)).toBe(true);
		reader.close();
	});

	test("go on behind the last place after a start", () => {
		const [first] = write([["a", "1"]]);
		const [second] = write([["b", "2"]], { last: first });
		expect(second).toMatchObject({ segment: 1, at: 2 });
	});

	test("say of a place whether its bytes are those that were written", () => {
		const [place] = write([["spans", "payloads"]]) as [Place];
		const reader = openSegmentReader(folder);
		expect(reader.isWhole(place)).toBe(true);
		expect(reader.isWhole({ ...place, at: 1 })).toBe(false);
		expect(reader.isWhole({ ...place, segment: 7 })).toBe(false);
		reader.close();
	});
});

describe("a journal whose segment", () => {
	let journal: Journal;
	const entry = (text: string) => ({ span: spanFixture(), request: payload(text) });

	async function threeBatches() {
		journal = files.open();
		for (const text of ["one", "two", "three"]) await journal.append(entry(text));
		await journal.close(1000);
		return join(folder, readdirSync(folder)[0] as string);
	}

	test("a power cut made shorter than its index says goes on after the last whole batch", async () => {
		const path = await threeBatches();
		const reader = files.open();
		const [first, second] = reader.read(0, 2);
		await reader.close(1000);
		const whole = [first, second].reduce(
			(bytes, batch) => bytes + (batch?.spans.length ?? 0) + (batch?.payloads.length ?? 0),
			0,
		);
		truncateSync(path, whole + 10);
		journal = files.open();
		expect(journal.lastSeq()).toBe(2);
		await journal.append(entry("four"));
		expect(spansIn(journal).map(({ seq }) => seq)).toEqual([1, 2, 3]);
		await journal.close(1000);
	});

	test("a power cut left empty keeps its numbers from being used again", async () => {
		const path = await threeBatches();
		writeFileSync(path, "");
		journal = files.open({ usedUpTo: 3 });
		await journal.append(entry("four"));
		expect(spansIn(journal).map(({ seq }) => seq)).toEqual([4]);
		await journal.close(1000);
	});
});

test("release removes the segments that nobody needs, and no other", async () => {
	const journal = files.open({ keepSpans: 1, maxSegmentBytes: 2000 });
	for (let n = 0; n < 6; n++) await journal.append({ span: spanFixture(), request: payload("x".repeat(3000)) });
	expect(readdirSync(folder)).toHaveLength(6);
	journal.release(4);
	expect(readdirSync(folder)).toHaveLength(2);
	expect(spansIn(journal).map(({ seq }) => seq)).toEqual([5, 6]);
	await journal.close(1000);
});
