import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { callDetail } from "../../server/src/traces/call-detail";
import { streamedChat } from "../support/chat";
import { readChunks } from "../support/fixtures";
import type { TestGateway } from "../support/gateway";
import { ask, connect, type RawRequest, requestText } from "../support/http-client";
import {
	attemptsOf,
	first,
	good,
	plainAnswer as plain,
	refusing,
	routed,
	routeName,
	routeRow,
	second,
	startRouting,
	type TestRouting,
} from "../support/routes";
import { until } from "../support/until";
import { answering, type Behaviour, hanging, headText, streaming } from "../support/upstream";

let routing: TestRouting;
beforeAll(async () => {
	routing = await startRouting();
});
beforeEach(() => routing.forget());
afterAll(() => routing.close());

/** Openai first, then Groq. */
const opened = (more: Parameters<typeof routeRow>[1] = {}) => routing.gateway([routeRow([first, second], more)]);

const asked = readChunks("openai", "plain.asked");

describe("what it cost", () => {
	const model = "gpt-4o-2024-08-06";
	const usage = { prompt_tokens: 1000, completion_tokens: 0, total_tokens: 1000 };
	const two = () => routing.gateway([routeRow([first, { provider: "openai", model: "gpt-4o-mini" }])]);
	const thenGood = (before: Behaviour): Behaviour => {
		let calls = 0;
		return (exchange) => (calls++ === 0 ? before : good)(exchange);
	};

	test("is the sum of what the attempts cost, with each one's share", async () => {
		routing.openai.behave(
			thenGood(answering(JSON.stringify({ model, usage, error: { message: "late" } }), { status: 503 })),
		);
		const gateway = await two();
		await ask(gateway.port, routed());
		const { span } = await gateway.onlyEntry();
		// 1000 × 2.5 µUSD in the attempt that failed, and 3.5 mUSD for the answer.
		expect(span).toMatchObject({ costState: "priced", costPicoUsd: String(2_500_000_000 + 3_500_000_000) });
		expect(callDetail(span, undefined).attempts).toMatchObject([
			{ status: 503, costPicoUsd: "2500000000", costUnknown: false },
			{ status: 200, costPicoUsd: "3500000000", costUnknown: false },
		]);
	});

	test("is partial when an attempt reached its provider and told no bill", async () => {
		routing.openai.behave(thenGood(hanging));
		const gateway = await routing.gateway([
			routeRow([first, { provider: "openai", model: "gpt-4o-mini" }], {
				timeouts: { connectMs: 80, firstByteMs: 80, totalMs: 2000 },
			}),
		]);
		await ask(gateway.port, routed());
		expect((await gateway.onlyEntry()).span).toMatchObject({ costState: "partial", costPicoUsd: "3500000000" });
	});

	test("is told to a caller who asks for it", async () => {
		routing.openai.behave(thenGood(refusing(500)));
		const gateway = await two();
		const answer = await ask(gateway.port, routed({}, [["x-lensai-cost", "true"]]));
		expect(answer.header("x-lensai-cost-usd")).toBe("0.0035");
		expect(Buffer.from(answer.body)).toEqual(Buffer.from(plain));
	});
});

test("a breaker opens after failures, keeps calls away, and lets one find out when its time is over", async () => {
	routing.openai.behave(refusing(429, { "retry-after-ms": "150" }));
	const gateway = await opened();
	await ask(gateway.port, routed());
	await gateway.onlyEntry();
	gateway.forget();
	await ask(gateway.port, routed());
	expect(await attemptsOf(gateway)).toEqual(["groq llama-3.3-70b-versatile 200: answered"]);
	const { span } = await gateway.onlyEntry();
	expect(callDetail(span, undefined).targets).toContainEqual({
		target: "openai gpt-4o",
		reason: expect.stringContaining("breaker open until"),
		leftOut: true,
	});
	expect(routing.openai.requests).toHaveLength(1);

	routing.openai.behave(good);
	await until(async () => {
		await ask(gateway.port, routed());
		return routing.openai.requests.length > 1;
	});
	gateway.forget();
	await ask(gateway.port, routed());
	expect(await attemptsOf(gateway)).toEqual(["openai gpt-4o 200: answered"]);
});

