import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { chat, streamedChat } from "../support/chat";
import { startGateway, type TestGateway } from "../support/gateway";
import { ask, connect, requestText } from "../support/http-client";
import { until } from "../support/until";
import { answering, type Behaviour, chunkText, headText, startUpstream, type Upstream } from "../support/upstream";

const mebibyte = 1024 * 1024;
const streamBytes = 50 * mebibyte;
/** What may stand in the buffers of two connections, ours and the operating system's. */
const maxInFlight = 24 * mebibyte;
const event = Buffer.from(`data: {"choices":[{"delta":{"content":"${"x".repeat(65_450)}"}}],"usage":null}\n\n`);
let sentBytes = 0;
let upstream: Upstream;
let gateway: TestGateway;

/** Sends 50 MiB of events, as fast as it may. */
const gushing: Behaviour = async (exchange) => {
	await exchange.body();
	await exchange.send(headText(200, { "content-type": "text/event-stream", "transfer-encoding": "chunked" }));
	const chunk = chunkText(event);
	for (sentBytes = 0; sentBytes < streamBytes; sentBytes += event.length) await exchange.send(chunk);
	await exchange.send("0\r\n\r\n");
};

beforeAll(async () => {
	upstream = await startUpstream(gushing);
	gateway = await startGateway({ upstreamUrl: upstream.url });
});
afterAll(async () => {
	await gateway.close();
	upstream.close();
});

/** Resolves when a number has stayed the same for 300 ms. */
async function standsStill(value: () => number): Promise<void> {
	let last = -1;
	let since = 0;
	await until(() => {
		if (value() !== last) [last, since] = [value(), performance.now()];
		return performance.now() - since > 300;
	}, 10_000);
}

describe("a caller that reads slowly", () => {
	test("makes the provider wait, and gets every byte when it reads on", async () => {
		const rssBefore = process.memoryUsage.rss();
		const wire = await connect(gateway.port);
		await wire.send(requestText(streamedChat()));
		const head = await wire.head();
		wire.socket.pause();
		await standsStill(() => sentBytes);

		expect(sentBytes).toBeGreaterThan(0);
		expect(sentBytes).toBeLessThan(maxInFlight);
		expect(process.memoryUsage.rss() - rssBefore).toBeLessThan(2 * maxInFlight);

		wire.socket.resume();
		let received = 0;
		let nulls = 0;
		for await (const piece of wire.body(head ?? { firstLine: "", headers: [] })) {
			received += piece.length;
			if (Buffer.from(piece).includes('"usage"')) nulls++;
		}
		wire.socket.destroy();
		const events = Math.ceil(streamBytes / event.length);
		expect(received).toBe(events * (event.length - ',"usage":null'.length));
		expect(nulls).toBe(0);
		expect((await gateway.onlyEntry()).span).toMatchObject({ status: "ok", responseBytes: received });
		gateway.forget();
	});

	test("and then leaves takes the provider's connection along", async () => {
		const wire = await connect(gateway.port);
		await wire.send(requestText(streamedChat()));
		await wire.head();
		wire.socket.pause();
		await standsStill(() => sentBytes);
		wire.socket.resetAndDestroy();
		await upstream.requests.at(-1)?.closed;
		expect((await gateway.onlyEntry()).span.status).toBe("client_closed");
		gateway.forget();
	});
});

describe("a large answer that is not streamed", () => {
	test("of 8 MiB is passed on while it comes, and its usage is read", async () => {
		const usage = { prompt_tokens: 1000, completion_tokens: 100, total_tokens: 1100 };
		const body = JSON.stringify({ model: "gpt-4o-2024-08-06", pad: "x".repeat(8 * mebibyte), usage });
		upstream.behave(answering(body));
		const answer = await ask(gateway.port, chat());
		expect(answer.body.length).toBe(body.length);
		expect((await gateway.onlyEntry()).span).toMatchObject({ status: "ok", costPicoUsd: "3500000000" });
		gateway.forget();
	});
});
