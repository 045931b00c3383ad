import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { streamedChat, streamedChatWithUsage } from "../support/chat";
import { joinChunks, readChunks } from "../support/fixtures";
import { startGateway, type TestGateway } from "../support/gateway";
import { ask } from "../support/http-client";
import { answering, type Behaviour, startUpstream, streaming, type Upstream } from "../support/upstream";

const refusal = JSON.stringify({
	error: { message: "Unknown parameter: stream_options", type: "invalid_request_error" },
});
let upstream: Upstream;
let gateway: TestGateway;

/** A compatible server that does not know `stream_options`. */
function refusingWith(status: number): Behaviour {
	return async (exchange) => {
		const asked = Buffer.from(await exchange.body()).includes("stream_options");
		const answer = asked ? answering(refusal, { status }) : streaming(readChunks("openai", "plain.unasked"));
		await answer(exchange);
	};
}

beforeEach(async () => {
	upstream = await startUpstream(refusingWith(400));
	gateway = await startGateway({ upstreamUrl: upstream.url });
});
afterEach(async () => {
	gateway.forget();
	await gateway.close();
	upstream.close();
});

const bodies = async () =>
	(await Promise.all(upstream.requests.map(({ body }) => body()))).map((b) => Buffer.from(b).toString());

describe("an upstream that refuses to be asked for usage", () => {
	test.each([400, 422])("with %d is sent the caller's own body, and the call counts once", async (status) => {
		upstream.behave(refusingWith(status));
		const answer = await ask(gateway.port, streamedChat());
		expect(answer.status).toBe(200);
		expect(Buffer.from(answer.body)).toEqual(Buffer.from(joinChunks(readChunks("openai", "plain.unasked"))));
		const [first, second, ...more] = await bodies();
		expect(first).toContain("include_usage");
		expect(second).toBe(String(streamedChat().body));
		expect(more).toEqual([]);
		expect((await gateway.onlyEntry()).span).toMatchObject({ status: "ok", httpStatus: 200, usage: {} });
	});

	test("is not asked again for that model, but for others", async () => {
		await ask(gateway.port, streamedChat());
		await ask(gateway.port, streamedChat());
		expect(upstream.requests.length).toBe(3);
		await ask(gateway.port, streamedChat({ model: "another" }));
		expect((await bodies()).at(-2)).toContain("include_usage");
	});

	test("is asked all the same when the caller asks, and the refusal is the caller's", async () => {
		const answer = await ask(gateway.port, streamedChatWithUsage());
		expect(answer.status).toBe(400);
		expect(Buffer.from(answer.body).toString()).toBe(refusal);
		expect(upstream.requests.length).toBe(1);
	});

	test("for another reason too gives its answer to the caller's own body, and is asked again next time", async () => {
		upstream.behave(answering(refusal, { status: 400 }));
		expect((await ask(gateway.port, streamedChat())).status).toBe(400);
		expect((await gateway.onlyEntry()).span).toMatchObject({ status: "error", errorType: "invalid_request_error" });
		await ask(gateway.port, streamedChat());
		const all = await bodies();
		expect(all.map((body) => body.includes("stream_options"))).toEqual([true, false, true, false]);
	});
});
