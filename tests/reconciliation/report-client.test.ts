import { afterAll, beforeEach, expect, test } from "bun:test";
import { readPages } from "../../server/src/reconciliation/pages";
import { ReportFailure } from "../../server/src/reconciliation/report";
import { createReportClient } from "../../server/src/reconciliation/report-client";
import { openaiAdminKey, startReportServer } from "../support/reports";

const server = startReportServer();
afterAll(() => server.stop());
beforeEach(() => {
	server.instead = undefined;
});

function client(change: { patienceMs?: number; baseUrl?: string; signal?: AbortSignal } = {}) {
	return createReportClient({
		name: "OpenAI",
		baseUrl: server.openaiUrl,
		headers: { authorization: `Bearer ${openaiAdminKey}` },
		fetch,
		now: Date.now,
		signal: new AbortController().signal,
		...change,
	});
}

const failureOf = (asked: Promise<unknown>) =>
	asked.then(
		() => undefined,
		(error: unknown) => (error instanceof ReportFailure ? [error.code, error.message] : error),
	);

test("numbers keep every digit that stood there, and other values stay what they are", async () => {
	server.instead = () =>
		new Response('{"value":0.1308043834030752670001,"count":12,"text":"1","more":true,"next":null}');
	expect(await client().get("x", [])).toEqual({
		value: "0.1308043834030752670001",
		count: "12",
		text: "1",
		more: true,
		next: null,
	});
});

test("a provider that says nothing is given up in time, and so is one that is not there or is cut off with the run", async () => {
	server.instead = () => new Promise(() => undefined);
	const late = ["unreachable", "OpenAI did not answer in time. It is tried again."];
	expect(await failureOf(client({ patienceMs: 30 }).get("x", []))).toEqual(late);
	expect(await failureOf(client({ signal: AbortSignal.timeout(30) }).get("x", []))).toEqual(late);
	const gone = await failureOf(client({ baseUrl: "http://127.0.0.1:1/v1" }).get("x", []));
	expect(gone).toEqual([
		"unreachable",
		expect.stringMatching(/^OpenAI could not be reached \(\w+\)\. It is tried again\.$/),
	]);
});

test("an answer beyond all measure is not read to its end", async () => {
	server.instead = () => new Response(new Uint8Array(33 * 1024 * 1024));
	expect(await failureOf(client().get("x", []))).toEqual(["unreadable", "OpenAI answered with more than 32 MiB."]);
});

test("pages that never repeat and never end are not followed for ever", async () => {
	let page = 0;
	const endless = { get: async () => ({ data: [], has_more: true, next_page: String(++page) }) };
	const asked = readPages(endless, { path: "x", query: [], cursor: "page", next: "next_page" });
	expect(await failureOf(asked)).toEqual(["pages_cut", expect.any(String)]);
	expect(page).toBe(500);
});
