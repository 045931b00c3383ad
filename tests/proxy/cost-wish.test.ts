import { afterAll, afterEach, beforeAll, expect, test } from "bun:test";
import { chat, streamedChat } from "../support/chat";
import { joinChunks, readChunks, readJsonFixture } from "../support/fixtures";
import { startGateway, type TestGateway } from "../support/gateway";
import { ask, connect, type RawRequest, requestText } from "../support/http-client";
import { answering, startUpstream, streaming, type Upstream } from "../support/upstream";
import { BrokenOff } from "../support/wire";

let upstream: Upstream;
let gateway: TestGateway;

beforeAll(async () => {
	upstream = await startUpstream(answering("{}"));
	gateway = await startGateway({ upstreamUrl: upstream.url });
});
afterEach(() => gateway.forget());
afterAll(async () => {
	await gateway.close();
	upstream.close();
});

const wishing = (request: RawRequest): RawRequest => ({
	...request,
	headers: [...(request.headers ?? []), ["x-lensai-cost", "true"]],
});

/** gpt-4o at 2.5 and 10 dollars a million: 14 tokens in, 7 out. */
const usd = "0.000105";

test("a JSON answer says its cost in headers when it is asked to, and not one byte more", async () => {
	const json = readJsonFixture("openai", "plain");
	upstream.behave(answering(json));
	const answer = await ask(gateway.port, wishing(chat()));
	const { span } = await gateway.onlyEntry();
	expect(Buffer.from(answer.body)).toEqual(Buffer.from(json));
	expect(answer.header("x-lensai-cost-state")).toBe("priced");
	expect(answer.header("x-lensai-cost-usd")).toBe((Number(span.costPicoUsd) / 1e12).toString());
});

test("a JSON answer whose length nobody told says its cost, too, and a streamed one is not waited for", async () => {
	const json = readJsonFixture("openai", "plain");
	const pieces = [json.slice(0, 40), json.slice(40)];
	upstream.behave(streaming(pieces, { headers: { "content-type": "application/json" } }));
	const answer = await ask(gateway.port, wishing(chat()));
	expect(Buffer.from(answer.body)).toEqual(Buffer.from(json));
	const { span } = await gateway.onlyEntry();
	expect(span).toMatchObject({ status: "ok", costState: "priced" });
	expect(answer.header("x-lensai-cost-usd")).toBe((Number(span.costPicoUsd) / 1e12).toString());
	const streamed = await ask(gateway.port, wishing(streamedChat()));
	expect(streamed.header("x-lensai-cost-usd")).toBeUndefined();
});

test("a stream says its cost in a comment behind its end", async () => {
	upstream.behave(streaming(readChunks("openai", "plain.asked")));
	const answer = await ask(gateway.port, wishing(streamedChat()));
	const whole = Buffer.from(joinChunks(readChunks("openai", "plain.unasked"))).toString();
	expect(Buffer.from(answer.body).toString()).toBe(`${whole}: x-lensai-cost-usd=${usd} x-lensai-cost-state=priced\n\n`);
});

test("a stream that was broken off gets no comment", async () => {
	upstream.behave(streaming(readChunks("openai", "plain.asked").slice(0, 3), { ending: "hang" }));
	const wire = await connect(gateway.port);
	await wire.send(requestText(wishing(streamedChat())));
	const head = await wire.head();
	upstream.requests.at(-1)?.reset();
	let text = "";
	const pieces = wire.body(head ?? { firstLine: "", headers: [] });
	await (async () => {
		for await (const piece of pieces) text += Buffer.from(piece).toString();
	})().catch((error: unknown) => expect(error).toBeInstanceOf(BrokenOff));
	wire.socket.destroy();
	expect(text).toContain("data: ");
	expect(text).not.toContain("x-lensai-cost");
	expect((await gateway.onlyEntry()).span.errorType).toBe("upstream_broke_off");
});

test("an unknown cost has no amount", async () => {
	upstream.behave(answering('{"model":"nobody-knows","usage":{"prompt_tokens":1,"completion_tokens":1}}'));
	const answer = await ask(gateway.port, wishing(chat({ model: "nobody-knows" })));
	expect(answer.header("x-lensai-cost-state")).toBe("unpriced");
	expect(answer.header("x-lensai-cost-usd")).toBeUndefined();
});

test("unasked, nothing is said of the cost", async () => {
	upstream.behave(answering(readJsonFixture("openai", "plain")));
	const answer = await ask(gateway.port, chat());
	expect(answer.header("x-lensai-cost-usd")).toBeUndefined();
});
