import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import OpenAI, { RateLimitError } from "openai";
import { createGate } from "../../server/src/limits/gate";
import type { Measure } from "../../server/src/limits/limit";
import { LimitBook } from "../../server/src/limits/limit-book";
import { createLocalStore } from "../../server/src/limits/local-store";
import { chat } from "../support/chat";
import { readChunks, readJsonFixture } from "../support/fixtures";
import { startGateway, type TestGateway } from "../support/gateway";
import { ask } from "../support/http-client";
import { answering, startUpstream, streaming, type Upstream } from "../support/upstream";

let book: LimitBook;
let store: ReturnType<typeof createLocalStore>;
let upstream: Upstream;
let gateway: TestGateway;

beforeAll(async () => {
	upstream = await startUpstream(answering(readJsonFixture("openai", "plain")));
});
afterEach(() => gateway.close());
afterAll(() => upstream.close());

/** The gateway with one limit for the project of calls without a key. */
async function limited(measure: Measure, max: number) {
	book = new LimitBook();
	store = createLocalStore();
	const limit = {
		id: measure,
		organizationId: "org-1",
		scope: "project",
		targetId: "project-default",
		measure,
		max,
	} as const;
	book.apply([{ limit, changedAtMs: 1, deleted: false }]);
	gateway = await startGateway({ upstreamUrl: upstream.url, gate: createGate({ book, store }) });
	return { used: () => store.used([limit as never])[0] };
}

const client = () =>
	new OpenAI({ baseURL: `http://127.0.0.1:${gateway.port}/openai/v1`, apiKey: "sk-test", maxRetries: 0 });
const hello = { model: "gpt-4o", messages: [{ role: "user", content: "Hi" }] } as const;

test("the call beyond a limit is refused as the provider would, with how long to wait, and reaches no provider", async () => {
	await limited("requests", 1);
	upstream.behave(answering(readJsonFixture("openai", "plain")));
	await client().chat.completions.create({ ...hello, messages: [...hello.messages] });
	const before = upstream.requests.length;
	const refused = await client()
		.chat.completions.create({ ...hello, messages: [...hello.messages] })
		.catch((error: unknown) => error);
	expect(refused).toBeInstanceOf(RateLimitError);
	const { headers, code } = refused as RateLimitError;
	expect(code).toBe("rate_limit_exceeded");
	expect(Number(headers?.get("retry-after"))).toBeGreaterThan(0);
	expect(headers?.get("x-ratelimit-limit-requests")).toBe("1");
	expect(headers?.get("x-should-retry")).toBe("true");
	expect(upstream.requests).toHaveLength(before);
	expect(gateway.entries.map(({ span }) => span.errorType)).toEqual([null, "rate_limit_exceeded"]);
});

test("tokens are counted as they were used, not as they were guessed", async () => {
	const { used } = await limited("tokens", 10_000);
	upstream.behave(answering(readJsonFixture("openai", "plain")));
	await ask(gateway.port, chat({ max_tokens: 5000 }));
	await gateway.settled();
	const { uncachedInput = 0, output = 0, ...rest } = gateway.entries[0]?.span.usage ?? {};
	expect(used()).toBe(Object.values(rest).reduce((sum, tokens) => sum + tokens, uncachedInput + output));
	expect(used()).toBeLessThan(5000);
});

test("a stream takes its place as long as it lasts", async () => {
	const { used } = await limited("streams", 1);
	const gate = Promise.withResolvers<void>();
	upstream.behave(async (exchange) => {
		await gate.promise;
		await streaming(readChunks("openai", "plain.asked"))(exchange);
	});
	const first = ask(gateway.port, chat({ stream: true }));
	while (upstream.requests.length === 0 || used() === 0) await new Promise((resolve) => setImmediate(resolve));
	expect((await ask(gateway.port, chat({ stream: true }))).status).toBe(429);
	gate.resolve();
	expect((await first).status).toBe(200);
	await gateway.settled();
	expect(used()).toBe(0);
});

test("a body over a limit is refused before it is read", async () => {
	await limited("body_bytes", 100);
	const answer = await ask(gateway.port, chat({ user: "x".repeat(200) }));
	expect(answer.status).toBe(413);
	expect(answer.json()).toMatchObject({ error: { code: "body_over_limit" } });
});
