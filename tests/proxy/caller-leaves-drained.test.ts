import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { connect, type RawRequest, requestText } from "../support/http-client";
import { routeName, routeRow, startRouting, type TestRouting } from "../support/routes";
import { until } from "../support/until";
import { type Behaviour, headText } from "../support/upstream";
import type { Wire } from "../support/wire";

const json: [string, string][] = [["content-type", "application/json"]];
const body = '{"contents":[{"parts":[{"text":"Hello?"}]}]}';
const generate = (model: string, method: string): RawRequest => ({
	target: `/gemini/v1beta/models/${model}:${method}`,
	headers: json,
	body,
});
let routing: TestRouting;

beforeAll(async () => {
	routing = await startRouting();
});
beforeEach(() => routing.forget());
afterAll(() => routing.close());

async function sendUntilUpstream(port: number, request: RawRequest): Promise<Wire> {
	const wire = await connect(port);
	await wire.send(requestText(request));
	await until(() => routing.gemini.requests.length > 0);
	return wire;
}

/** Says how long its answer is, and then only half of it. */
const halfAnAnswer: Behaviour = async (exchange) => {
	await exchange.body();
	await exchange.send(headText(200, { "content-type": "application/json", "content-length": "100" }));
	await exchange.send('{"candidates":[');
	await exchange.closed;
};

describe("a caller that leaves a provider whose answer is read on", () => {
	test.each([
		["by its door", "gemini-2.5-flash"],
		["by a route", routeName],
	])("and which then falls silent, %s, is recorded as one that left", async (_, model) => {
		routing.gemini.behave(halfAnAnswer);
		const gateway = await routing.gateway([routeRow([{ provider: "gemini", model: "gemini-2.5-flash" }])], {
			silenceMs: 200,
		});
		const wire = await sendUntilUpstream(gateway.port, generate(model, "generateContent"));
		wire.socket.destroy();
		const { span } = await gateway.onlyEntry();
		expect(span).toMatchObject({ provider: "gemini", status: "client_closed", errorType: null });
	});
});
