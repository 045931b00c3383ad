import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { gzipSync } from "node:zlib";
import { chat } from "../support/chat";
import { joinChunks, readChunks, readJsonFixture } from "../support/fixtures";
import { lensKey, startGateway, type TestGateway } from "../support/gateway";
import { ask, type RawRequest } from "../support/http-client";
import { until } from "../support/until";
import { answering, startUpstream, streaming, type Upstream } from "../support/upstream";

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

const wish: [string, string] = ["x-lensai-cache", "60"];
/** Each test asks something of its own. */
let turn = 0;
const question = () => chat({ user: `user ${turn++}` }, [wish]);

async function askTwice(request: RawRequest) {
	const before = upstream.requests.length;
	const first = await ask(gateway.port, request);
	await gateway.settled();
	const second = await ask(gateway.port, request);
	await gateway.settled();
	return { first, second, sent: upstream.requests.length - before };
}

describe("a call that asks for the cache", () => {
	test("is answered like the same call before it, costs nothing, and says what was saved", async () => {
		upstream.behave(answering(readJsonFixture("openai", "plain")));
		const { first, second, sent } = await askTwice(question());
		expect(sent).toBe(1);
		expect(Buffer.from(second.body)).toEqual(Buffer.from(first.body));
		expect([first, second].map((answer) => answer.header("x-lensai-cache"))).toEqual(["miss", "hit"]);
		expect(second.header("x-lensai-cost-usd")).toBe("0");
		const [miss, hit] = gateway.entries.map(({ span }) => span);
		expect(miss).toMatchObject({ cache: "miss", costState: "priced" });
		expect(hit).toMatchObject({
			cache: "hit",
			status: "ok",
			costPicoUsd: "0",
			costSource: "cache",
			usage: {},
			cachedCallId: miss?.id,
			savedPicoUsd: miss?.costPicoUsd as string,
			responseBytes: first.body.length,
		});
	});

	test("gets the headers that the first caller got: none of a compression that was undone, nor for the provider's own host", async () => {
		const plain = readJsonFixture("openai", "plain");
		const headers = {
			"content-encoding": "gzip",
			"alt-svc": "h3",
			"clear-site-data": '"*"',
			"content-type": "text/html",
		};
		upstream.behave(answering(gzipSync(plain), { headers }));
		const { second, sent } = await askTwice(question());
		expect([sent, second.header("x-lensai-cache")]).toEqual([1, "hit"]);
		expect(Buffer.from(second.body)).toEqual(Buffer.from(plain));
		for (const name of ["content-encoding", "alt-svc", "clear-site-data"]) expect(second.header(name)).toBeUndefined();
		expect(second.header("content-security-policy")).toBe("sandbox");
	});

	test("gets a stream in the pieces in which it came", async () => {
		upstream.behave(streaming(readChunks("openai", "plain.asked")));
		const request = chat({ stream: true, user: `user ${turn++}` }, [wish]);
		const { first, second, sent } = await askTwice(request);
		expect(sent).toBe(1);
		const whole = Buffer.from(joinChunks(readChunks("openai", "plain.unasked")));
		expect(Buffer.from(first.body)).toEqual(whole);
		expect(Buffer.from(second.body)).toEqual(whole);
		expect(gateway.entries.map(({ span }) => span.responseBytes)).toEqual([whole.length, whole.length]);
	});

	test.each([
		["an error", answering('{"error":{"type":"server_error","message":"no"}}', { status: 500 })],
		["a stream that was cut", streaming(readChunks("openai", "plain.asked").slice(0, 3), { ending: "reset" })],
	])("is never given %s again", async (_, behaviour) => {
		const request = chat({ stream: true, user: `user ${turn++}` }, [wish]);
		upstream.behave(behaviour);
		// A stream that is cut at once may end before its head was sent.
		await ask(gateway.port, request).catch((error: Error) => expect(error.message).toContain("without an answer"));
		await until(() => gateway.entries.length === 1);
		upstream.behave(streaming(readChunks("openai", "plain.asked")));
		const before = upstream.requests.length;
		const second = await ask(gateway.port, request);
		expect(upstream.requests).toHaveLength(before + 1);
		expect(second.header("x-lensai-cache")).toBe("miss");
	});

	test("of another project, or with another provider key, is another call", async () => {
		upstream.behave(answering(readJsonFixture("openai", "plain")));
		const request = question();
		await ask(gateway.port, request);
		await gateway.settled();
		const before = upstream.requests.length;
		await ask(gateway.port, { ...request, headers: [...(request.headers ?? []), ["x-lensai-key", lensKey]] });
		const [type, , cache] = request.headers as [string, string][];
		await ask(gateway.port, { ...request, headers: [type, cache, ["authorization", "Bearer sk-other"]] as never });
		expect(upstream.requests.length - before).toBe(2);
	});
});

test("a call that does not ask for the cache neither reads nor fills it", async () => {
	upstream.behave(answering(readJsonFixture("openai", "plain")));
	const { sent } = await askTwice(chat({ user: `user ${turn++}` }));
	expect(sent).toBe(2);
	expect(gateway.entries.every(({ span }) => span.cache === undefined)).toBe(true);
});
