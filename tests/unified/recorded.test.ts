import { afterAll, describe, expect, test } from "bun:test";
import type { Span } from "../../server/src/journal/span";
import { readChunks, readJsonFixture } from "../support/fixtures";
import { lensKey } from "../support/gateway";
import { ask } from "../support/http-client";
import { answering, streaming } from "../support/upstream";
import { translatedProviders } from "./translated";
import { startUnifiedDoors } from "./unified-doors";

const doors = await startUnifiedDoors();
afterAll(doors.close);

const messages = [{ role: "user", content: "Hi" }];

/** What two records of the same answer have in common. */
function meaningOf({ provider, operation, model, responseModel, stream, status, httpStatus, ...span }: Span) {
	const { usage, rawUsage, costState, costPicoUsd, costRates, finishReason, errorType, errorMessage } = span;
	const cost = { costState, costPicoUsd, costRates };
	const said = { finishReason, errorType, errorMessage };
	return { provider, operation, model, responseModel, stream, status, httpStatus, usage, rawUsage, ...cost, ...said };
}

async function recorded(send: () => Promise<unknown>): Promise<Span> {
	doors.gateway.forget();
	await send();
	return (await doors.gateway.onlyEntry()).span;
}

const cases = translatedProviders.flatMap(({ provider, model, own, type, streams, answers }) => [
	...answers.map((name) => ({
		name: `${provider} ${name}.json`,
		model,
		own: own(false),
		stream: false,
		play: json(provider, name),
	})),
	...streams.map((name) => ({
		name: `${provider} ${name}`,
		model,
		own: own(true),
		stream: true,
		play: streaming(readChunks(provider, name), { headers: { "content-type": type } }),
	})),
]);

function json(provider: string, name: string) {
	return answering(readJsonFixture(provider, name));
}

describe("a call is recorded as it is at the provider's own door: model, usage, cost, outcome", () => {
	test.each(cases)("$name", async ({ model, own, stream, play }) => {
		doors.upstream.behave(play);
		const unified = await recorded(() => doors.post("chat/completions", { model, messages, stream }));
		const sent = await doors.reached();
		const authorization: [string, string] = ["authorization", `Bearer ${lensKey}`];
		const direct = await recorded(() =>
			ask(doors.gateway.port, { target: own, headers: [authorization], body: sent.text }),
		);
		expect(meaningOf(unified)).toEqual(meaningOf(direct));
		expect(unified.keyId).toBe("key-1");
	});
});

test("the bodies that are kept are what the provider was sent and what it said", async () => {
	doors.upstream.behave(answering(readJsonFixture("anthropic", "tools")));
	doors.gateway.forget();
	await doors.post("chat/completions", { model: "anthropic/claude-sonnet-4-5", messages });
	const { request, response } = await doors.gateway.onlyEntry();
	expect(Buffer.from(request?.bytes ?? []).toString()).toBe((await doors.reached()).text);
	expect(response?.bytes).toEqual(readJsonFixture("anthropic", "tools"));
});