describe("a caller who leaves", () => {
	async function leaveWhen(gateway: TestGateway, request: RawRequest, isTime: () => boolean) {
		const wire = await connect(gateway.port);
		await wire.send(requestText(request));
		await until(isTime);
		wire.socket.destroy();
		return (await gateway.onlyEntry()).span;
	}

	test("between two attempts begins no other, and is one span", async () => {
		routing.openai.behave(refusing(500, { "retry-after": "1" }));
		const gateway = await opened({ retries: { count: 1, baseMs: 1, maxWaitMs: 2000 } });
		const span = await leaveWhen(gateway, routed(), () => routing.openai.requests.length === 1);
		expect(span).toMatchObject({ status: "client_closed", httpStatus: null, provider: "openai" });
		expect(routing.openai.requests).toHaveLength(1);
		expect(routing.groq.requests).toHaveLength(0);
	});

	test("during the second attempt takes its connection along", async () => {
		routing.openai.behave(refusing(500));
		routing.anthropic.behave(hanging);
		const last = { provider: "anthropic", model: "claude" };
		const gateway = await routing.gateway([routeRow([first, last])]);
		const span = await leaveWhen(gateway, routed(), () => routing.anthropic.requests.length === 1);
		expect(span.status).toBe("client_closed");
		expect(callDetail(span, undefined).attempts).toMatchObject([
			{ status: 500 },
			{ error: "caller_left", reason: "the caller left" },
		]);
		await routing.anthropic.requests[0]?.closed;
	});

	test("while a short answer comes takes its connection along", async () => {
		routing.openai.behave(async (exchange) => {
			await exchange.body();
			await exchange.send(headText(200, { "content-type": "application/json", "content-length": "100" }));
			await exchange.send('{"id"');
			await exchange.closed;
		});
		const gateway = await opened();
		const wire = await connect(gateway.port);
		await wire.send(requestText(routed()));
		await until(() => routing.openai.requests.length === 1);
		// There is no sign of the first piece outside; any moment will do.
		await new Promise(setImmediate);
		wire.socket.destroy();
		await routing.openai.requests[0]?.closed;
		expect((await gateway.onlyEntry()).span.status).toBe("client_closed");
	});

	test("before the answer of a provider that bills on anyway does not stop it, and its bill is known", async () => {
		const left = Promise.withResolvers<void>();
		routing.openai.behave(refusing(500));
		routing.groq.behave(async (exchange) => {
			await exchange.body();
			await left.promise;
			await streaming(asked)(exchange);
		});
		const gateway = await opened();
		const wire = await connect(gateway.port);
		await wire.send(requestText(streamedChat({ model: routeName })));
		await until(() => routing.groq.requests.length === 1);
		wire.socket.destroy();
		// The gateway knows when it has served another connection.
		await ask(gateway.port, { method: "GET", target: "/openai/v1/models" });
		left.resolve();
		await until(() => gateway.entries.some(({ span }) => span.routeId !== undefined));
		const routedSpan = gateway.entries.find(({ span }) => span.routeId !== undefined)?.span;
		expect(routedSpan).toMatchObject({ provider: "groq", usageState: "measured" });
	});

	test("a provider that bills on anyway is read to the end, for its bill", async () => {
		const over = Promise.withResolvers<void>();
		routing.openai.behave(refusing(500));
		routing.groq.behave(streaming(asked, { beforeEnding: over.promise }));
		const gateway = await opened();
		const wire = await connect(gateway.port);
		await wire.send(requestText(streamedChat({ model: routeName })));
		await wire.head();
		wire.socket.destroy();
		over.resolve();
		const { span } = await gateway.onlyEntry();
		expect(span).toMatchObject({ provider: "groq", usageState: "measured" });
		expect(["ok", "client_closed"]).toContain(span.status);
	});
});

describe("which target takes a call", () => {
	test.each([
		[0.1, "openai"],
		[0.9, "groq"],
	])("is drawn by weight: %d falls to %s", async (chance, provider) => {
		const weighted = routeRow([
			{ ...first, weight: 3 },
			{ ...second, weight: 1 },
		]);
		const gateway = await routing.gateway([weighted], { random: () => chance });
		await ask(gateway.port, routed());
		expect((await gateway.onlyEntry()).span.provider).toBe(provider);
	});

	const conditional = [
		{ ...first, when: { tags: ["batch"] } },
		{ ...second, when: { environments: ["prod"] } },
	];
	test.each<[string, [string, string][], string]>([
		["a tag", [["x-lensai-tags", "batch"]], "openai"],
		["an environment", [["x-lensai-environment", "prod"]], "groq"],
	])("depends on %s", async (_, headers, provider) => {
		const gateway = await routing.gateway([routeRow(conditional)]);
		await ask(gateway.port, routed({}, headers));
		expect((await gateway.onlyEntry()).span.provider).toBe(provider);
	});

	test("may be none: the caller is told why of each, and the call is recorded with the reasons", async () => {
		const gateway = await routing.gateway([routeRow(conditional)]);
		const answer = await ask(gateway.port, routed());
		expect([answer.status, answer.json()]).toMatchObject([400, { error: { code: "no_target" } }]);
		expect(Buffer.from(answer.body).toString()).toContain("condition not met: wants tag batch");
		const { span } = await gateway.onlyEntry();
		expect(span).toMatchObject({ status: "error", errorType: "no_target" });
		expect(callDetail(span, undefined).targets).toMatchObject([{ leftOut: true }, { leftOut: true }]);
	});
});
