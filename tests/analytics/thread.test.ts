import { Database } from "bun:sqlite";
import { afterEach, beforeEach, expect, setDefaultTimeout, test } from "bun:test";
import { createDataFolder } from "../support/data-folder";

setDefaultTimeout(30_000);

let folder: ReturnType<typeof createDataFolder>;
beforeEach(() => {
	folder = createDataFolder();
});
afterEach(() => folder.remove());

async function runThread(spans: number, close: "now" | "inserted") {
	const script = `${import.meta.dir}/../support/analytics-process.ts`;
	const child = Bun.spawn([process.execPath, script, folder.path, String(spans), close], { stdout: "pipe" });
	return JSON.parse(await new Response(child.stdout).text());
}

/** Puts the cursor back to before its last range, as it stands between insert and `done`. */
function rewind() {
	const db = new Database(`${folder.path}/journal/analytics.cursor.db`);
	db.run("UPDATE cursor SET planned = position, position = 0");
	db.close();
}

test("what is appended can be queried once it was inserted, with its bodies", async () => {
	expect(await runThread(5, "inserted")).toMatchObject({
		counts: { spans: 5, different: 5, bodies: 5 },
		insertedUpTo: 5,
		stuck: [],
	});
});

test("closing copies everything that was appended before", async () => {
	expect(await runThread(300, "now")).toMatchObject({ insertedUpTo: 300, lastSeq: 300 });
	expect(await runThread(0, "now")).toMatchObject({ counts: { spans: 300, different: 300, bodies: 300 } });
});

test("a range that was inserted by a process that died before it moved its cursor is there once", async () => {
	await runThread(6, "inserted");
	rewind();
	expect(await runThread(1, "inserted")).toMatchObject({ counts: { spans: 7, different: 7, bodies: 7 } });
});

test("a query that ClickHouse refuses is a store that is unavailable, and no harm to the thread", async () => {
	const { refusal, counts } = await runThread(1, "inserted");
	expect(refusal).toStartWith("DomainError: ClickHouse:");
	expect(counts).toMatchObject({ spans: 1 });
});
