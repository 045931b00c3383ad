import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { once } from "node:events";
import { createGate } from "../../server/src/limits/gate";
import { LimitBook } from "../../server/src/limits/limit-book";
import { createLocalStore } from "../../server/src/limits/local-store";
import { createProvider } from "../../server/src/providers/create-provider";
import { openai } from "../../server/src/providers/openai";
import { chat, streamedChatWithUsage } from "../support/chat";
import { startDoors, type TestDoors } from "../support/doors";
import { readChunks } from "../support/fixtures";
import { startGateway } from "../support/gateway";
import { ask, connect, requestText } from "../support/http-client";
import { answering, chunkText, headText, startUpstream, streaming } from "../support/upstream";

// What users of other gateways complain of: `docs/reference/known-complaints.md` says which test keeps each from happening here.
// These are those that nothing else in the tests is about.

let doors: TestDoors;
beforeAll(async () => {
	doors = await startDoors();
});
afterAll(() => doors.close());

// BerriAI/litellm#30566: the header was missing at /v1/messages and /v1/responses.
describe("what the gateway itself took is told in every API, streamed or not", () => {
	const targets = [
		["/openai/v1/responses", "/openai/v1/embeddings", "/openai/v1/models", "/groq/openai/v1/chat/completions"],
		["/anthropic/v1/messages", "/gemini/v1beta/models/g:generateContent", "/cohere/v2/chat", "/v1/chat/completions"],
	].flat();
	test.each(targets)("%s", async (target) => {
		for (const behaviour of [answering("{}"), streaming([Buffer.from("data: {}\n\n")])]) {
			doors.upstream.behave(behaviour);
			const body = JSON.stringify({ model: "openai/gpt-4o", messages: [] });
			const headers: [string, string][] = [["content-type", "application/json"]];
			const answer = await ask(doors.gateway.port, { target, headers, body });
			expect(Number(answer.header("x-lensai-overhead-ms") ?? Number.NaN)).toBeGreaterThanOrEqual(0);
		}
	});
});

// maximhq/bifrost#2048, #2786: the pieces of a tool's input were held back, and the stream stood still after 125 s.
describe("a piece of a stream reaches the caller before the provider has to say the next one", () => {
	test.each([
		["anthropic", "tools", "/anthropic/v1/messages", "text/event-stream"],
		["gemini", "unicode.events", "/gemini/v1beta/models/g:streamGenerateContent?alt=sse", "text/event-stream"],
		["openai", "parallel-tool-calls.asked", "/openai/v1/chat/completions", "text/event-stream"],
		["bedrock", "converse-tools", "/bedrock/model/m/converse-stream", "application/vnd.amazon.eventstream"],
	])("%s/%s", async (provider, fixture, target, type) => {
		const chunks = readChunks(provider, fixture);
		const received = Array.from(chunks, () => Promise.withResolvers<void>());
		doors.upstream.behave(async (exchange) => {
			await exchange.body();
			await exchange.send(headText(200, { "content-type": type, "transfer-encoding": "chunked" }));
			for (const [index, chunk] of chunks.entries()) {
				await exchange.send(chunkText(chunk));
				await received[index]?.promise;
			}
			await exchange.send("0\r\n\r\n");
		});
		const wire = await connect(doors.gateway.port);
		const options = { stream: true, stream_options: { include_usage: true } };
		const body = JSON.stringify({ model: "m", messages: [], ...options });
		await wire.send(requestText({ target, headers: [["content-type", "application/json"]], body }));
		const head = await wire.head();
		let got = Buffer.alloc(0);
		let sent = 0;
		for await (const piece of wire.body(head ?? { firstLine: "", headers: [] })) {
			got = Buffer.concat([got, piece]);
			for (let index = 0, end = 0; index < chunks.length; index++) {
				end += chunks[index]?.length ?? 0;
				if (got.length >= end) received[index]?.resolve();
			}
			sent++;
		}
		expect(sent).toBeGreaterThan(1);
		expect(got).toEqual(Buffer.concat(chunks));
		wire.socket.destroy();
	});
});

