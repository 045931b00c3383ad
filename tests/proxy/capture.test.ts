import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Capture } from "../../server/src/journal/span";
import { chat, streamedChat } from "../support/chat";
import { joinChunks, readChunks, readJsonFixture } from "../support/fixtures";
import { defaultCaller, startGateway, type TestGateway } from "../support/gateway";
import { ask } from "../support/http-client";
import { payload, textOf } from "../support/payloads";
import { answering, startUpstream, streaming, type Upstream } from "../support/upstream";

const mebibyte = 1024 * 1024;
let upstream: Upstream;

beforeAll(async () => {
	upstream = await startUpstream(answering(readJsonFixture("openai", "plain")));
});
afterAll(() => upstream.close());

/** Runs with a gateway whose default project captures so much. */
async function withGateway(capture: Capture, run: (gateway: TestGateway) => Promise<void>) {
	const gateway = await startGateway({ upstreamUrl: upstream.url, loopback: { ...defaultCaller, capture } });
	try {
		await run(gateway);
		gateway.forget();
	} finally {
		await gateway.close();
	}
}

describe("what is kept of a call", () => {
	test.each<[project: Capture, header: string | undefined, kept: Capture]>([
		["full", undefined, "full"],
		["full", "full", "full"],
		["full", "metadata", "metadata"],
		["full", "off", "off"],
		["full", "nonsense", "metadata"],
		["full", "", "full"],
		["metadata", undefined, "metadata"],
		["metadata", "full", "metadata"],
		["metadata", "off", "off"],
		["off", undefined, "off"],
		["off", "metadata", "off"],
		["off", "full", "off"],
	])("is, with a project's %s and a header %s, %s", (project, header, kept) =>
		withGateway(project, async (gateway) => {
			upstream.behave(answering(readJsonFixture("openai", "plain")));
			const headers: [string, string][] = header === undefined ? [] : [["x-lensai-capture", header]];
			const answer = await ask(gateway.port, chat({}, headers));
			expect(answer.status).toBe(200);
			expect(answer.header("x-lensai-call-id")).toBeDefined();
			if (kept === "off") {
				await gateway.settled();
				expect([gateway.started, gateway.entries]).toEqual([[], []]);
				return;
			}
			const { span, request, response } = await gateway.onlyEntry();
			expect(span).toMatchObject({ capture: kept, costPicoUsd: "3500000000" });
			const answered = Buffer.from(readJsonFixture("openai", "plain")).toString();
			expect([textOf(request), textOf(response)]).toEqual(
				kept === "full" ? [String(chat().body), answered] : [undefined, undefined],
			);
		}),
	);

	test("is, of a stream whose usage we asked for, what the caller sent and got", () =>
		withGateway("full", async (gateway) => {
			upstream.behave(streaming(readChunks("openai", "unicode-split.asked")));
			await ask(gateway.port, streamedChat());
			const { request, response } = await gateway.onlyEntry();
			expect(request).toEqual(payload(String(streamedChat().body), { isJson: true }));
			const seen = Buffer.from(joinChunks(readChunks("openai", "unicode-split.unasked"))).toString();
			expect(textOf(response)).toBe(seen);
		}));

	test("is at most 1 MiB of each body, and marked as cut; the sizes are true", () =>
		withGateway("full", async (gateway) => {
			const long = JSON.stringify({
				...JSON.parse(Buffer.from(readJsonFixture("openai", "plain")).toString()),
				pad: "é".repeat(mebibyte),
			});
			upstream.behave(answering(long));
			const request = chat({ pad: "x".repeat(2 * mebibyte) });
			await ask(gateway.port, request);
			const entry = await gateway.onlyEntry();
			for (const kept of [entry.request, entry.response]) {
				expect(kept?.truncated).toBe(true);
				expect(kept?.bytes.length ?? 0).toBeLessThanOrEqual(mebibyte);
				expect(kept?.bytes.length ?? 0).toBeGreaterThan(mebibyte - 4);
				expect(textOf(kept)).not.toContain("\uFFFD");
			}
			expect(entry.span).toMatchObject({
				requestBytes: Buffer.byteLength(request.body ?? ""),
				responseBytes: Buffer.byteLength(long),
				costPicoUsd: "3500000000",
			});
		}));

	test("is at most 1 MiB of a stream too, which still ends with its usage", () =>
		withGateway("full", async (gateway) => {
			const chunks = readChunks("openai", "plain.asked");
			const filler = Buffer.from(`: ${"x".repeat(65_536)}\n\n`);
			upstream.behave(streaming([...Array.from({ length: 40 }, () => filler), ...chunks]));
			const { body } = await ask(gateway.port, streamedChat());
			const { span, response } = await gateway.onlyEntry();
			expect(response?.truncated).toBe(true);
			expect(response?.bytes.length).toBe(mebibyte);
			expect(span).toMatchObject({ costPicoUsd: "105000000", responseBytes: body.length });
		}));

	test("is nothing of a body on a path that passes through unread", () =>
		withGateway("full", async (gateway) => {
			upstream.behave(answering("{}"));
			await ask(gateway.port, { target: "/openai/v1/files", body: "a file" });
			const { request, response } = await gateway.onlyEntry();
			expect([request, response]).toEqual([undefined, undefined]);
		}));
});
