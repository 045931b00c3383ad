import { afterAll, beforeAll, expect, test } from "bun:test";
import { apartOnce } from "../../server/src/batches/apart-once";
import { insertLinesAgain } from "../../server/src/stores/clickhouse/insert-again";
import { asBytes, textLines } from "../../server/src/stores/clickhouse/lines";
import { openTestClickHouse, type TestClickHouse } from "../support/clickhouse";
import { spanFixture } from "../support/spans";

let clickhouse: TestClickHouse;
beforeAll(async () => {
	clickhouse = await openTestClickHouse();
});
afterAll(() => clickhouse.close());

const line = (seq: number, span: Parameters<typeof spanFixture>[0] = {}) =>
	JSON.stringify({ seq, ...spanFixture(span) });
const ofBatch = { metadata: { batch_custom_id: "a", batch_results: "file-1" } };

test("lines without a batch's call stay as they are, to the byte", () => {
	const lines = asBytes([line(1), line(2)]);
	expect(apartOnce(lines)).toEqual({ once: new Uint8Array(), others: lines });
});

test("a batch's calls stand apart, each once", () => {
	const id = Bun.randomUUIDv7();
	const lines = asBytes([line(1), line(2, { id, ...ofBatch }), line(3), line(4, { id, ...ofBatch })]);
	const { once, others } = apartOnce(lines);
	expect(textLines(others).map((text) => JSON.parse(text).seq)).toEqual([1, 3]);
	expect(textLines(once).map((text) => JSON.parse(text).id)).toEqual([id]);
});

test("a call that another server has brought to ClickHouse is not inserted again", async () => {
	const insertAgain = insertLinesAgain(clickhouse.client, clickhouse.insert);
	const id = Bun.randomUUIDv7();
	for (const seq of [7, 9])
		await insertAgain("spans", apartOnce(asBytes([line(seq, { id, ...ofBatch })])).once, `journal:${seq}`);
	expect(await clickhouse.query("SELECT seq FROM spans WHERE id = {id:UUID}", { id })).toEqual([{ seq: "7" }]);
});
