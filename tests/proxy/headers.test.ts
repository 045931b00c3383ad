import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { chat, streamedChat, streamedChatWithUsage } from "../support/chat";
import { joinChunks, readChunks, readJsonFixture } from "../support/fixtures";
import { lensKey, startGateway, type TestGateway } from "../support/gateway";
import { ask } from "../support/http-client";
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

/** The headers that the provider got, by name in lower case. */
async function sentOn(headers: [string, string][]): Promise<Record<string, string>> {
	await ask(gateway.port, chat({}, headers));
	const head = upstream.requests.at(-1)?.head.headers ?? [];
	return Object.fromEntries(head.map(([name, value]) => [name.toLowerCase(), value]));
}

describe("the provider", () => {
	test("gets the caller's own headers as they are", async () => {
		const sent = await sentOn([
			["OpenAI-Organization", "org-abc"],
			["openai-beta", "assistants=v2"],
			["user-agent", "OpenAI/Python 2.1"],
			["x-stainless-lang", "python"],
			["idempotency-key", "k-1"],
			["x-empty", ""],
			["x-latin", "na\xefve"],
		]);
		expect(sent).toMatchObject({
			authorization: "Bearer sk-test",
			"content-type": "application/json",
			"openai-organization": "org-abc",
			"openai-beta": "assistants=v2",
			"user-agent": "OpenAI/Python 2.1",
			"x-stainless-lang": "python",
			"idempotency-key": "k-1",
		});
	});

	test.each([
		["x-lensai-key", lensKey],
		["x-lensai-capture", "metadata"],
		["x-lensai-anything", "x"],
		["cookie", "better-auth.session_token=secret"],
		["x-forwarded-proto", "https"],
		["x-forwarded-host", "lens.example"],
		["via", "1.1 proxy"],
		["keep-alive", "timeout=5"],
		["te", "trailers"],
		["trailer", "x-checksum"],
		["upgrade", "h2c"],
		["proxy-authorization", "Basic eDp5"],
		["proxy-connection", "keep-alive"],
	])("never gets %s", async (name, value) => {
		expect(await sentOn([[name, value]])).not.toHaveProperty(name);
	});

	test.each([
		["api-key", lensKey],
		["x-api-key", lensKey],
		["x-goog-api-key", `Bearer ${lensKey}`],
		["x-auth", `a=1;key="${lensKey}"`],
		["set-cookie", `key=${lensKey}`],
	])("never gets a lens key that a caller put into %s", async (name, value) => {
		expect(await sentOn([[name, value]])).not.toHaveProperty(name);
	});

	test("gets a header in which a longer word only contains the beginning of a lens key", async () => {
		expect((await sentOn([["user-agent", "silk_road/1 x-lk_y"]]))["user-agent"]).toBe("silk_road/1 x-lk_y");
	});

	test("gets no header that Connection names, whatever the case", async () => {
		const sent = await sentOn([
			["connection", "X-Foo, close"],
			["x-foo", "for this hop"],
			["x-bar", "for all"],
		]);
		expect(sent).not.toHaveProperty("x-foo");
		expect(sent["x-bar"]).toBe("for all");
	});

	test("is asked not to compress, in its own host's name, with the length of what it gets", async () => {
		const sent = await sentOn([["accept-encoding", "gzip, br"]]);
		expect(sent["accept-encoding"]).toBe("identity");
		expect(sent.host).toBe(new URL(upstream.url).host);
		expect(Number(sent["content-length"])).toBe(Buffer.byteLength(chat().body ?? ""));
		await ask(gateway.port, streamedChat());
		const asked = upstream.requests.at(-1);
		expect(Number(asked?.header("content-length"))).toBe((await asked?.body())?.length ?? 0);
	});

	test("gets headers that a caller repeats", async () => {
		const sent = await sentOn([
			["x-tag", "one"],
			["x-tag", "two"],
			["set-cookie", "a=1"],
			["set-cookie", "b=2"],
		]);
		expect(sent["x-tag"]).toBe("one, two");
	});
});

