import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { rssMiBOf } from "../../load/processes";
import { streamedChatWithUsage } from "../../support/chat";
import { startGateway } from "../../support/gateway";
import { connect, requestText } from "../../support/http-client";
import { first, routed, routeRow, second, startRouting } from "../../support/routes";
import { startServer, type TestServer } from "../../support/server";
import { signIn } from "../../support/sign-in";
import { until } from "../../support/until";
import { type Behaviour, chunkText, headText, startUpstream, type Upstream } from "../../support/upstream";
import type { Wire } from "../../support/wire";

setDefaultTimeout(90_000);

const mebibyte = 1024 * 1024;
const event = Buffer.from(`data: {"choices":[{"delta":{"content":"${"x".repeat(65_450)}"}}],"usage":null}\n\n`);

/** Sends so many MiB of events, as fast as it may, and tells how far it is. */
function gushing(mebibytes: number, sent: (bytes: number) => void): Behaviour {
	return async (exchange) => {
		await exchange.body();
		await exchange.send(headText(200, { "content-type": "text/event-stream", "transfer-encoding": "chunked" }));
		const chunk = chunkText(event);
		for (let bytes = 0; bytes < mebibytes * mebibyte && !(await isGone(exchange.closed)); bytes += event.length) {
			await exchange.send(chunk);
			sent(event.length);
		}
		await exchange.send("0\r\n\r\n");
	};
}

const isGone = (closed: Promise<number>) => Promise.race([closed.then(() => true), Promise.resolve(false)]);

/** Resolves when a number has stayed the same for a while. */
async function standsStill(value: () => number): Promise<void> {
	let last = -1;
	let since = 0;
	await until(() => {
		if (value() !== last) [last, since] = [value(), performance.now()];
		return performance.now() - since > 500;
	}, 30_000);
}

async function readOn(wire: Wire, head: NonNullable<Awaited<ReturnType<Wire["head"]>>>): Promise<number> {
	wire.socket.resume();
	let received = 0;
	for await (const piece of wire.body(head)) received += piece.length;
	wire.socket.destroy();
	return received;
}

describe("twenty callers that stop reading, of answers of 200 MiB each,", () => {
	const callers = 20;
	let sentBytes = 0;
	let upstream: Upstream;
	let server: TestServer;
	beforeAll(async () => {
		upstream = await startUpstream(
			gushing(200, (bytes) => {
				sentBytes += bytes;
			}),
		);
		server = await startServer({ env: { LENSAI_UPSTREAM_OPENAI: upstream.url } });
	});
	afterAll(async () => {
		await server.stop();
		upstream.close();
	});

	test("make the provider wait and cost the server's process little memory; when they leave, each is one span", async () => {
		const owner = await signIn(server);
		const rssBefore = rssMiBOf(server.pid);
		const wires = await Promise.all(
			Array.from({ length: callers }, async () => {
				const { host, port } = new URL(server.url);
				const request = streamedChatWithUsage();
				const wire = await connect(Number(port));
				await wire.send(requestText({ ...request, headers: [["host", host], ...(request.headers ?? [])] }));
				expect((await wire.head())?.firstLine).toContain("200");
				wire.socket.pause();
				return wire;
			}),
		);
		await standsStill(() => sentBytes);
		// Each stands in the buffers of two connections, ours and the operating system's.
		expect(sentBytes).toBeGreaterThan(callers * event.length);
		expect(sentBytes).toBeLessThan(callers * 24 * mebibyte);
		expect(rssMiBOf(server.pid) - rssBefore).toBeLessThan(callers * 8);

		for (const { socket } of wires) socket.destroy();
		await until(() => upstream.connections() === 0, 10_000);
		const calls = async () => (await owner.get("/api/v1/calls?limit=200")).calls;
		await until(async () => (await calls()).length === callers, 30_000);
		expect(new Set((await calls()).map(({ status }: { status: string }) => status))).toEqual(
			new Set(["client_closed"]),
		);
	});
});

describe("a caller that pauses for longer than a provider may be silent", () => {
	const silenceMs = 150;
	const mebibytes = 40;

	test.each(["by a door", "by a route"])("%s gets everything: it is no fault of the provider", async (way) => {
		let sentBytes = 0;
		const behaviour = gushing(mebibytes, (bytes) => {
			sentBytes += bytes;
		});
		const routing = await startRouting();
		routing.openai.behave(behaviour);
		const gateway =
			way === "by a route"
				? await routing.gateway([routeRow([first, second])], { silenceMs })
				: await startGateway({ upstreamUrl: routing.openai.url, silenceMs });
		const request =
			way === "by a route"
				? routed({ stream: true, stream_options: { include_usage: true } })
				: streamedChatWithUsage();
		const wire = await connect(gateway.port);
		await wire.send(requestText(request));
		const head = await wire.head();
		if (head === undefined) throw new Error("There was no answer.");
		wire.socket.pause();
		// Half a second without a byte: three times as long as the provider may be silent.
		await standsStill(() => sentBytes);
		expect(sentBytes).toBeLessThan(mebibytes * mebibyte);
		expect(await readOn(wire, head)).toBe(Math.ceil((mebibytes * mebibyte) / event.length) * event.length);
		expect((await gateway.onlyEntry()).span).toMatchObject({ status: "ok", errorType: null });
		await Promise.all([gateway.close(), routing.close()]);
	});
});
