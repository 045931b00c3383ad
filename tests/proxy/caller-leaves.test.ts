import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { chat, streamedChat } from "../support/chat";
import { readChunks } from "../support/fixtures";
import { startGateway, type TestGateway } from "../support/gateway";
import { connect, type RawRequest, requestText } from "../support/http-client";
import { until } from "../support/until";
import { answering, hanging, startUpstream, streaming, type Upstream } from "../support/upstream";
import type { Wire } from "../support/wire";

/** How soon a provider has to notice, in milliseconds; providers bill what they generate. */
const noticeMs = 100;
let upstream: Upstream;
let gateway: TestGateway;

beforeAll(async () => {
	upstream = await startUpstream(hanging);
	gateway = await startGateway({ upstreamUrl: upstream.url });
});
afterEach(() => gateway.forget());
afterAll(async () => {
	await gateway.close();
	upstream.close();
});

/** Sends a request and waits until the provider has it. */
async function sendUntilUpstream(request: RawRequest): Promise<Wire> {
	const before = upstream.requests.length;
	const wire = await connect(gateway.port);
	await wire.send(requestText(request));
	await until(() => upstream.requests.length > before);
	return wire;
}

async function expectUpstreamClosedSince(leftAt: number) {
	const closedAt = await upstream.requests.at(-1)?.closed;
	expect((closedAt ?? Number.NaN) - leftAt).toBeLessThan(noticeMs);
}

describe("a caller that leaves", () => {
	test.each([
		["a JSON answer", chat()],
		["a stream", streamedChat()],
	])("before the headers of %s takes the connection to the provider along", async (_, request) => {
		upstream.behave(hanging);
		const wire = await sendUntilUpstream(request);
		const leftAt = performance.now();
		wire.socket.destroy();
		await expectUpstreamClosedSince(leftAt);
		const { span } = await gateway.onlyEntry();
		expect(span).toMatchObject({ status: "client_closed", httpStatus: null, errorType: null, firstByteMs: null });
		expect(span.durationMs).toBeGreaterThan(0);
	});

	test.each(["destroy", "resetAndDestroy"] as const)("mid-stream, by %s, takes it along too", async (leave) => {
		upstream.behave(streaming(readChunks("openai", "plain.asked").slice(0, 4), { ending: "hang" }));
		const wire = await sendUntilUpstream(streamedChat());
		const head = await wire.head();
		for await (const _ of wire.body(head ?? { firstLine: "", headers: [] })) break;
		const leftAt = performance.now();
		wire.socket[leave]();
		await expectUpstreamClosedSince(leftAt);
		const { span } = await gateway.onlyEntry();
		expect(span).toMatchObject({
			status: "client_closed",
			httpStatus: 200,
			responseModel: "gpt-4o-2024-08-06",
			costState: "unpriced",
		});
		expect(span.firstByteMs).toBeGreaterThan(0);
	});

	test("in the middle of its own body is recorded, and the provider hears nothing of it", async () => {
		const before = upstream.requests.length;
		const wire = await connect(gateway.port);
		const whole = requestText(chat());
		await wire.send(whole.subarray(0, whole.length - 10));
		// The gateway has the head when a second connection was served after it.
		upstream.behave(answering("{}"));
		const second = await connect(gateway.port);
		await second.send(requestText({ method: "GET", target: "/openai/v1/models" }));
		await second.head();
		second.socket.destroy();
		await gateway.onlyEntry();
		gateway.forget();

		wire.socket.destroy();
		const { span } = await gateway.onlyEntry();
		expect(span).toMatchObject({ status: "client_closed", httpStatus: null, operation: "chat/completions" });
		expect(upstream.requests.length).toBe(before + 1);
	});

	test("while its upload is passed on takes the connection to the provider along", async () => {
		upstream.behave(hanging);
		const wire = await sendUntilUpstream({
			target: "/openai/v1/files",
			headers: [["transfer-encoding", "chunked"]],
			body: "5\r\nhello\r\n",
		});
		const leftAt = performance.now();
		wire.socket.destroy();
		await expectUpstreamClosedSince(leftAt);
		expect((await gateway.onlyEntry()).span).toMatchObject({ status: "client_closed", httpStatus: null });
	});

	test("at the last event, as the official clients do, has got its whole answer", async () => {
		upstream.behave(streaming(readChunks("openai", "plain.asked"), { ending: "hang" }));
		const wire = await sendUntilUpstream(streamedChat());
		const head = await wire.head();
		let text = "";
		for await (const piece of wire.body(head ?? { firstLine: "", headers: [] })) {
			text += Buffer.from(piece).toString();
			if (text.includes("[DONE]")) break;
		}
		wire.socket.destroy();
		expect((await gateway.onlyEntry()).span).toMatchObject({ status: "ok", costPicoUsd: "105000000" });
	});

	test("after the last byte changes nothing", async () => {
		upstream.behave(streaming(readChunks("openai", "plain.asked")));
		const wire = await sendUntilUpstream(streamedChat());
		const head = await wire.head();
		for await (const _ of wire.body(head ?? { firstLine: "", headers: [] }));
		wire.socket.resetAndDestroy();
		expect((await gateway.onlyEntry()).span.status).toBe("ok");
	});
});
