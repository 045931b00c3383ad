import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import type { Span } from "../../server/src/journal/span";
import { price } from "../../server/src/pricing/price";
import type { Answer } from "../../server/src/proxy/dialects/dialect";
import { openaiChat } from "../../server/src/proxy/dialects/openai-chat";
import { chat, streamedChat, streamedChatWithUsage } from "../support/chat";
import { joinChunks, jsonFixtures, readChunks, readJsonFixture, streamPairs } from "../support/fixtures";
import { startGateway, type TestGateway } from "../support/gateway";
import { ask } from "../support/http-client";
import { answering, startUpstream, streaming, type Upstream } from "../support/upstream";

let upstream: Upstream;
let gateway: TestGateway;

beforeAll(async () => {
	upstream = await startUpstream(answering("{}"));
	gateway = await startGateway({ upstreamUrl: upstream.url });
});
afterEach(() => gateway.forget());
afterAll(async () => {
	await gateway.close();
	upstream.close();
});

/** The members of a span that an answer decides. The dialect and the prices have tests of their own. */
function recordedOf(answer: Answer, at: Date): Partial<Span> {
	const { responseModel: name = "gpt-4o", serviceTier } = answer;
	const cost = price(answer.usage, { provider: "openai", name, serviceTier }, at);
	return {
		responseModel: answer.responseModel ?? null,
		finishReason: answer.finishReason ?? null,
		usage: answer.usage ?? {},
		costState: cost.state,
		costPicoUsd: cost.picoUsd?.toString() ?? null,
		errorType: answer.error?.type ?? null,
	};
}

describe("an answer that is not streamed", () => {
	test.each(jsonFixtures("openai"))("%s reaches the caller byte for byte, and is recorded", async (name) => {
		const bytes = readJsonFixture("openai", name);
		const status = /^error-(\d+)$/.exec(name)?.[1];
		upstream.behave(answering(bytes, { status: Number(status ?? 200) }));

		const answer = await ask(gateway.port, chat());
		expect(Buffer.from(answer.body)).toEqual(Buffer.from(bytes));
		expect(answer.status).toBe(Number(status ?? 200));
		expect(answer.header("content-length")).toBe(String(bytes.length));

		const { span } = await gateway.onlyEntry();
		expect(span).toMatchObject({
			...recordedOf(openaiChat.readResponse(bytes), new Date(span.startedAtMs)),
			id: answer.header("x-lensai-call-id"),
			kind: "llm",
			operation: "chat/completions",
			model: "gpt-4o",
			stream: false,
			status: status === undefined ? "ok" : "error",
			httpStatus: answer.status,
			requestBytes: Buffer.byteLength(chat().body ?? ""),
			responseBytes: bytes.length,
		});
	});

	test.each([
		["in chunks of 7 bytes", 7],
		["longer than 16 KiB, with a declared length", 0],
	])("%s, reaches the caller byte for byte, and is recorded", async (_, chunkSize) => {
		const text = JSON.stringify({
			...JSON.parse(Buffer.from(readJsonFixture("openai", "plain")).toString()),
			system_fingerprint: chunkSize > 0 ? "fp" : "漢".repeat(400_000),
		});
		const bytes = new TextEncoder().encode(text);
		upstream.behave(
			chunkSize > 0
				? streaming(cut(bytes, chunkSize), { headers: { "content-type": "application/json" } })
				: answering(bytes),
		);
		const answer = await ask(gateway.port, chat());
		expect(Buffer.from(answer.body).equals(bytes)).toBe(true);
		const { span } = await gateway.onlyEntry();
		expect(span).toMatchObject({ status: "ok", costPicoUsd: "3500000000", responseBytes: bytes.length });
	});
});