describe("the caller", () => {
	test("gets the provider's own headers as they are, and the call's id", async () => {
		const own = { "x-request-id": "req_1", "openai-processing-ms": "12", "x-ratelimit-remaining-tokens": "9" };
		upstream.behave(answering("{}", { headers: own }));
		const answer = await ask(gateway.port, chat());
		for (const [name, value] of Object.entries(own)) expect(answer.header(name)).toBe(value);
		const { span } = await gateway.onlyEntry();
		expect(answer.header("x-lensai-call-id")).toBe(span.id);
	});

	test.each([
		["set-cookie", "__cf_bm=1; Path=/"],
		["alt-svc", 'h3=":443"'],
		["keep-alive", "timeout=5"],
		["proxy-authenticate", "Basic"],
		["upgrade", "h2c"],
		["trailer", "x-checksum"],
	])("never gets %s", async (name, value) => {
		upstream.behave(answering("{}", { headers: { [name]: value } }));
		expect((await ask(gateway.port, chat())).header(name)).toBeUndefined();
	});

	test("gets no header that the provider's Connection names", async () => {
		upstream.behave(answering("{}", { headers: { connection: "keep-alive, X-Hop", "x-hop": "1", "x-all": "2" } }));
		const answer = await ask(gateway.port, chat());
		expect([answer.header("x-hop"), answer.header("x-all")]).toEqual([undefined, "2"]);
	});

	test("gets a stream chunked, and nothing of ours besides the id and the overhead", async () => {
		upstream.behave(streaming(readChunks("openai", "plain.asked")));
		const answer = await ask(gateway.port, streamedChat());
		expect(answer.head.headers.map(([name]) => name.toLowerCase()).sort()).toEqual([
			"content-type",
			"date",
			"transfer-encoding",
			"x-lensai-call-id",
			"x-lensai-overhead-ms",
		]);
	});
});

describe("a provider that compresses although it was asked not to", () => {
	const json = readJsonFixture("openai", "plain");
	const stream = joinChunks(readChunks("openai", "plain.asked"));

	test.each([
		["gzip", gzipSync],
		["br", brotliCompressSync],
		["deflate", deflateSync],
		["zstd", zstdCompressSync],
	])("by %s is decoded, said so, and read", async (encoding, compress) => {
		upstream.behave(answering(compress(json), { headers: { "content-encoding": encoding } }));
		const answer = await ask(gateway.port, chat());
		expect(answer.header("content-encoding")).toBeUndefined();
		expect(Buffer.from(answer.body)).toEqual(Buffer.from(json));
		expect(answer.header("content-length")).toBe(String(json.length));
		expect((await gateway.onlyEntry()).span).toMatchObject({ status: "ok", costPicoUsd: "3500000000" });
	});

	test("a stream is decoded, and read", async () => {
		upstream.behave(streaming([gzipSync(stream)], { headers: { "content-encoding": "gzip" } }));
		const answer = await ask(gateway.port, streamedChatWithUsage());
		expect(answer.header("content-encoding")).toBeUndefined();
		expect(Buffer.from(answer.body)).toEqual(Buffer.from(stream));
		expect((await gateway.onlyEntry()).span).toMatchObject({ status: "ok", costPicoUsd: "105000000" });
	});

	test("by a way that nobody here knows is passed on as it is", async () => {
		upstream.behave(answering("opaque", { headers: { "content-encoding": "x-own" } }));
		const answer = await ask(gateway.port, chat());
		expect(answer.header("content-encoding")).toBe("x-own");
		expect(Buffer.from(answer.body).toString()).toBe("opaque");
	});

	test("with bytes that cannot be decoded gives 502", async () => {
		upstream.behave(answering("not gzip", { headers: { "content-encoding": "gzip" } }));
		expect((await ask(gateway.port, chat())).status).toBe(502);
		expect((await gateway.onlyEntry()).span).toMatchObject({ status: "error", httpStatus: 502 });
	});
});
