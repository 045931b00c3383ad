import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Span } from "../../server/src/journal/span";
import { getBodies, getCall, listCalls } from "../../server/src/traces/queries";
import { openTestClickHouse, type TestClickHouse } from "../support/clickhouse";
import { spanFixture } from "../support/spans";

let clickhouse: TestClickHouse;
beforeAll(async () => {
	clickhouse = await openTestClickHouse();
});
afterAll(() => clickhouse.close());

const noon = Date.UTC(2026, 10, 22, 12);
const always = { fromMs: 0, toMs: Date.UTC(2100, 0, 1) };
const idsOf = (spans: { id: string }[]) => spans.map(({ id }) => id);

/** A project of its own with these calls, so that tests do not see each other's. */
async function projectWith(spans: Partial<Span>[]): Promise<{ projectId: string; spans: Span[] }> {
	const projectId = crypto.randomUUID();
	const complete = spans.map((span) => spanFixture({ projectId, ...span }));
	await clickhouse.insertSpans(complete);
	return { projectId, spans: complete };
}

describe("a list of calls", () => {
	test("is newest first", async () => {
		const { projectId, spans } = await projectWith(
			[0, 2, 1].map((minute) => ({ startedAtMs: noon + minute * 60_000 })),
		);
		const listed = await listCalls(clickhouse, { projectId, range: always, limit: 10 });
		expect(idsOf(listed)).toEqual([spans[1]?.id, spans[2]?.id, spans[0]?.id] as string[]);
	});

	test("gives every field back as it went in", async () => {
		const { projectId, spans } = await projectWith([
			{ errorMessage: "broke; off\n\n'quoted' \\ \"too\" — ü", usage: { uncachedInput: 0, output: 9007199254740991 } },
		]);
		const [listed] = await listCalls(clickhouse, { projectId, range: always, limit: 1 });
		expect(spans[0]).toMatchObject(listed as object);
	});

	test("keeps what the provider did not say apart from zero", async () => {
		const { projectId } = await projectWith([
			{ usage: {}, costState: "unpriced", costPicoUsd: null, startedAtMs: noon + 1 },
			{ usage: { uncachedInput: 0 }, costPicoUsd: "0", startedAtMs: noon },
		]);
		const [unknown, zero] = await listCalls(clickhouse, { projectId, range: always, limit: 2 });
		expect(unknown).toMatchObject({ usage: {}, costPicoUsd: null });
		expect(zero).toMatchObject({ usage: { uncachedInput: 0 }, costPicoUsd: "0" });
	});

	test("continues behind the cursor without gap or repetition, also within one millisecond", async () => {
		const { projectId, spans } = await projectWith(Array.from({ length: 7 }, () => ({ startedAtMs: noon })));
		const seen: string[] = [];
		let cursor: { startedAtMs: number; id: string } | undefined;
		do {
			const page = await listCalls(clickhouse, { projectId, range: always, limit: 2, ...(cursor && { cursor }) });
			seen.push(...idsOf(page));
			cursor = page.at(-1);
		} while (cursor);
		expect(seen).toHaveLength(7);
		expect(new Set(seen)).toEqual(new Set(idsOf(spans)));
	});

	test("keeps its later pages when new calls come in between", async () => {
		const { projectId } = await projectWith(Array.from({ length: 4 }, (_, i) => ({ startedAtMs: noon + i })));
		const before = idsOf(await listCalls(clickhouse, { projectId, range: always, limit: 4 }));
		const [, second] = await listCalls(clickhouse, { projectId, range: always, limit: 2 });
		await clickhouse.insertSpans([spanFixture({ projectId, startedAtMs: noon + 100 })]);
		const rest = await listCalls(clickhouse, { projectId, range: always, limit: 4, cursor: second as Span });
		expect(idsOf(rest)).toEqual(before.slice(2));
	});

	test.each([
		["model", { model: "gpt-4o-mini" }, { model: "gpt-4o-mini" }],
		["status", { status: "error" as const }, { status: "error" }],
		["key", { keyId: "0198c0de-0000-7000-8000-00000000000a" }, { keyId: "0198c0de-0000-7000-8000-00000000000a" }],
		["provider", { provider: "mistral" }, { provider: "mistral" }],
		["user", { user: "ada@example.com" }, { user: "ada@example.com" }],
		["session", { session: "chat-7f3a" }, { session: "chat-7f3a" }],
		["environment", { environment: "production" }, { environment: "production" }],
		["one of its tags", { tags: ["beta", "checkout"] }, { tag: "checkout" }],
		["a key of its metadata", { metadata: { plan: "" } }, { metadataKey: "plan" }],
		["a value of its metadata", { metadata: { plan: "pro" } }, { metadataKey: "plan", metadataValue: "pro" }],
		["an empty value of its metadata", { metadata: { plan: "" } }, { metadataKey: "plan", metadataValue: "" }],
		["trace", { traceId: "another-gateway's id" }, { traceId: "another-gateway's id" }],
		["call site", { callSite: "src/checkout.ts:42:7 placeOrder" }, { callSite: "src/checkout.ts:42:7 placeOrder" }],
		["time", { startedAtMs: noon - 1 }, { range: { fromMs: noon - 1, toMs: noon } }],
	])("filters by %s", async (_, wanted, filter) => {
		const { projectId, spans } = await projectWith([wanted, {}]);
		const listed = await listCalls(clickhouse, { projectId, range: always, limit: 10, ...filter });
		expect(idsOf(listed)).toEqual([spans[0]?.id as string]);
	});

	test("never holds a call of another project", async () => {
		await projectWith([{}]);
		expect(await listCalls(clickhouse, { projectId: crypto.randomUUID(), range: always, limit: 10 })).toEqual([]);
	});

	test("tells what the cache answered from what it had not, and both from calls that did not ask", async () => {
		const { projectId, spans } = await projectWith([{ cache: "hit" }, { cache: "miss" }, {}]);
		for (const [index, cache] of ["hit", "miss"].entries()) {
			const listed = await listCalls(clickhouse, { projectId, range: always, limit: 10, cache });
			expect(idsOf(listed)).toEqual([spans[index]?.id as string]);
		}
	});

	test("meets all that is asked for, not any of it", async () => {
		const { projectId, spans } = await projectWith([
			{ user: "ada", tags: ["beta"], metadata: { plan: "pro" } },
			{ user: "ada", tags: ["beta"], metadata: { plan: "free" } },
			{ user: "bob", tags: ["beta"], metadata: { plan: "pro" } },
		]);
		const asked = { user: "ada", tag: "beta", metadataKey: "plan", metadataValue: "pro" };
		const listed = await listCalls(clickhouse, { projectId, range: always, limit: 10, ...asked });
		expect(idsOf(listed)).toEqual([spans[0]?.id as string]);
	});

	test.each(["x' OR 1=1 -- \\", "{projectId:UUID}", "a\tb\nc", "\\N", "ü🙂", "%", "null"])(
		"takes %j as a value in every filter",
		async (odd) => {
			const labels = {
				model: odd,
				provider: odd,
				user: odd,
				session: odd,
				environment: odd,
				traceId: odd,
				callSite: odd,
			};
			const { projectId, spans } = await projectWith([{}, { ...labels, tags: [odd], metadata: { [odd]: odd } }]);
			for (const filter of [
				...Object.keys(labels).map((name) => ({ [name]: odd })),
				{ tag: odd },
				{ metadataKey: odd, metadataValue: odd },
			]) {
				const listed = await listCalls(clickhouse, { projectId, range: always, limit: 10, ...filter });
				expect(idsOf(listed)).toEqual([spans[1]?.id as string]);
			}
		},
	);
});