describe("a stream", () => {
	const borders = ["as recorded", "byte by byte", "in one piece"] as const;
	const cases = streamPairs("openai").flatMap((name) => borders.map((border) => [name, border] as const));
	const chunked = (name: string, border: (typeof borders)[number]) => {
		const chunks = readChunks("openai", name);
		if (border === "as recorded") return chunks;
		return cut(joinChunks(chunks), border === "byte by byte" ? 1 : Number.MAX_SAFE_INTEGER);
	};

	test.each(cases)("%s, %s, whose usage the caller asked for passes untouched", async (name, border) => {
		upstream.behave(streaming(chunked(`${name}.asked`, border)));
		const { body } = await ask(gateway.port, streamedChatWithUsage());
		const expected = joinChunks(readChunks("openai", `${name}.asked`));
		expect(Buffer.from(body).toString("latin1")).toBe(Buffer.from(expected).toString("latin1"));
		expect(Buffer.from((await upstream.requests.at(-1)?.body()) ?? [])).toEqual(
			Buffer.from(streamedChatWithUsage().body ?? ""),
		);
		await expectRecorded(name);
	});

	test.each(cases)("%s, %s, comes as if we had not asked for its usage", async (name, border) => {
		upstream.behave(streaming(chunked(`${name}.asked`, border)));
		const { body, brokenOff } = await ask(gateway.port, streamedChat());
		const expected = joinChunks(readChunks("openai", `${name}.unasked`));
		expect(Buffer.from(body).toString("latin1")).toBe(Buffer.from(expected).toString("latin1"));
		expect(brokenOff).toBe(false);
		const sent: unknown = JSON.parse(Buffer.from((await upstream.requests.at(-1)?.body()) ?? []).toString());
		expect(sent).toMatchObject({ stream: true, stream_options: { include_usage: true } });
		await expectRecorded(name);
	});

	async function expectRecorded(name: string) {
		const reader = openaiChat.createStreamReader();
		reader.read(joinChunks(readChunks("openai", `${name}.asked`)));
		const read = reader.end();
		const { span } = await gateway.onlyEntry();
		expect(span).toMatchObject({
			...recordedOf(read, new Date(span.startedAtMs)),
			stream: true,
			status: read.error === undefined ? "ok" : "error",
			httpStatus: 200,
		});
	}

	const types = ["Text/Event-Stream", "text/event-stream;charset=utf-8", "text/plain", "application/octet-stream", ""];

	test.each(types)("whose content-type is %p is filtered, and its usage is read", async (type) => {
		upstream.behave(streaming(readChunks("openai", "plain.asked"), { headers: { "content-type": type } }));
		const { body } = await ask(gateway.port, streamedChat());
		expect(Buffer.from(body)).toEqual(Buffer.from(joinChunks(readChunks("openai", "plain.unasked"))));
		await expectRecorded("plain");
	});

	test.each(types.slice(2))("that the provider sends as one JSON text under %p is read as JSON", async (type) => {
		const bytes = readJsonFixture("openai", "plain");
		upstream.behave(answering(bytes, { headers: { "content-type": type } }));
		const { body } = await ask(gateway.port, streamedChat());
		expect(Buffer.from(body)).toEqual(Buffer.from(bytes));
		expect((await gateway.onlyEntry()).span).toMatchObject({ status: "ok", costPicoUsd: "3500000000" });
	});

	test("has its first byte and its duration measured, and is not held back until its end", async () => {
		upstream.behave(streaming(readChunks("openai", "plain.asked"), { gapMs: 20 }));
		await ask(gateway.port, streamedChat());
		const { span } = await gateway.onlyEntry();
		const chunks = readChunks("openai", "plain.asked").length;
		expect(span.firstByteMs).toBeGreaterThanOrEqual(19);
		expect(span.durationMs).toBeGreaterThanOrEqual(chunks * 19);
		expect(span.firstByteMs ?? 0).toBeLessThan((span.durationMs ?? 0) / 2);
	});

	test("is noted in the journal when it is admitted, as it would stand if the server died", async () => {
		upstream.behave(streaming(readChunks("openai", "plain.asked")));
		await ask(gateway.port, streamedChat());
		await gateway.onlyEntry();
		expect(gateway.started).toEqual([
			expect.objectContaining({ id: gateway.entries[0]?.span.id, status: "interrupted", durationMs: null }),
		]);
	});
});

function cut(bytes: Uint8Array, size: number): Uint8Array[] {
	const chunks: Uint8Array[] = [];
	for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
	return chunks;
}
