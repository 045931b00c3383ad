import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { callDetail } from "../../../server/src/traces/call-detail";
import { chat } from "../../support/chat";
import { joinChunks, readChunks } from "../../support/fixtures";
import { startGateway, type TestGateway } from "../../support/gateway";
import { ask, connect, type RawRequest, requestText } from "../../support/http-client";
import { first, routed, routeRow, second, startRouting, type TestRouting } from "../../support/routes";
import { streaming } from "../../support/upstream";
import { BrokenOff } from "../../support/wire";
import { faultsAfter, type LateFault, patienceMs } from "./faults";

let routing: TestRouting;
beforeAll(async () => {
	routing = await startRouting();
});
beforeEach(() => routing.forget());
afterAll(() => routing.close());

const faults = Object.entries(faultsAfter);
const retries = { count: 2, baseMs: 1, maxWaitMs: 10 };

/** What the caller gets until its connection is broken. Throws when the answer ends as if it were whole. */
async function partOf(gateway: TestGateway, fault: LateFault, request: (body: object) => RawRequest) {
	const seen = Promise.withResolvers<void>();
	routing.openai.behave(fault.behaviour(seen.promise));
	const wire = await connect(gateway.port);
	// The caller asks for usage itself, so no byte is taken out.
	await wire.send(requestText(request(fault.stream ? { stream: true, stream_options: { include_usage: true } } : {})));
	const head = await wire.head();
	if (head === undefined) throw new Error("There was no answer.");
	const pieces: Uint8Array[] = [];
	try {
		for await (const piece of wire.body(head)) {
			pieces.push(piece);
			if (pieces.reduce((sum, { length }) => sum + length, 0) >= fault.sent.length) seen.resolve();
		}
	} catch (error) {
		if (!(error instanceof BrokenOff)) throw error;
		await wire.closed;
		return Buffer.concat([...pieces, error.body]);
	}
	throw new Error("The answer ended as if it were whole.");
}

describe("a provider that, after its first byte,", () => {
	test.each(faults)("%s: the caller gets what came and sees it break; one span says so", async (_, fault) => {
		const gateway = await routing.gateway([], { silenceMs: patienceMs });
		expect(await partOf(gateway, fault, chat)).toEqual(Buffer.from(fault.sent));
		const { span } = await gateway.onlyEntry();
		expect(span).toMatchObject({ status: "error", httpStatus: 200, errorType: "upstream_broke_off" });
		expect(routing.openai.requests).toHaveLength(1);
		await routing.openai.requests[0]?.closed;
	});

	test.each(faults)("%s: a route makes no other attempt, neither there nor elsewhere", async (_, fault) => {
		const gateway = await routing.gateway([routeRow([first, second], { retries })], { silenceMs: patienceMs });
		expect(await partOf(gateway, fault, routed)).toEqual(Buffer.from(fault.sent));
		const { span } = await gateway.onlyEntry();
		expect(span).toMatchObject({
			status: "error",
			httpStatus: 200,
			errorType: "upstream_broke_off",
			provider: "openai",
		});
		expect(callDetail(span, undefined).attempts).toMatchObject([
			{ target: "openai gpt-4o", reason: expect.stringContaining("after the first byte: no other attempt") },
		]);
		expect([routing.openai.requests.length, routing.groq.requests.length]).toEqual([1, 0]);
		await routing.openai.requests[0]?.closed;
	});

	test("sends half a letter, and later the other half, is passed on byte for byte", async () => {
		const letters = readChunks("anthropic", "unicode-split");
		routing.openai.behave(streaming(letters, { gapMs: 5 }));
		const gateway = await routing.gateway([routeRow([first, second])]);
		const answer = await ask(gateway.port, routed({ stream: true, stream_options: { include_usage: true } }));
		expect(Buffer.from(answer.body)).toEqual(Buffer.from(joinChunks(letters)));
		expect((await gateway.onlyEntry()).span).toMatchObject({ status: "ok" });
	});
});

describe("an answer that breaks off in its first packet", () => {
	/** As `fetch` tells a body that came with the end of its connection: a piece, then an error at once. */
	const breakingAfter = (piece: string, type: string) => async () => {
		let pulls = 0;
		const body = new ReadableStream<Uint8Array>({
			pull(controller) {
				if (++pulls === 1) controller.enqueue(Buffer.from(piece));
				else controller.error(Object.assign(new TypeError("closed"), { code: "ECONNRESET" }));
			},
		});
		return new Response(body, { headers: { "content-type": type } });
	};
	const event = 'data: {"choices":[{"index":0,"delta":{"content":"hi"}}]}\n\n';

	test.each<[string, string, string, object]>([
		["JSON", '{"choices":[', "application/json", {}],
		["a whole event", event, "text/event-stream", { stream: true, stream_options: { include_usage: true } }],
		["a whole event, where usage is taken out", event, "text/event-stream", { stream: true }],
		["half an event, where usage is taken out", event.slice(0, 30), "text/event-stream", { stream: true }],
	])("(%s) reaches the caller with its whole head before it breaks", async (_, piece, type, asked) => {
		const gateway = await startGateway({ upstreamUrl: "http://localhost/v1", fetch: breakingAfter(piece, type) });
		const answer = await ask(gateway.port, chat(asked));
		expect([answer.status, answer.brokenOff, Buffer.from(answer.body).toString()]).toEqual([200, true, piece]);
		const { span } = await gateway.onlyEntry();
		expect(answer.header("x-lensai-call-id")).toBe(span.id);
		expect(span).toMatchObject({ status: "error", httpStatus: 200, errorType: "upstream_broke_off" });
		await gateway.close();
	});
});
