import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import type { Span } from "../../server/src/journal/span";
import { createOpenCalls } from "../../server/src/proxy/open-calls";
import { readChunks, readJsonFixture } from "../support/fixtures";
import { defaultCaller, keyCaller, lensKey, startGateway, type TestGateway } from "../support/gateway";
import { ask } from "../support/http-client";
import { until } from "../support/until";
import { answering, startUpstream, streaming, type Upstream } from "../support/upstream";

const id = "resp_68f0a1c2d3e4f5061728394a5b6c7d8e";
const queued = readJsonFixture("openai/responses", "background-queued");
const completed = readJsonFixture("openai/responses", "background-completed");
const used = { cacheRead: 0, cacheWrite5m: 0, uncachedInput: 1200, output: 2000, reasoning: 6000 };

let upstream: Upstream;
let gateway: TestGateway;

beforeAll(async () => {
	upstream = await startUpstream(answering("{}"));
	const other = { ...keyCaller, organizationId: "org-2" };
	gateway = await startGateway({
		upstreamUrl: upstream.url,
		find: (secret) => (secret === lensKey ? other : undefined),
	});
});
afterEach(() => gateway.forget());
afterAll(async () => {
	await gateway.close();
	upstream.close();
});

type Step = [method: string, path: string, answer: Uint8Array, headers?: [string, string][]];

/** Makes these calls one after the other, and gives their spans. */
async function spansOf(...steps: Step[]): Promise<Span[]> {
	for (const [index, [method, path, answer, headers = []]] of steps.entries()) {
		upstream.behave(answering(answer));
		const body = method === "POST" ? '{"model":"gpt-5","background":true}' : undefined;
		await ask(gateway.port, { method, target: `/openai/v1/${path}`, headers, body });
		await until(() => gateway.entries.length > index);
	}
	return gateway.entries.map(({ span }) => span);
}

describe("a response in the background", () => {
	test("costs once, as the call that began it, when a look-up first tells its usage", async () => {
		const [opening, early, first, second, cancel] = await spansOf(
			["POST", "responses", queued],
			["GET", `responses/${id}`, queued],
			["GET", `responses/${id}`, completed],
			["GET", `responses/${id}`, completed],
			["POST", `responses/${id}/cancel`, completed],
		);
		expect(opening).toMatchObject({ kind: "llm", model: "gpt-5", usage: {}, costState: "unpriced", costPicoUsd: null });
		expect(early).toMatchObject({ kind: "other", usage: {}, costPicoUsd: null });
		expect(first).toMatchObject({
			kind: "llm",
			model: "gpt-5",
			operation: `responses/${id}`,
			usage: used,
			usageState: "measured",
			settlesCallId: opening?.id,
			traceId: opening?.id,
			costState: "priced",
			// 1,200 × 1,250,000 + 8,000 × 10,000,000 pico-USD: $0.0815
			costPicoUsd: "81500000000",
		});
		for (const span of [second, cancel]) {
			expect(span).toMatchObject({
				kind: "other",
				usage: {},
				rawUsage: null,
				costState: "unpriced",
				costPicoUsd: null,
			});
			expect(span).not.toHaveProperty("settlesCallId");
		}
	});

	test("is settled by the replay of its stream, too", async () => {
		upstream.behave(answering(queued));
		await ask(gateway.port, { target: "/openai/v1/responses", body: '{"model":"gpt-5"}' });
		upstream.behave(streaming(readChunks("openai/responses", "background-completed")));
		await ask(gateway.port, { method: "GET", target: `/openai/v1/responses/${id}?stream=true` });
		await until(() => gateway.entries.length === 2);
		const [opening, replay] = gateway.entries.map(({ span }) => span);
		expect(replay).toMatchObject({ usage: used, settlesCallId: opening?.id });
	});

	test("is settled by a look-up when its own stream broke off", async () => {
		upstream.behave(streaming(readChunks("openai/responses", "broken-off"), { ending: "close", gapMs: 5 }));
		await ask(gateway.port, { target: "/openai/v1/responses", body: '{"model":"gpt-5","stream":true}' });
		await until(() => gateway.entries.length === 1);
		const [opening, found] = await spansOf(["GET", "models", queued], ["GET", `responses/${id}`, completed]).then(
			([first, , third]) => [first, third],
		);
		expect(opening).toMatchObject({ status: "error", costPicoUsd: null });
		expect(found).toMatchObject({ settlesCallId: opening?.id, usage: used });
	});

	test("that was begun elsewhere costs nothing here to look up", async () => {
		const [found] = await spansOf(["GET", `responses/${id}`, completed]);
		expect(found).toMatchObject({ kind: "other", responseModel: "gpt-5-2025-08-07", usage: {}, costPicoUsd: null });
	});

	test("of one organization is nobody else's to settle", async () => {
		const [, foreign, own] = await spansOf(
			["POST", "responses", queued],
			["GET", `responses/${id}`, completed, [["x-lensai-key", lensKey]]],
			["GET", `responses/${id}`, completed],
		);
		expect(foreign).toMatchObject({ organizationId: "org-2", usage: {} });
		expect(own).toMatchObject({ organizationId: defaultCaller.organizationId, usage: used });
	});

	test("keeps a look-up in the trace that its caller named", async () => {
		const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
		const [opening, found] = await spansOf(
			["POST", "responses", queued],
			["GET", `responses/${id}`, completed, [["traceparent", traceparent]]],
		);
		expect(found).toMatchObject({ traceId: "0af7651916cd43dd8448eb211c80319c", settlesCallId: opening?.id });
	});
});

test("calls that stay open are held up to a number, and the oldest go first", () => {
	const calls = createOpenCalls({ maxCalls: 3 });
	const owner = { organizationId: "o", provider: "openai" };
	const callNamed = (name: string) => ({ id: name, traceId: name, kind: "llm", model: null, startedAtMs: 0 }) as const;
	for (let index = 0; index < 10; index++) {
		const answer = { responseId: `resp_${index}`, isPending: true } as const;
		calls.count(answer, { owner, role: "makes", call: callNamed(`call_${index}`) });
	}
	expect(calls.size()).toBe(3);
	const lookUp = (index: number) =>
		calls.count(
			{ responseId: `resp_${index}`, usage: { output: 1 } },
			{ owner, role: "looksUp", call: callNamed("look-up") },
		);
	expect(lookUp(6)).toEqual({ responseId: "resp_6" });
	expect(lookUp(7).settles?.id).toBe("call_7");
	expect(lookUp(7)).toEqual({ responseId: "resp_7" });
	expect(calls.size()).toBe(2);
});