// maximhq/bifrost#6143: a buffer went back to its pool while a reader still used it.
test("of many streams at once each caller gets its own, and each record its own usage", async () => {
	doors.gateway.forget();
	doors.upstream.behave(async (exchange) => {
		const { user } = JSON.parse(Buffer.from(await exchange.body()).toString());
		const usage = { prompt_tokens: Number(user), completion_tokens: 1, total_tokens: Number(user) + 1 };
		const event = (more: object) =>
			Buffer.from(`data: ${JSON.stringify({ model: "gpt-4o", choices: [], ...more })}\n\n`);
		const pieces = Array.from({ length: 20 }, (_, index) =>
			event({ id: `${user}-${index}`, pad: "x".repeat(index * 97) }),
		);
		await streaming([...pieces, event({ usage })])({ ...exchange, body: async () => new Uint8Array() });
	});
	const answers = await Promise.all(
		Array.from({ length: 60 }, (_, index) =>
			ask(doors.gateway.port, {
				...chat({ ...JSON.parse(String(streamedChatWithUsage().body)), user: String(index) }),
			}),
		),
	);
	for (const [index, { body }] of answers.entries()) {
		const ids = [
			...Buffer.from(body)
				.toString()
				.matchAll(/"id":"(\d+)-(\d+)"/g),
		].map(([, user, piece]) => [user, piece]);
		expect(ids).toEqual(Array.from({ length: 20 }, (_, piece) => [String(index), String(piece)]));
	}
	await doors.gateway.settled();
	const inputs = doors.gateway.entries.map(({ span }) => span.usage.uncachedInput).sort((a = 0, b = 0) => a - b);
	expect(inputs).toEqual(Array.from({ length: 60 }, (_, index) => index));
	doors.gateway.forget();
});

// maximhq/bifrost#4689: calls to custom providers fell under no budget.
test("a call to a provider of one's own falls under the same limits", async () => {
	const upstream = await startUpstream(answering("{}"));
	const [own] = createProvider(
		openai,
		{ fetch, clock: Date.now },
		{ upstream: upstream.url, key: { secret: "sk-own" } },
	);
	if (own === undefined) throw new Error("A provider has a door.");
	const book = new LimitBook();
	const limit = {
		id: "requests",
		organizationId: "org-1",
		scope: "project",
		targetId: "project-default",
		measure: "requests",
		max: 1,
	} as const;
	book.apply([{ limit, changedAtMs: 1, deleted: false }]);
	const gateway = await startGateway({
		upstreamUrl: upstream.url,
		gate: createGate({ book, store: createLocalStore() }),
		customProviders: { require: () => ({ ...own, door: "/custom/own/" }) },
	});
	const call = () => ask(gateway.port, { ...chat(), target: "/custom/own/chat/completions" });
	expect([(await call()).status, (await call()).status]).toEqual([200, 429]);
	expect(upstream.requests).toHaveLength(1);
	await gateway.close();
	upstream.close();
});

// BerriAI/litellm#36429: on 30 callers' leaving in the middle of 5 MiB the event loop stood still, tokenising what had come.
test("callers who leave in the middle of long streams delay nobody else", async () => {
	const piece = Buffer.from(`data: {"choices":[{"delta":{"content":"${"word ".repeat(12_000)}"}}]}\n\n`);
	const pieces = Math.ceil((1024 * 1024) / piece.length);
	doors.upstream.behave(streaming(Array(pieces).fill(piece), { ending: "hang" }));
	const wires = await Promise.all(
		Array.from({ length: 30 }, async () => {
			const wire = await connect(doors.gateway.port);
			let bytes = 0;
			const whole = Promise.withResolvers<void>();
			wire.socket.on("data", (data: Buffer) => {
				bytes += data.length;
				if (bytes > pieces * piece.length) whole.resolve();
			});
			await wire.send(requestText(streamedChatWithUsage()));
			await whole.promise;
			return wire;
		}),
	);
	const leftAt = performance.now();
	for (const { socket } of wires) socket.resetAndDestroy();
	await Promise.all(wires.map(({ socket }) => (socket.closed ? undefined : once(socket, "close"))));
	doors.upstream.behave(answering("{}"));
	expect((await ask(doors.gateway.port, chat())).status).toBe(200);
	expect(performance.now() - leftAt).toBeLessThan(1000);
	doors.gateway.forget();
});
