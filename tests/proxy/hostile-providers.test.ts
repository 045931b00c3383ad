import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { brotliCompressSync, constants } from "node:zlib";
import { chat, streamedChat, streamedChatWithUsage } from "../support/chat";
import { startGateway, type TestGateway } from "../support/gateway";
import { ask, connect, requestText } from "../support/http-client";
import { answering, type Behaviour, startUpstream, streaming, type Upstream } from "../support/upstream";

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

/** Says these very bytes, then ends the connection. */
function saying(head: string, body: string | Uint8Array = ""): Behaviour {
	return async (exchange) => {
		await exchange.body();
		await exchange.send(Buffer.concat([Buffer.from(`${head}\r\n\r\n`, "latin1"), Buffer.from(body)]));
		exchange.close();
	};
}

describe("a page of the provider's", () => {
	test.each(["text/html", "TEXT/HTML; charset=utf-8", "application/xhtml+xml", "image/svg+xml", "text/xml"])(
		"of type %s does not run as one of the dashboard's, whose host it comes from",
		async (type) => {
			upstream.behave(answering("<script>steal()</script>", { headers: { "content-type": type } }));
			const answer = await ask(gateway.port, chat());
			expect(answer.header("content-security-policy")).toBe("sandbox");
			expect(answer.header("content-type")).toBe(type);
		},
	);

	test("without a type, which a browser would guess, does not either", async () => {
		upstream.behave(saying("HTTP/1.0 200 OK", "<script>steal()</script>"));
		expect((await ask(gateway.port, streamedChat())).header("content-security-policy")).toBe("sandbox");
	});

	test("that sets a policy of its own gets ours", async () => {
		const headers = { "content-type": "text/html", "content-security-policy": "default-src *" };
		upstream.behave(answering("<p>", { headers }));
		expect((await ask(gateway.port, chat())).header("content-security-policy")).toBe("sandbox");
	});
});

describe("the caller gets no header of the provider's", () => {
	test.each([
		["strict-transport-security", "max-age=0"],
		["clear-site-data", '"cookies"'],
		["x-lensai-cost-usd", "0"],
		["x-lensai-cost-state", "priced"],
		["x-lensai-cache", "hit"],
	])("that is not its to set: %s", async (name, value) => {
		upstream.behave(answering("{}", { headers: { [name]: value } }));
		expect((await ask(gateway.port, chat())).header(name)).toBeUndefined();
	});

	test("in the place of the call's id", async () => {
		upstream.behave(answering("{}", { headers: { "x-lensai-call-id": "forged" } }));
		const answer = await ask(gateway.port, chat());
		expect(answer.header("x-lensai-call-id")).toBe((await gateway.onlyEntry()).span.id);
	});

	test("behind its body, as a trailer", async () => {
		const chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\ntrailer: set-cookie";
		upstream.behave(saying(chunked, "2\r\n{}\r\n0\r\nset-cookie: a=b\r\n\r\n"));
		const answer = await ask(gateway.port, chat());
		expect(Buffer.from(answer.body).toString()).toBe("{}");
		expect(answer.header("set-cookie")).toBeUndefined();
	});
});

describe("an answer that breaks the rules of HTTP", () => {
	test.each([
		["two lengths", "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 5", "{}"],
		["a length below nothing", "HTTP/1.1 200 OK\r\ncontent-length: -2", "{}"],
		["a length that is no number of bytes", "HTTP/1.1 200 OK\r\ncontent-length: 99999999999999999999", "{}"],
		["a NUL in a header", "HTTP/1.1 200 OK\r\nx-a: a\0b\r\ncontent-length: 2", "{}"],
		["a bare CR in a header", "HTTP/1.1 200 OK\r\nx-a: a\rset-cookie: b\r\ncontent-length: 2", "{}"],
		["another protocol, unasked", "HTTP/1.1 101 Switching\r\nupgrade: h2c", "{}"],
		["no HTTP at all", "hello", ""],
		["more headers than anybody has", `HTTP/1.1 200 OK\r\n${"x: 1\r\n".repeat(3000)}content-length: 2`, "{}"],
		["a shorter body than it said", "HTTP/1.1 200 OK\r\ncontent-length: 5000", "{}"],
	])("by %s is a 502, recorded once", async (_, head, body) => {
		upstream.behave(saying(head, body));
		expect((await ask(gateway.port, chat())).status).toBe(502);
		expect((await gateway.onlyEntry()).span).toMatchObject({ status: "error", httpStatus: 502 });
		expect(gateway.faults).toEqual([]);
	});

	test.each([204, 205])("by a body behind %d comes without it", async (status) => {
		upstream.behave(saying(`HTTP/1.1 ${status} X\r\ncontent-length: 2`, "{}"));
		const answer = await ask(gateway.port, chat());
		expect([answer.status, answer.body.length]).toEqual([status, 0]);
		expect((await gateway.onlyEntry()).span).toMatchObject({ status: "ok", httpStatus: status });
	});

	test("by more bytes than it said keeps these from the next call", async () => {
		upstream.behave(async (exchange) => {
			await exchange.body();
			await exchange.send(
				"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\n'evil'",
			);
		});
		expect(Buffer.from((await ask(gateway.port, chat())).body).toString()).toBe("{}");
		upstream.behave(answering("'mine'"));
		expect(Buffer.from((await ask(gateway.port, chat())).body).toString()).toBe("'mine'");
	});

	test("by news before it comes without them", async () => {
		upstream.behave(
			saying("HTTP/1.1 103 Early Hints\r\nset-cookie: a=b\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2", "{}"),
		);
		const answer = await ask(gateway.port, chat());
		expect([answer.status, answer.header("set-cookie")]).toEqual([200, undefined]);
	});
});

test("a few compressed bytes that become very many are not unpacked before the caller reads them", async () => {
	const unpackedBytes = 256 * 1024 * 1024;
	const params = { [constants.BROTLI_PARAM_QUALITY]: 3, [constants.BROTLI_PARAM_LGWIN]: 24 };
	const bomb = brotliCompressSync(Buffer.alloc(unpackedBytes), { params });
	expect(bomb.length).toBeLessThan(16 * 1024);
	upstream.behave(answering(bomb, { headers: { "content-encoding": "br" } }));
	const wire = await connect(gateway.port);
	await wire.send(requestText(chat()));
	expect((await wire.head())?.firstLine).toContain("200");
	wire.socket.destroy();
	const { span } = await gateway.onlyEntry();
	expect(span.status).toBe("client_closed");
	expect(span.responseBytes).toBeLessThan(unpackedBytes / 4);
});

// Such a text can be parsed, and not be written again: the call was broken off, and recorded nowhere.
test.each([false, true])(
	"a usage that is nested without end leaves the call its answer and its span (stream: %p)",
	async (stream) => {
		const nested = "[".repeat(200_000) + "]".repeat(200_000);
		const usage = `{"prompt_tokens":3,"completion_tokens":5,"x":${nested}}`;
		const said = `{"model":"gpt-4o-2024-08-06","choices":[],"usage":${usage}}`;
		upstream.behave(stream ? streaming([Buffer.from(`data: ${said}\n\ndata: [DONE]\n\n`)]) : answering(said));
		const answer = await ask(gateway.port, stream ? streamedChatWithUsage() : chat());
		expect(answer.brokenOff).toBe(false);
		expect((await gateway.onlyEntry()).span).toMatchObject({
			status: "ok",
			usage: { uncachedInput: 3, output: 5 },
			rawUsage: null,
			costPicoUsd: "57500000",
		});
		expect(gateway.faults).toEqual([]);
	},
);
