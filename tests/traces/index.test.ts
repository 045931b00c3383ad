import { afterAll, beforeAll, expect, test } from "bun:test";
import { treaty } from "@elysiajs/eden";
import { Elysia } from "elysia";
import { rightsOf } from "../../server/src/accounts/rights";
import type { Viewer } from "../../server/src/accounts/viewer";
import type { Span } from "../../server/src/journal/span";
import { problemOf, problemResponse } from "../../server/src/ops/problem";
import { traces } from "../../server/src/traces";
import { openTestClickHouse, type TestClickHouse } from "../support/clickhouse";
import { spanFixture } from "../support/spans";

const noon = Date.UTC(2026, 10, 22, 12);
const own = crypto.randomUUID();
const second = crypto.randomUUID();
const third = crypto.randomUUID();
const foreign = crypto.randomUUID();
const foreignCall = spanFixture({ projectId: foreign, startedAtMs: noon });
const calls = [0, 1, 2].map((minute) => spanFixture({ projectId: own, startedAtMs: noon + minute * 60_000 }));

function viewerOfProjects(...ids: string[]): Viewer {
	const projects = ids.map((id) => {
		return {
			id,
			organizationId: "organization-1",
			teamId: null,
			name: id,
			capture: "full" as const,
			createdAt: "2026-11-22T00:00:00.000Z",
		};
	});
	const organization = { id: "organization-1", name: "One" };
	return { via: "session", organization, projects, role: "owner", rights: rightsOf("owner") };
}

/** The plugin as the server mounts it, on the real engine, for somebody who sees the projects `own`, `second` and `third`. */
function createApi(clickhouse: TestClickHouse) {
	const viewer = viewerOfProjects(own, second, third);
	const app = new Elysia()
		.onError(({ error }) => problemResponse(problemOf(error, "request-1")))
		.use(traces({ analytics: clickhouse, viewerOf: async () => viewer, now: () => noon + 3_600_000 }));
	return { app, api: treaty(app, { parseDate: false }).api.v1 };
}

let clickhouse: TestClickHouse;
let { app, api } = {} as ReturnType<typeof createApi>;
beforeAll(async () => {
	clickhouse = await openTestClickHouse();
	await clickhouse.insertSpans([...calls, foreignCall]);
	({ app, api } = createApi(clickhouse));
});
afterAll(() => clickhouse.close());

async function bodyOf(path: string): Promise<string> {
	return (await app.handle(new Request(`http://localhost/api/v1${path}`))).text();
}

async function problem(path: string) {
	const response = await app.handle(new Request(`http://localhost/api/v1${path}`));
	const { code } = (await response.json()) as { code: string };
	return { status: response.status, type: response.headers.get("content-type"), code };
}

test("a call shows each key of its metadata, whatever it is called", async () => {
	const metadata = '{"__proto__":"x","constructor":"y","plan":"pro"}';
	const call = spanFixture({ projectId: third, metadata: JSON.parse(metadata) });
	await clickhouse.insertSpans([call]);
	expect(await bodyOf(`/calls/${call.id}`)).toContain(`"metadata":${metadata}`);
	const found = await bodyOf(`/calls?projectId=${third}&metadataKey=__proto__&metadataValue=x`);
	expect(JSON.parse(found).calls).toMatchObject([{ id: call.id }]);
});

test("pages through the calls of a project until there are no more", async () => {
	const first = await api.calls.get({ query: { limit: 2 } });
	expect(first.data?.calls.map(({ id }) => id)).toEqual([calls[2]?.id, calls[1]?.id] as string[]);
	const rest = await api.calls.get({ query: { limit: 2, cursor: first.data?.nextCursor as string } });
	expect(rest.data).toMatchObject({ calls: [{ id: calls[0]?.id as string }], nextCursor: null });
});

test("says that a page is the last one when it is exactly full", async () => {
	const { data } = await api.calls.get({ query: { limit: 3 } });
	expect(data?.nextCursor).toBeNull();
});

test("shows one call with its bodies", async () => {
	const span = calls[0] as (typeof calls)[0];
	const bodies = { request: '{"a":1}', requestTruncated: false, response: '{"b":2}', responseTruncated: false };
	await clickhouse.insertPayloads([{ projectId: own, spanId: span.id, startedAtMs: span.startedAtMs, ...bodies }]);
	const { data } = await api.calls({ id: span.id }).get();
	expect(data).toMatchObject({ id: span.id, rawUsage: { total_tokens: 1100 } });
	expect(data?.request).toEqual({ text: '{"a":1}', truncated: false, bytes: 512 });
	expect(data?.response).toEqual({ text: '{"b":2}', truncated: false, bytes: 1024 });
});