describe("one call", () => {
	test("comes back with all its labels, and with what the cache did", async () => {
		const { projectId, spans } = await projectWith([
			{
				usageState: "estimated",
				user: "ada@example.com",
				session: "chat-7f3a",
				environment: "production",
				callSite: "src/checkout.ts:42:7 placeOrder",
				parentSpanId: "b7ad6b7169203331",
				tags: ["checkout", "beta"],
				metadata: { plan: "pro", seats: "5" },
				cache: "hit",
				cachedCallId: crypto.randomUUID(),
				savedPicoUsd: "9223372036854775807",
			},
		]);
		expect(await getCall(clickhouse, [projectId], spans[0]?.id as string)).toEqual(spans[0]);
		const [listed] = await listCalls(clickhouse, { projectId, range: always, limit: 1 });
		expect(spans[0]).toMatchObject(listed as object);
	});

	test("comes back whole, as the journal wrote it", async () => {
		const { projectId, spans } = await projectWith([{ httpStatus: null, durationMs: null, status: "interrupted" }]);
		expect(await getCall(clickhouse, [projectId], spans[0]?.id as string)).toEqual(spans[0]);
	});

	test("is found in any of several projects, and in no other", async () => {
		const { projectId, spans } = await projectWith([{}]);
		const id = spans[0]?.id as string;
		const other = crypto.randomUUID();
		expect(await getCall(clickhouse, [other, projectId], id)).toMatchObject({ id, projectId });
		expect(await getCall(clickhouse, [other], id)).toBeUndefined();
		expect(await getCall(clickhouse, [], id)).toBeUndefined();
	});

	test("has its bodies, byte for byte", async () => {
		const { projectId, spans } = await projectWith([{}]);
		const span = spans[0] as Span;
		const bodies = {
			request: '{"messages":["a;b\\n\\u0000\n\n\'ü🙂"]}',
			requestTruncated: false,
			response: null,
			responseTruncated: true,
		};
		await clickhouse.insertPayloads([{ projectId, spanId: span.id, startedAtMs: span.startedAtMs, ...bodies }]);
		expect(await getBodies(clickhouse, span)).toEqual(bodies);
	});

	test("without kept bodies has none", async () => {
		const { spans } = await projectWith([{ capture: "metadata" }]);
		expect(await getBodies(clickhouse, spans[0] as Span)).toBeUndefined();
	});
});
