import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StartError } from "../../server/src/errors";
import type { Span } from "../../server/src/journal/span";
import { insertByRequest } from "../../server/src/stores/clickhouse/insert";
import { insertLinesAround } from "../../server/src/stores/clickhouse/insert-around";
import { migrate } from "../../server/src/stores/clickhouse/migrate";
import { openClickHouse } from "../../server/src/stores/clickhouse/open";
import { openTestClickHouse, type TestClickHouse } from "../support/clickhouse";
import { spanFixture } from "../support/spans";

let clickhouse: TestClickHouse;
beforeAll(async () => {
	clickhouse = await openTestClickHouse();
});
afterAll(() => clickhouse.close());

async function countSpans(projectId: string): Promise<number> {
	const sql = "SELECT count() AS n FROM spans WHERE projectId = {projectId:UUID}";
	const [row] = await clickhouse.query<{ n: string }>(sql, { projectId });
	return Number(row?.n);
}

describe("an insert", () => {
	/** Two months, so two partitions and two parts. */
	function batch() {
		const projectId = crypto.randomUUID();
		const months = [Date.UTC(2026, 9, 31), Date.UTC(2026, 10, 1)];
		return { projectId, spans: months.map((startedAtMs) => spanFixture({ projectId, startedAtMs })) };
	}

	const asLines = (rows: object[]) => Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(""));

	test("that repeats a token is dropped, in every month that it spans", async () => {
		const { projectId, spans } = batch();
		const insert = insertByRequest(clickhouse.client);
		for (const token of ["once", "once"]) await insert("spans", asLines(spans), token);
		expect(await countSpans(projectId)).toBe(2);
	});

	test("under another token is a new one", async () => {
		const { projectId, spans } = batch();
		const insert = insertByRequest(clickhouse.client);
		for (const token of ["first", "second"]) await insert("spans", asLines(spans), token);
		expect(await countSpans(projectId)).toBe(4);
	});

	test("by a file leaves no file behind", async () => {
		const { projectId, spans } = batch();
		await clickhouse.insertSpans(spans);
		expect(await countSpans(projectId)).toBe(2);
		expect(existsSync(clickhouse.insertFile)).toBe(false);
	});

	test("by a file leaves empty what a line does not name", async () => {
		const { projectId, spans } = batch();
		const { responseModel, errorType, ...older } = spans[0] as Span;
		await clickhouse.insert("spans", asLines([older]), "");
		const sql = "SELECT responseModel, errorType FROM spans WHERE projectId = {projectId:UUID}";
		expect(await clickhouse.query(sql, { projectId })).toEqual([{ responseModel: null, errorType: null }]);
	});

	test("of bodies repeats no row either", async () => {
		const row = {
			projectId: crypto.randomUUID(),
			spanId: crypto.randomUUID(),
			startedAtMs: 1,
			request: "a",
			response: null,
		};
		const insert = insertByRequest(clickhouse.client);
		for (const token of ["once", "once"]) await insert("span_payloads", asLines([row]), token);
		const sql = "SELECT count() AS n FROM span_payloads WHERE spanId = {spanId:UUID}";
		expect(await clickhouse.query<{ n: string }>(sql, { spanId: row.spanId })).toEqual([{ n: "1" }]);
	});

	test("of a body that is an object in its line keeps it as it was written", async () => {
		const body = '{ "a" : 1.0, "b":[1,2 , {"c":"\\u00e9\\n}\\"{"}], "big":123456789012345678901234567890, "a":null}';
		const ids = { projectId: crypto.randomUUID(), spanId: crypto.randomUUID() };
		const line = `{"projectId":"${ids.projectId}","spanId":"${ids.spanId}","startedAtMs":1,"request":${body},"requestTruncated":false,"response":null,"responseTruncated":false}\n`;
		await clickhouse.insert("span_payloads", Buffer.from(line), ids.spanId);
		const sql = "SELECT request, response FROM span_payloads WHERE spanId = {spanId:UUID}";
		expect(await clickhouse.query(sql, { spanId: ids.spanId })).toEqual([{ request: body, response: null }]);
	});

	test("around a row that ClickHouse refuses keeps all others, and hands that one out", async () => {
		const { projectId, spans } = batch();
		const lines = spans.map((span, index) => JSON.stringify({ seq: index, ...span }));
		const poisoned = [
			...lines.slice(0, 1),
			lines[0]?.replace(/"startedAtMs":\d+/, '"startedAtMs":"soon"'),
			...lines.slice(1),
		];
		const rejected: string[] = [];
		const insert = insertLinesAround(clickhouse.insert, ({ line }) => rejected.push(line));
		await insert("spans", Buffer.from(`${poisoned.join("\n")}\n`), crypto.randomUUID());
		expect(await countSpans(projectId)).toBe(spans.length);
		expect(rejected).toEqual([poisoned[1] ?? ""]);
	});

	test("of a line that is no span fails, and inserts nothing", async () => {
		const { projectId, spans } = batch();
		const broken = { ...spans[0], startedAtMs: "soon" } as never;
		expect(clickhouse.insertSpans([spans[1] as never, broken])).rejects.toThrow("startedAtMs");
		expect(await countSpans(projectId)).toBe(0);
	});
});

