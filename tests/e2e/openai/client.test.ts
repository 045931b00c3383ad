import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import OpenAI from "openai";
import type { Call, CallDetail, CallPage, Summary } from "../../../server/src/traces/model";
import { joinChunks, readChunks, readJsonFixture } from "../../support/fixtures";
import { startServer, type TestServer } from "../../support/server";
import { type OwnerSession, signIn } from "../../support/sign-in";
import { until } from "../../support/until";
import { answering, hanging, startUpstream, streaming, type Upstream } from "../../support/upstream";
import { type LiveStream, openLive } from "./live-stream";

/** How soon a call has to be seen after its end, in milliseconds. */
const soonMs = 1000;
const question = { model: "gpt-4o", messages: [{ role: "user" as const, content: "Hello?" }] };
const plain = readJsonFixture("openai", "plain");
let upstream: Upstream;
let server: TestServer;
let owner: OwnerSession;
let lensKey: string;
let live: LiveStream;
let client: OpenAI;

beforeAll(async () => {
	upstream = await startUpstream(answering(plain));
	server = await startServer({
		env: {
			LENSAI_UPSTREAM_OPENAI: upstream.url,
			OPENAI_API_KEY: "sk-server",
			LENSAI_UPSTREAM_TIMEOUT_MS: "400",
		},
	});
	owner = await signIn(server);
	lensKey = (await owner.createKey("tests")).secret;
	live = await openLive(server.url, lensKey);
	client = new OpenAI({ baseURL: `${server.url}/openai/v1`, apiKey: lensKey, maxRetries: 0 });
}, 60_000);

afterEach(() => upstream.behave(answering(plain)));

afterAll(async () => {
	live.close();
	expect(await server.stop()).toBe(0);
	upstream.close();
}, 60_000);

/** The call as the API shows it and as it was told live, both within a second from now if not told otherwise. */
async function seenSoon(id: string | null, withinMs = soonMs): Promise<{ call: CallDetail; told: Call }> {
	const from = performance.now();
	let call: CallDetail | undefined;
	await until(async () => {
		const answer = await fetch(`${server.url}/api/v1/calls/${id}`, { headers: { cookie: owner.cookie } });
		if (answer.ok) call = (await answer.json()) as CallDetail;
		return call !== undefined && live.calls.some((told) => told.id === id);
	});
	expect(performance.now() - from).toBeLessThan(withinMs);
	const told = live.calls.filter((one) => one.id === id);
	expect(told.length).toBe(1);
	return { call: call as CallDetail, told: told[0] as Call };
}

/** The id of the newest call that a provider saw; a client that got no answer cannot know it. */
async function newestCallId(since: number): Promise<string> {
	await until(() => live.calls.length > since);
	return live.calls.at(-1)?.id ?? "";
}

/** What a request fails with; the client's promises start when they are awaited, so they cannot be handed to `expect`. */
async function failureOf(request: PromiseLike<unknown>): Promise<InstanceType<typeof OpenAI.APIError>> {
	try {
		await request;
	} catch (error) {
		if (error instanceof OpenAI.APIError) return error;
		throw error;
	}
	throw new Error("The request succeeded.");
}

