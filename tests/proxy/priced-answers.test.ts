import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { callCost } from "../../server/src/pricing/call-cost";
import { releasedBook } from "../../server/src/pricing/released";
import { anthropic } from "../../server/src/providers/anthropic";
import { createProvider } from "../../server/src/providers/create-provider";
import { startGateway, type TestGateway } from "../support/gateway";
import { ask } from "../support/http-client";
import { answering, startUpstream, type Upstream } from "../support/upstream";

let upstream: Upstream;
let gateway: TestGateway;
beforeAll(async () => {
	upstream = await startUpstream(answering("{}"));
	gateway = await startGateway({
		upstreamUrl: upstream.url,
		providers: createProvider(anthropic, { fetch, clock: Date.now }, { upstream: new URL(upstream.url).origin }),
	});
});
afterEach(() => gateway.forget());
afterAll(async () => {
	await gateway.close();
	upstream.close();
});

async function spanOf(usage: object) {
	const model = "claude-opus-4-6";
	upstream.behave(
		answering(JSON.stringify({ id: "m", type: "message", role: "assistant", model, content: [], usage })),
	);
	const body = JSON.stringify({ model, max_tokens: 9, messages: [] });
	await ask(gateway.port, { target: "/anthropic/v1/messages", body, headers: [["content-type", "application/json"]] });
	return (await gateway.onlyEntry()).span;
}

test("a call's span says how and where it was served, and is priced so", async () => {
	const span = await spanOf({ input_tokens: 1000, output_tokens: 0, speed: "fast", inference_geo: "us" });
	// 1,000 × 5 USD per million × 6 × 1.1
	expect(span).toMatchObject({ serviceTier: "fast", region: "us", costState: "priced", costPicoUsd: "33000000000" });
	expect(span.costSource).toEndWith("anthropic/claude-opus-4-6 fast us");
});

test("a call that was served as listed says nothing of it", async () => {
	const span = await spanOf({
		input_tokens: 1000,
		output_tokens: 0,
		service_tier: "standard",
		inference_geo: "global",
	});
	expect(span).toMatchObject({
		costPicoUsd: "5000000000",
		costRates: '{"uncachedInput":"5000000","output":"25000000"}',
	});
	expect(span).not.toContainAnyKeys(["serviceTier", "region"]);
});

test("what an advisor did inside of a call is priced as its model, and stands in the call's sum", async () => {
	const advisor = { type: "advisor_message", model: "claude-sonnet-4-6", input_tokens: 100, output_tokens: 10 };
	const turn = { type: "message", input_tokens: 1000, output_tokens: 0 };
	const span = await spanOf({ input_tokens: 1000, output_tokens: 0, iterations: [turn, advisor] });
	// 1,000 × 5; 100 × 3 + 10 × 15
	expect(span).toMatchObject({ costState: "priced", costPicoUsd: String(5_000_000_000 + 450_000_000) });
	const { lines } = callCost(span, releasedBook);
	expect(lines.map(({ model, unit, picoUsd }) => [model, unit, picoUsd])).toEqual([
		["claude-opus-4-6", "uncachedInput", "5000000000"],
		["claude-sonnet-4-6", "uncachedInput", "300000000"],
		["claude-sonnet-4-6", "output", "150000000"],
	]);
});
