import { afterAll, afterEach, describe, expect, test } from "bun:test";
import { readChunks } from "../support/fixtures";
import { lensKey } from "../support/gateway";
import { connect, requestText } from "../support/http-client";
import { until } from "../support/until";
import { type Behaviour, chunkText, hanging, headText, streaming } from "../support/upstream";
import { startUnifiedDoors } from "./unified-doors";

const doors = await startUnifiedDoors();
const { upstream, gateway } = doors;
afterAll(doors.close);
afterEach(() => gateway.forget());

/** How soon a provider has to notice, in milliseconds; providers bill what they generate. */
const noticeMs = 200;
const mebibyte = 1024 * 1024;

/** Sends a streamed call for Claude and waits until the provider has it. */
async function sendUntilUpstream(stream = true) {
	const before = upstream.requests.length;
	const wire = await connect(gateway.port);
	const body = JSON.stringify({
		model: "anthropic/claude-sonnet-4-5",
		messages: [{ role: "user", content: "Hi" }],
		stream,
	});
	const headers: [string, string][] = [["authorization", `Bearer ${lensKey}`]];
	await wire.send(requestText({ target: "/v1/chat/completions", headers, body }));
	await until(() => upstream.requests.length > before);
	return wire;
}

async function expectUpstreamClosedSince(leftAt: number) {
	const closedAt = await upstream.requests.at(-1)?.closed;
	expect((closedAt ?? Number.NaN) - leftAt).toBeLessThan(noticeMs);
}

describe("a caller that leaves takes the provider's connection along, and leaves one span", () => {
	test.each([true, false])("before the headers (stream: %p)", async (stream) => {
		upstream.behave(hanging);
		const wire = await sendUntilUpstream(stream);
		const leftAt = performance.now();
		wire.socket.destroy();
		await expectUpstreamClosedSince(leftAt);
		expect((await gateway.onlyEntry()).span).toMatchObject({ status: "client_closed", provider: "anthropic" });
	});

	test("in the middle of a stream, with the usage that was known", async () => {
		upstream.behave(streaming(readChunks("anthropic", "tools").slice(0, 5), { ending: "hang" }));
		const wire = await sendUntilUpstream();
		const head = await wire.head();
		for await (const _ of wire.body(head ?? { firstLine: "", headers: [] })) break;
		const leftAt = performance.now();
		wire.socket.destroy();
		await expectUpstreamClosedSince(leftAt);
		const { span } = await gateway.onlyEntry();
		expect(span).toMatchObject({ status: "client_closed", httpStatus: 200, usage: { uncachedInput: 472 } });
	});
});

test("a provider that breaks its stream off is told as an error in the stream, and recorded as one", async () => {
	upstream.behave(streaming(readChunks("anthropic", "plain").slice(0, 3), { ending: "reset" }));
	const answer = await doors.post("chat/completions", {
		model: "anthropic/claude-sonnet-4-5",
		messages: [{ role: "user", content: "Hi" }],
		stream: true,
	});
	const text = Buffer.from(answer.body).toString();
	expect(answer.brokenOff).toBe(false);
	expect(text).toContain('"code":"upstream_broke_off"');
	expect(text).not.toContain("[DONE]");
	expect((await gateway.onlyEntry()).span).toMatchObject({ status: "error", errorType: "upstream_broke_off" });
});

describe("a caller that reads slowly", () => {
	const streamBytes = 50 * mebibyte;
	/** What may stand in the buffers of two connections, ours and the operating system's. */
	const maxInFlight = 24 * mebibyte;
	const delta = { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "x".repeat(65_000) } };
	const event = chunkText(Buffer.from(`event: content_block_delta\ndata: ${JSON.stringify(delta)}\n\n`));
	let sentBytes = 0;
	const gushing: Behaviour = async (exchange) => {
		await exchange.body();
		await exchange.send(headText(200, { "content-type": "text/event-stream", "transfer-encoding": "chunked" }));
		for (sentBytes = 0; sentBytes < streamBytes; sentBytes += event.length) await exchange.send(event);
		await exchange.send("0\r\n\r\n");
	};

	test("makes the provider wait, and gets every letter when it reads on", async () => {
		upstream.behave(gushing);
		const wire = await sendUntilUpstream();
		const head = await wire.head();
		wire.socket.pause();
		await standsStill(() => sentBytes);
		expect(sentBytes).toBeGreaterThan(0);
		expect(sentBytes).toBeLessThan(maxInFlight);
		wire.socket.resume();
		let letters = 0;
		for await (const piece of wire.body(head ?? { firstLine: "", headers: [] }))
			for (const byte of piece) if (byte === 0x78) letters++;
		wire.socket.destroy();
		const events = Math.ceil(streamBytes / event.length);
		expect(letters).toBeGreaterThanOrEqual(events * 65_000);
		await gateway.onlyEntry();
	}, 30_000);
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
