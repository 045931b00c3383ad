import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { callDetail } from "../../../server/src/traces/call-detail";
import { chat } from "../../support/chat";
import { ask } from "../../support/http-client";
import {
	attemptsOf,
	first,
	good,
	plainAnswer,
	refusing,
	routed,
	routeRow,
	second,
	startRouting,
	type TestRouting,
} from "../../support/routes";
import { until } from "../../support/until";
import { faultsBefore, patienceMs } from "./faults";

let routing: TestRouting;
beforeAll(async () => {
	routing = await startRouting();
});
beforeEach(() => routing.forget());
afterAll(() => routing.close());

const timeouts = { connectMs: patienceMs, firstByteMs: patienceMs, totalMs: 5000 };
const faults = Object.entries(faultsBefore);

describe("a provider that, before its first byte,", () => {
	test.each(faults)("%s: the caller is told, and it is one span", async (_, fault) => {
		routing.openai.behave(fault.behaviour);
		const gateway = await routing.gateway([], { silenceMs: patienceMs });
		const answer = await ask(gateway.port, chat());
		expect(answer.status).toBe(fault.status);
		const { span } = await gateway.onlyEntry();
		expect(span).toMatchObject({
			id: answer.header("x-lensai-call-id"),
			status: "error",
			httpStatus: fault.status,
			errorType: fault.errorType,
		});
		expect(routing.openai.requests).toHaveLength(1);
	});

	test.each(faults)("%s: a route goes on to its second target, whose answer is passed on whole", async (_, fault) => {
		routing.openai.behave(fault.behaviour);
		const gateway = await routing.gateway([routeRow([first, second], { timeouts })]);
		const answer = await ask(gateway.port, routed());
		expect(answer.status).toBe(200);
		expect(Buffer.from(answer.body)).toEqual(Buffer.from(plainAnswer));
		const [failed, answered, ...more] = await attemptsOf(gateway);
		expect(failed).toMatch(fault.attempt);
		expect(answered).toBe("groq llama-3.3-70b-versatile 200: answered");
		expect(more).toEqual([]);
		expect([routing.openai.requests.length, routing.groq.requests.length]).toEqual([1, 1]);
		expect((await gateway.onlyEntry()).span).toMatchObject({ status: "ok", httpStatus: 200, provider: "groq" });
	});

	test.each(faults)("%s at both targets: the call fails once, with both attempts", async (_, fault) => {
		for (const upstream of [routing.openai, routing.groq]) upstream.behave(fault.behaviour);
		const gateway = await routing.gateway([routeRow([first, second], { timeouts })]);
		const answer = await ask(gateway.port, routed());
		expect(answer.status).toBe(fault.status);
		const { span } = await gateway.onlyEntry();
		expect(span).toMatchObject({ status: "error", httpStatus: fault.status });
		expect(callDetail(span, undefined).attempts).toHaveLength(2);
		expect([routing.openai.requests.length, routing.groq.requests.length]).toEqual([1, 1]);
	});

	test("hangs or breaks: no connection to it is left", async () => {
		for (const name of ["resets the connection", "hangs before its headers"]) {
			const fault = faultsBefore[name];
			if (fault === undefined) throw new Error(`There is no fault "${name}".`);
			routing.openai.behave(fault.behaviour);
			const gateway = await routing.gateway([routeRow([first, second], { timeouts })]);
			await ask(gateway.port, routed());
			await routing.openai.requests.at(-1)?.closed;
		}
		routing.openai.behave(good);
	});
});

describe("a provider that asks for time", () => {
	const waited = async (headers: Record<string, string>) => {
		let calls = 0;
		routing.openai.behave((exchange) => (calls++ === 0 ? refusing(429, headers) : good)(exchange));
		const gateway = await routing.gateway([routeRow([first], { retries: { count: 1, baseMs: 1, maxWaitMs: 1000 } })]);
		const sentAt = performance.now();
		expect((await ask(gateway.port, routed())).status).toBe(200);
		await until(() => calls === 2);
		expect(await attemptsOf(gateway)).toHaveLength(2);
		return performance.now() - sentAt;
	};

	test("by Retry-After is not asked again before", async () => {
		expect(await waited({ "retry-after-ms": "300" })).toBeGreaterThanOrEqual(300);
	});

	test("without it is asked again after the route's own wait", async () => {
		expect(await waited({})).toBeLessThan(300);
	});
});
