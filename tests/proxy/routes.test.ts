import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { callDetail } from "../../server/src/traces/call-detail";
import { streamedChat } from "../support/chat";
import { joinChunks, readChunks } from "../support/fixtures";
import { ask, connect, requestText } from "../support/http-client";
import {
	attemptsOf,
	first,
	good,
	plainAnswer as plain,
	refusing,
	resetting,
	routed,
	routeName,
	routeRow,
	second,
	startRouting,
	type TestRouting,
} from "../support/routes";
import { answering, type Behaviour, hanging, headText, streaming } from "../support/upstream";
import { BrokenOff, wholeBody } from "../support/wire";

let routing: TestRouting;
beforeAll(async () => {
	routing = await startRouting();
});
beforeEach(() => routing.forget());
afterAll(() => routing.close());

/** Openai first, then Groq. */
const opened = (more: Parameters<typeof routeRow>[1] = {}) => routing.gateway([routeRow([first, second], more)]);

const unasked = readChunks("openai", "plain.unasked");
const asked = readChunks("openai", "plain.asked");

describe("a call whose first target fails before its first byte goes on to the next one", () => {
	const movesOn = "not tried again, moves on to groq llama-3.3-70b-versatile";

	test.each<[string, Behaviour, string]>([
		["answers 500", refusing(500), `500: 500: ${movesOn}`],
		["answers 429 with Retry-After", refusing(429, { "retry-after": "30" }), `429: 429: ${movesOn}`],
		["resets", resetting, `connection_failed: connection_failed (ECONNRESET): ${movesOn}`],
		["hangs before its headers", hanging, `first_byte_timeout: first_byte_timeout: ${movesOn}`],
		[
			"hangs after its headers",
			streaming([], { ending: "hang" }),
			`first_byte_timeout: first_byte_timeout: ${movesOn}`,
		],
	])("because it %s", async (_, behaviour, attempt) => {
		routing.openai.behave(behaviour);
		const gateway = await opened({ timeouts: { connectMs: 100, firstByteMs: 100, totalMs: 2000 } });
		const answer = await ask(gateway.port, routed());
		expect(answer.status).toBe(200);
		expect(Buffer.from(answer.body)).toEqual(Buffer.from(plain));
		expect(answer.header("content-length")).toBe(String(plain.length));
		expect(await attemptsOf(gateway)).toEqual([
			`openai gpt-4o ${attempt}`,
			"groq llama-3.3-70b-versatile 200: answered",
		]);
		expect(gateway.faults).toEqual([]);
	});

	test("and is recorded as that one's, with the reasons of both", async () => {
		routing.openai.behave(refusing(500));
		const route = routeRow([first, second]);
		const gateway = await routing.gateway([route]);
		const answer = await ask(gateway.port, routed());
		const { span } = await gateway.onlyEntry();
		expect(span).toMatchObject({
			id: answer.header("x-lensai-call-id"),
			status: "ok",
			httpStatus: 200,
			provider: "groq",
			model: second.model,
			routeId: route.id,
		});
		expect(gateway.started[0]).toMatchObject({
			model: routeName,
			routeId: route.id,
			targetReasons: expect.any(String),
		});
		expect(callDetail(span, undefined)).toMatchObject({
			routeId: route.id,
			targets: [
				{ target: "openai gpt-4o", reason: "first in order", leftOut: false },
				{ target: "groq llama-3.3-70b-versatile", reason: "next in order", leftOut: false },
			],
			attempts: [
				{ target: "openai gpt-4o", status: 500, error: null },
				{ target: "groq llama-3.3-70b-versatile", status: 200, error: null, reason: "answered" },
			],
		});
	});

	test("but a request that it refuses is the caller's answer, byte for byte", async () => {
		const body = '{"error": {"message":"no", "type":"invalid_request_error"} }';
		routing.openai.behave(answering(body, { status: 400 }));
		const gateway = await opened();
		const answer = await ask(gateway.port, routed());
		expect([answer.status, Buffer.from(answer.body).toString()]).toEqual([400, body]);
		expect(routing.groq.requests).toEqual([]);
		expect((await gateway.onlyEntry()).span).toMatchObject({ status: "error", errorType: "invalid_request_error" });
	});

	test("and to the same one first, where the route tries again", async () => {
		let left = 2;
		routing.openai.behave(async (exchange) => (left-- > 0 ? refusing(503) : good)(exchange));
		const gateway = await opened({ retries: { count: 2, baseMs: 5, maxWaitMs: 10 } });
		expect((await ask(gateway.port, routed())).status).toBe(200);
		expect(await attemptsOf(gateway)).toEqual([
			expect.stringMatching(/^openai gpt-4o 503: 503: tried again after \d+ ms$/),
			expect.stringMatching(/^openai gpt-4o 503: 503: tried again after \d+ ms$/),
			"openai gpt-4o 200: answered",
		]);
	});
});