describe("migrations", () => {
	test("are applied once each, in order", async () => {
		const folder = mkdtempSync(join(tmpdir(), "lensai-migrations-"));
		writeFileSync(
			join(folder, "9001_first.sql"),
			"-- one\nCREATE TABLE IF NOT EXISTS first (n UInt8) ENGINE = Memory;\n",
		);
		await migrate(clickhouse.client, folder);
		writeFileSync(join(folder, "9002_second.sql"), "INSERT INTO first VALUES (2);\nINSERT INTO first VALUES (3);\n");
		await migrate(clickhouse.client, folder);
		await migrate(clickhouse.client, folder);
		expect(await clickhouse.query<{ n: number }>("SELECT n FROM first ORDER BY n", {})).toEqual([{ n: 2 }, { n: 3 }]);
		rmSync(folder, { recursive: true });
	});

	test("refuse a database that a newer version has migrated", async () => {
		const folder = mkdtempSync(join(tmpdir(), "lensai-migrations-"));
		expect(migrate(clickhouse.client, folder)).rejects.toThrow(/newer LensAI/);
		rmSync(folder, { recursive: true });
	});
});

describe("opening", () => {
	test("a folder that another process uses fails in one line that names it", async () => {
		const folder = mkdtempSync(join(tmpdir(), "lensai-clickhouse-"));
		const open = (path: string) =>
			Bun.spawn([process.execPath, join(import.meta.dir, "../support/open-clickhouse.ts"), path], { stdout: "pipe" });
		const first = open(folder);
		expect(await firstLine(first.stdout)).toBe("open");
		const second = open(folder);
		expect(await firstLine(second.stdout)).toMatch(
			new RegExp(`^StartError: ClickHouse cannot open ${folder}: is another LensAI`),
		);
		first.kill();
		await Promise.all([first.exited, second.exited]);
		rmSync(folder, { recursive: true });
	});

	test.each([
		["nobody listens at", "http://lens:secret@127.0.0.1:1/lensai"],
		["is none", "not a url"],
	])("a URL that %s fails in one line that holds no password", async (_, url) => {
		const failure = await openClickHouse({ url }).then(
			() => undefined,
			(error: unknown) => error,
		);
		expect(failure).toBeInstanceOf(StartError);
		const { message } = failure as StartError;
		expect(message).toStartWith("CLICKHOUSE_URL");
		expect(message).not.toContain("secret");
		expect(message).not.toContain("\n");
	});
});

async function firstLine(stream: ReadableStream<Uint8Array>): Promise<string> {
	let text = "";
	for await (const chunk of stream) {
		text += new TextDecoder().decode(chunk);
		if (text.includes("\n")) break;
	}
	return text.split("\n", 1)[0] ?? "";
}