describe("the openai client, with nothing changed but its base URL", () => {
	test("gets a JSON answer, whose exact cost is seen within a second", async () => {
		const { data, response } = await client.chat.completions.create(question).withResponse();
		expect(data as unknown).toEqual(JSON.parse(Buffer.from(plain).toString()));

		const { call, told } = await seenSoon(response.headers.get("x-lensai-call-id"));
		const figures = {
			model: "gpt-4o",
			responseModel: "gpt-4o-2024-08-06",
			status: "ok",
			httpStatus: 200,
			inputTokens: 1000,
			outputTokens: 100,
			costState: "priced",
			// 1,000 × 2,500,000 + 100 × 10,000,000 pico-USD: $0.0035
			costPicoUsd: "3500000000",
		};
		expect(call).toMatchObject({ ...figures, finishReason: "stop" });
		expect(told).toMatchObject(figures as object);
		expect(JSON.parse(call.request?.text ?? "")).toEqual(question);
		expect(call.response).toEqual({ text: Buffer.from(plain).toString(), truncated: false, bytes: plain.length });
		expect(upstream.requests.at(-1)?.header("authorization")).toBe("Bearer sk-server");
	});

	test("gets a stream chunk by chunk as the provider would have sent it unasked, with its cost", async () => {
		upstream.behave(streaming(readChunks("openai", "plain.asked"), { gapMs: 10 }));
		const { data, response } = await client.chat.completions.create({ ...question, stream: true }).withResponse();
		let text = "";
		let sawUsage = false;
		for await (const chunk of data) {
			text += chunk.choices[0]?.delta.content ?? "";
			sawUsage ||= "usage" in chunk;
		}
		expect(sawUsage).toBe(false);
		const { call } = await seenSoon(response.headers.get("x-lensai-call-id"));
		expect(call).toMatchObject({ stream: true, status: "ok", costPicoUsd: "105000000" });
		expect(call.firstByteMs).toBeGreaterThan(0);
		expect(call.firstByteMs ?? 0).toBeLessThan(call.durationMs ?? 0);
		const unasked = Buffer.from(joinChunks(readChunks("openai", "plain.unasked"))).toString();
		expect(call.response?.text).toBe(unasked);
		expect(text.length).toBeGreaterThan(0);
	});

	test("gets usage in its stream when it asks for it", async () => {
		upstream.behave(streaming(readChunks("openai", "cached-input.asked")));
		const stream = await client.chat.completions.create({
			...question,
			stream: true,
			stream_options: { include_usage: true },
		});
		let total: number | undefined;
		for await (const chunk of stream) total = chunk.usage?.total_tokens ?? total;
		expect(total).toBe(86 + 1920 + 3);
	});

	test("assembles parallel tool calls from a stream", async () => {
		upstream.behave(streaming(readChunks("openai", "parallel-tool-calls.asked")));
		const tools = [{ type: "function" as const, function: { name: "get_weather", parameters: { type: "object" } } }];
		const runner = client.chat.completions.stream({ ...question, tools });
		const calls = (await runner.finalChatCompletion()).choices[0]?.message.tool_calls ?? [];
		expect(calls.length).toBe(2);
		for (const call of calls) if (call.type === "function") JSON.parse(call.function.arguments);
	});

	test("aborts a stream, which is recorded as left by the client, with an estimate", async () => {
		upstream.behave(streaming(readChunks("openai", "plain.asked").slice(0, 4), { ending: "hang" }));
		const { data, response } = await client.chat.completions.create({ ...question, stream: true }).withResponse();
		for await (const _ of data) break;
		// The first estimate of a server waits for the tokenizer's thread.
		const { call } = await seenSoon(response.headers.get("x-lensai-call-id"), 10_000);
		expect(call).toMatchObject({ status: "client_closed", usageState: "estimated", costState: "estimated" });
		await upstream.requests.at(-1)?.closed;
	});

	test("gives up by its own timeout, which is recorded as left by the client", async () => {
		upstream.behave(hanging);
		const before = live.calls.length;
		const impatient = client.withOptions({ timeout: 100 });
		const failure = await failureOf(impatient.chat.completions.create(question));
		expect(failure).toBeInstanceOf(OpenAI.APIConnectionTimeoutError);
		const { call } = await seenSoon(await newestCallId(before));
		expect(call).toMatchObject({ status: "client_closed", httpStatus: null });
	});

	test("knows the provider's own error as such", async () => {
		upstream.behave(answering(readJsonFixture("openai", "error-429"), { status: 429 }));
		const failure = await failureOf(client.chat.completions.create(question));
		expect(failure).toBeInstanceOf(OpenAI.RateLimitError);
		expect(failure.type).toBe("insufficient_quota");
		const { call } = await seenSoon(failure.headers?.get("x-lensai-call-id") ?? null);
		expect(call).toMatchObject({ status: "error", httpStatus: 429, errorType: "insufficient_quota" });
	});

	test("knows the gateway's own errors too: no provider, a silent one, an unknown key", async () => {
		upstream.behave(async (exchange) => exchange.reset());
		const broken = await failureOf(client.chat.completions.create(question));
		expect(broken).toMatchObject({ status: 502, code: "upstream_failed", type: "server_error" });
		upstream.behave(hanging);
		const silent = await failureOf(client.chat.completions.create(question));
		expect(silent).toMatchObject({ status: 504, code: "upstream_timeout" });
		const stranger = await failureOf(client.withOptions({ apiKey: "lk_unknown" }).chat.completions.create(question));
		expect(stranger).toBeInstanceOf(OpenAI.AuthenticationError);
		expect(stranger.code).toBe("lens_key_invalid");
	});

	test("sees a stream that breaks off as an error, not as an end", async () => {
		upstream.behave(streaming(readChunks("openai", "plain.asked").slice(0, 4), { ending: "close", gapMs: 5 }));
		const reading = async () => {
			for await (const _ of await client.chat.completions.create({ ...question, stream: true }));
		};
		await expect(reading()).rejects.toThrow();
	});

	test("lists models through the gateway", async () => {
		upstream.behave(answering('{"object":"list","data":[{"id":"gpt-4o","object":"model"}]}'));
		const models = await client.models.list();
		expect(models.data.map(({ id }) => id)).toEqual(["gpt-4o"]);
	});
});

describe("afterwards", () => {
	test("every call stands once in the list, and the sum is the sum of their costs", async () => {
		const list = async () => (await owner.get("/api/v1/calls?limit=200")) as CallPage;
		await until(async () => (await list()).calls.length === upstream.requests.length);
		const page = await list();
		const ids = page.calls.map(({ id }) => id);
		expect(new Set(ids).size).toBe(ids.length);
		expect(ids.length).toBe(live.calls.length);
		const summary = (await owner.get("/api/v1/summary")) as Summary;
		const sum = page.calls.reduce((total, { costPicoUsd }) => total + BigInt(costPicoUsd ?? 0), 0n);
		// A list of models is a request, but no call that uses one.
		const usedModels = page.calls.filter(({ operation }) => operation !== "models");
		expect(usedModels.length).toBe(ids.length - 1);
		expect(summary).toMatchObject({ calls: usedModels.length, costPicoUsd: String(sum) });
	});

	test("the log is JSON lines without a key or a prompt", () => {
		const lines = server
			.output()
			.split("\n")
			.filter((line) => line.startsWith("{"));
		for (const line of lines) JSON.parse(line);
		expect(server.output()).not.toContain("Hello?");
		expect(server.output()).not.toContain("sk-server");
		expect(server.output()).not.toContain(lensKey);
		expect(server.output()).not.toMatch(/^\s+at /m);
	});
});