describe("when no target answers", () => {
	test("the caller gets the last one's answer", async () => {
		routing.openai.behave(resetting);
		routing.groq.behave(refusing(503));
		const gateway = await opened();
		const answer = await ask(gateway.port, routed());
		expect(answer.status).toBe(503);
		expect(answer.json()).toEqual({ error: { message: "busy", type: "server_error" } });
		expect((await gateway.onlyEntry()).span).toMatchObject({ status: "error", httpStatus: 503, provider: "groq" });
	});

	test("not even with a status, the caller is told what was tried, in its own dialect", async () => {
		routing.openai.behave(resetting);
		routing.groq.behave(hanging);
		const gateway = await opened({ timeouts: { connectMs: 60, firstByteMs: 60, totalMs: 2000 } });
		const answer = await ask(gateway.port, routed());
		expect(answer.status).toBe(504);
		expect(answer.json()).toEqual({
			error: {
				message:
					"No target of the route has answered. openai gpt-4o: connection_failed; groq llama-3.3-70b-versatile: first_byte_timeout",
				type: "server_error",
				param: null,
				code: "upstream_timeout",
			},
		});
		const { span } = await gateway.onlyEntry();
		expect(span).toMatchObject({ status: "error", httpStatus: 504, errorType: "upstream_timeout", model: routeName });
		expect(callDetail(span, undefined).attempts).toHaveLength(2);
	});
});

describe("after the first byte", () => {
	test.each([
		["hangs", "hang"],
		["breaks off", "reset"],
	] as const)("there is no other attempt: a stream that %s is broken off for the caller, too", async (_, ending) => {
		const seen = Promise.withResolvers<void>();
		routing.openai.behave(streaming(asked.slice(0, 3), { ending, beforeEnding: seen.promise }));
		const gateway = await routing.gateway([routeRow([first, second])], { silenceMs: 150 });
		const wire = await connect(gateway.port);
		await wire.send(requestText(streamedChat({ model: routeName })));
		const head = await wire.head();
		seen.resolve();
		await expect(wholeBody(wire.body(head ?? { firstLine: "", headers: [] }))).rejects.toBeInstanceOf(BrokenOff);
		const { span } = await gateway.onlyEntry();
		expect(span).toMatchObject({
			status: "error",
			httpStatus: 200,
			errorType: "upstream_broke_off",
			provider: "openai",
		});
		expect(callDetail(span, undefined).attempts).toMatchObject([
			{ error: "broke_off", reason: "broke_off after the first byte: no other attempt", costUnknown: true },
		]);
		expect(routing.groq.requests).toEqual([]);
		// The provider is let go.
		await routing.openai.requests[0]?.closed;
	});

	test("a short answer that stays away is an error of the gateway's, and one span", async () => {
		const headers = { "content-type": "application/json", "content-length": String(plain.length) };
		routing.openai.behave(async (exchange) => {
			await exchange.body();
			await exchange.send(headText(200, headers));
			await exchange.send('{"id"');
			await exchange.closed;
		});
		const gateway = await routing.gateway([routeRow([first, second])], { silenceMs: 150 });
		const answer = await ask(gateway.port, routed());
		expect(answer.json()).toMatchObject({ error: { code: "upstream_timeout" } });
		expect(await attemptsOf(gateway)).toEqual([
			"openai gpt-4o broke_off: broke_off after the first byte: no other attempt",
		]);
	});
});

describe("a stream", () => {
	test("is asked for usage at the target that answers, and reaches the caller without it", async () => {
		routing.openai.behave(refusing(500));
		routing.anthropic.behave(streaming(asked));
		const gateway = await routing.gateway([routeRow([first, { provider: "anthropic", model: "claude" }])]);
		const answer = await ask(gateway.port, streamedChat({ model: routeName }));
		expect(Buffer.from(answer.body)).toEqual(Buffer.from(joinChunks(unasked)));
		for (const { requests } of [routing.openai, routing.anthropic])
			expect(Buffer.from((await requests[0]?.body()) ?? []).toString()).toContain('"include_usage":true');
		const { span } = await gateway.onlyEntry();
		expect(span).toMatchObject({ status: "ok", usageState: "measured", stream: true });
		expect(Object.keys(span.usage)).not.toEqual([]);
	});

	test("that a target refuses for the wish alone is sent as it was, in the same attempt", async () => {
		routing.openai.behave(async (exchange) => {
			const wished = Buffer.from(await exchange.body()).includes("stream_options");
			await (wished ? answering("{}", { status: 400 }) : streaming(unasked))(exchange);
		});
		const gateway = await opened();
		const answer = await ask(gateway.port, streamedChat({ model: routeName }));
		expect(Buffer.from(answer.body)).toEqual(Buffer.from(joinChunks(unasked)));
		expect(routing.openai.requests).toHaveLength(2);
		expect(await attemptsOf(gateway)).toEqual(["openai gpt-4o 200: answered"]);
	});
});
