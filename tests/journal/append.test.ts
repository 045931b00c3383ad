import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import type { Journal } from "../../server/src/journal/journal";
import { type SyncFiles, syncEach } from "../../server/src/journal/sqlite-journal";
import { createTestJournal, spansIn, type TestJournal } from "../support/journal";
import { payload } from "../support/payloads";
import { spanFixture } from "../support/spans";
import { until } from "../support/until";

let files: TestJournal;
let journal: Journal | undefined;
beforeEach(() => {
	files = createTestJournal();
	journal = undefined;
});
afterEach(async () => {
	await journal?.close(1000);
	files.remove();
});

/** A disk whose syncs end only when the test says so. */
function slowDisk() {
	const waiting: (() => void)[] = [];
	const sync: SyncFiles = (files, done) => {
		waiting.push(() => syncEach(files, done));
	};
	return {
		sync,
		syncs: () => waiting.length,
		finish: (index: number) => waiting[index]?.(),
	};
}

function isSettled(promise: Promise<unknown>): () => boolean {
	let settled = false;
	void promise.then(() => {
		settled = true;
	});
	return () => settled;
}

describe("append", () => {
	test("resolves only when the disk has confirmed the write", async () => {
		const disk = slowDisk();
		journal = files.open({ sync: disk.sync });
		const appended = journal.append({ span: spanFixture() });
		const settled = isSettled(appended);
		await until(() => disk.syncs() === 1);
		expect(journal.lastSeq()).toBe(1);
		expect(settled()).toBe(false);
		disk.finish(0);
		await appended;
	});

	test("shares one sync with everything that was written while the disk was busy", async () => {
		const disk = slowDisk();
		journal = files.open({ sync: disk.sync });
		const first = journal.append({ span: spanFixture() });
		await until(() => disk.syncs() === 1);
		const others: Promise<void>[] = [];
		for (const seq of [2, 3, 4]) {
			others.push(journal.append({ span: spanFixture() }));
			await until(() => journal?.lastSeq() === seq);
		}
		expect(disk.syncs()).toBe(1);
		disk.finish(0);
		await first;
		await until(() => disk.syncs() === 2);
		disk.finish(1);
		await Promise.all(others);
		expect(disk.syncs()).toBe(2);
	});

	test("is not done by a sync that began before the write", async () => {
		const disk = slowDisk();
		journal = files.open({ sync: disk.sync });
		const first = journal.append({ span: spanFixture() });
		await until(() => disk.syncs() === 1);
		const second = journal.append({ span: spanFixture() });
		const settled = isSettled(second);
		await until(() => journal?.lastSeq() === 2);
		disk.finish(0);
		await first;
		expect(settled()).toBe(false);
		await until(() => disk.syncs() === 2);
		disk.finish(1);
		await second;
	});

	test("syncs again when the disk refused to, and says so meanwhile", async () => {
		let refusals = 1;
		const sync: SyncFiles = (files, done) => {
			if (refusals-- > 0) done(new Error("EIO"));
			else syncEach(files, done);
		};
		const failures: string[] = [];
		journal = files.open({ sync, onFailure: (reason) => failures.push(reason) });
		await journal.append({ span: spanFixture() });
		expect(failures).toEqual(["EIO"]);
	});

	test("writes spans that come together as one batch, in their order", async () => {
		journal = files.open();
		const spans = Array.from({ length: 20 }, () => spanFixture());
		await Promise.all(spans.map((span) => journal?.append({ span })));
		expect(journal.read(0, 10).map(({ firstSeq, lastSeq }) => [firstSeq, lastSeq])).toEqual([[1, 20]]);
		expect(spansIn(journal)).toEqual(spans.map((span, index) => ({ seq: index + 1, ...span })));
	});

	test("keeps bodies beside the span, as a row of their own", async () => {
		journal = files.open();
		const span = spanFixture();
		await journal.append({
			span,
			request: payload("größer\n"),
			response: payload("{}", { truncated: true }),
		});
		const [batch] = journal.read(0, 1);
		expect(JSON.parse(new TextDecoder().decode(batch?.payloads))).toEqual({
			projectId: span.projectId,
			spanId: span.id,
			startedAtMs: span.startedAtMs,
			request: "größer\n",
			requestTruncated: false,
			response: "{}",
			responseTruncated: true,
		});
	});

	test.each([
		[
			"an object in one line stands in the row as it came",
			'{ "a": 1.0, "b": "größer" }',
			'{ "a": 1.0, "b": "größer" }',
		],
		["an object in several lines becomes a string", '{\n"a": 1 }', '"{\\n\\"a\\": 1 }"'],
		["an object with something before it becomes a string", ' {"a":1}', '" {\\"a\\":1}"'],
	])("of a body that is JSON, %s", async (_, text, written) => {
		journal = files.open();
		await journal.append({ span: spanFixture(), request: payload(text, { isJson: true }) });
		const [batch] = journal.read(0, 1);
		expect(new TextDecoder().decode(batch?.payloads)).toContain(`"request":${written},"requestTruncated"`);
	});

	test("tells listeners of each commit until they stop listening", async () => {
		journal = files.open();
		let commits = 0;
		const stop = journal.onCommit(() => commits++);
		await journal.append({ span: spanFixture() });
		await journal.append({ span: spanFixture() });
		stop();
		await journal.append({ span: spanFixture() });
		expect(commits).toBe(2);
	});
});

describe("sequence numbers", () => {
	test("go on after the file is opened again", async () => {
		journal = files.open();
		await journal.append({ span: spanFixture() });
		await journal.close(1000);
		journal = files.open();
		expect(journal.lastSeq()).toBe(1);
		await journal.append({ span: spanFixture() });
		expect(spansIn(journal).map(({ seq }) => seq)).toEqual([1, 2]);
	});

	test("are not used again when everything that may go was released before", async () => {
		journal = files.open({ keepSpans: 0 });
		for (let n = 0; n < 3; n++) await journal.append({ span: spanFixture() });
		journal.release(3);
		await journal.close(1000);
		journal = files.open({ keepSpans: 0 });
		await journal.append({ span: spanFixture() });
		expect(journal.lastSeq()).toBe(4);
	});

	test("are not used again when a power cut took what a reader had seen", async () => {
		journal = files.open({ usedUpTo: 70 });
		expect(journal.lastSeq()).toBe(70);
		await journal.append({ span: spanFixture() });
		expect(spansIn(journal).map(({ seq }) => seq)).toEqual([71]);
	});
});