test("shows where a call went by its route, and why", async () => {
	const routed = spanFixture({
		projectId: second,
		startedAtMs: noon - 30 * 86_400_000,
		routeId: crypto.randomUUID(),
		targetReasons: JSON.stringify([
			{ target: "openai gpt-4o", reason: "first in order" },
			{ target: "mistral large", reason: "weight 0", leftOut: true },
		]),
		attempts: JSON.stringify([
			{ target: "openai gpt-4o", at: 0, ms: 12, status: 503, reason: "503: tried again after 80 ms" },
			{ target: "openai gpt-4o", at: 92.5, ms: 400, status: 200, cost: "3500000000", reason: "answered" },
		]),
	});
	await clickhouse.insertSpans([routed]);
	const { data } = await api.calls({ id: routed.id }).get();
	expect(data).toMatchObject({
		routeId: routed.routeId as string,
		targets: [
			{ target: "openai gpt-4o", reason: "first in order", leftOut: false },
			{ target: "mistral large", reason: "weight 0", leftOut: true },
		],
		attempts: [
			{ startedAfterMs: 0, durationMs: 12, status: 503, error: null, costPicoUsd: null, costUnknown: false },
			{ startedAfterMs: 92.5, status: 200, costPicoUsd: "3500000000", reason: "answered" },
		],
	});
	expect((await api.calls({ id: (calls[0] as Span).id }).get()).data).toMatchObject({ routeId: null, attempts: [] });
});

test("sums up the last 24 hours", async () => {
	const { data } = await api.summary.get({ query: {} });
	expect(data).toMatchObject({
		from: "2026-11-21T13:00:00.000Z",
		to: "2026-11-22T13:00:00.000Z",
		calls: 3,
		costPicoUsd: "10500000000",
		byModel: [{ model: "gpt-4o", calls: 3 }],
		byHour: [{ hour: "2026-11-22T12:00:00.000Z", model: "gpt-4o", calls: 3 }],
	});
});

test("a request without a model is listed as what it is, and counted apart from the calls", async () => {
	const startedAtMs = noon - 50 * 86_400_000;
	const other = spanFixture({ projectId: second, startedAtMs, kind: "other", model: null, operation: "models" });
	await clickhouse.insertSpans([other]);
	const range = { from: new Date(startedAtMs).toISOString(), to: new Date(startedAtMs + 1).toISOString() };
	const { data: page } = await api.calls.get({ query: { projectId: second, ...range } });
	expect(page?.calls).toMatchObject([{ id: other.id, kind: "other" }]);
	const { data: summary } = await api.summary.get({ query: { projectId: second, ...range } });
	expect(summary).toMatchObject({ calls: 0, pricedCalls: 0, otherRequests: 1, byModel: [], byHour: [] });
});

test("lists the calls with the labels that are asked for, whatever these look like in an address", async () => {
	for (const user of ["ada@example.com", "42", "true", '{"a":1}', "[1]", "a,b", "a+b c&d=e", "null"]) {
		const projectId = second;
		const labelled = spanFixture({ projectId, startedAtMs: noon - 40 * 86_400_000, user, tags: [user] });
		await clickhouse.insertSpans([labelled]);
		for (const query of [{ user }, { tag: user }]) {
			const { data, error } = await api.calls.get({ query: { projectId, to: "2026-11-01T00:00:00Z", ...query } });
			expect(error).toBeNull();
			expect(data?.calls).toMatchObject([{ id: labelled.id, user, tags: [user] }]);
		}
	}
});

test("shows an empty project as empty", async () => {
	const { data } = await api.calls.get({ query: { projectId: second, from: "2026-11-22T00:00:00Z" } });
	expect(data).toEqual({ calls: [], nextCursor: null });
});

test("finds the caller's project by an id in upper case", async () => {
	const { data } = await api.calls.get({ query: { projectId: own.toUpperCase() } });
	expect(data?.calls).toHaveLength(3);
});

test("answers for another's project and another's call as if they did not exist", async () => {
	const absent = { status: 404, type: "application/problem+json", code: "not_found" };
	expect(await problem(`/calls?projectId=${foreign}`)).toEqual(absent);
	expect(await problem(`/summary?projectId=${foreign}`)).toEqual(absent);
	expect(await problem(`/calls/${foreignCall.id}`)).toEqual(absent);
	expect(await problem(`/calls/${crypto.randomUUID()}`)).toEqual(absent);
});

test.each([
	["/calls?cursor=nonsense", "invalid_cursor"],
	["/calls?from=2026-11-22T12:00:00Z&to=2026-11-22T12:00:00Z", "invalid_range"],
	["/summary?from=2026-01-01T00:00:00Z", "invalid_range"],
	["/calls?from=1969-12-31T23:59:59Z", "invalid_range"],
	["/calls?to=1969-12-31T23:59:59Z", "invalid_range"],
	["/summary?from=1969-12-31T00:00:00Z&to=1970-01-02T00:00:00Z", "invalid_range"],
	["/summary?to=1969-12-31T00:00:00Z", "invalid_range"],
	["/calls?limit=201", "invalid_request"],
	["/calls?status=odd", "invalid_request"],
	["/calls?cache=odd", "invalid_request"],
	["/calls?metadataValue=pro", "invalid_request"],
	[`/calls?environment=${"x".repeat(65)}`, "invalid_request"],
	["/calls?from=yesterday", "invalid_request"],
	["/calls/not-an-id", "invalid_request"],
])("refuses %s with the code %s", async (path, code) => {
	expect(await problem(path)).toEqual({ status: 400, type: "application/problem+json", code });
});
