import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { addressOf } from "../../server/src/proxy/read-call";
import { Refusal } from "../../server/src/proxy/refusal";
import { chat } from "../support/chat";
import { startGateway, type TestGateway } from "../support/gateway";
import { ask, connect, readAnswer, requestText } from "../support/http-client";
import { answering, headText, startUpstream, type Upstream } from "../support/upstream";

let upstream: Upstream;
let gateway: TestGateway;

beforeAll(async () => {
	upstream = await startUpstream(answering("{}"));
	gateway = await startGateway({ upstreamUrl: upstream.url });
});
afterEach(() => {
	upstream.behave(answering("{}"));
	gateway.forget();
});
afterAll(async () => {
	await gateway.close();
	upstream.close();
});

describe("other paths and methods", () => {
	test.each([
		["GET", "models", "other"],
		["GET", "chat/completions/abc?limit=2&after=%7Bx%7D", "other"],
		["DELETE", "files/file-1", "other"],
		["POST", "evals", "other"],
		["POST", "responses/input_tokens?x=1", "other"],
		["PUT", "x", "other"],
		["PATCH", "x/y%2Fz", "other"],
		["OPTIONS", "chat/completions", "other"],
	] as const)("%s %s passes through and is recorded without usage", async (method, path, kind) => {
		upstream.behave(answering('{"object":"list"}', { status: 201 }));
		const answer = await ask(gateway.port, {
			method,
			target: `/openai/v1/${path}`,
			body: method === "GET" ? undefined : "body",
		});
		expect(answer.status).toBe(201);
		expect(Buffer.from(answer.body).toString()).toBe('{"object":"list"}');
		const last = upstream.requests.at(-1);
		expect([last?.method, last?.target]).toEqual([method, `/v1/${path}`]);
		expect(Buffer.from((await last?.body()) ?? "").toString()).toBe(method === "GET" ? "" : "body");
		expect(await gateway.onlyEntry()).toEqual({
			span: expect.objectContaining({ kind, operation: path.split("?")[0], status: "ok", model: null, usage: {} }),
		});
	});

	test("HEAD keeps the length that a GET would have", async () => {
		upstream.behave(async (exchange) => {
			await exchange.send(headText(200, { "content-length": "1234", "content-type": "application/json" }));
		});
		const answer = await ask(gateway.port, { method: "HEAD", target: "/openai/v1/models" });
		expect([answer.status, answer.header("content-length")]).toEqual([200, "1234"]);
		expect((await gateway.onlyEntry()).span).toMatchObject({ status: "ok", responseBytes: 0 });
	});

	test.each([204, 304])("%d has no body", async (status) => {
		upstream.behave(async (exchange) => {
			await exchange.body();
			await exchange.send(headText(status, { "x-request-id": "req_1" }));
		});
		const wire = await connect(gateway.port);
		await wire.send(requestText({ method: "DELETE", target: "/openai/v1/files/1" }));
		const head = await wire.head();
		expect(head?.firstLine).toContain(String(status));
		// The connection serves on, so no body was left on it.
		upstream.behave(answering("{}"));
		await wire.send(requestText({ method: "GET", target: "/openai/v1/models" }));
		expect((await readAnswer(wire))?.status).toBe(200);
		wire.socket.destroy();
	});

	test("a redirect is the caller's to follow", async () => {
		upstream.behave(answering("", { status: 307, headers: { location: "https://elsewhere.example/v1/x" } }));
		const answer = await ask(gateway.port, chat());
		expect([answer.status, answer.header("location")]).toEqual([307, "https://elsewhere.example/v1/x"]);
	});

	test("an upload is passed on while it comes, not collected first", async () => {
		const firstSeen = Promise.withResolvers<string>();
		let rest = "";
		upstream.behave(async (exchange) => {
			for await (const piece of exchange.pieces()) {
				rest += Buffer.from(piece).toString();
				firstSeen.resolve(rest);
			}
			await exchange.send(headText(200, { "content-length": "2" }));
			await exchange.send("ok");
		});
		const boundary = [["content-type", "multipart/form-data; boundary=b"]] as [string, string][];
		const wire = await connect(gateway.port);
		await wire.send(
			requestText({ target: "/openai/v1/files", headers: [...boundary, ["content-length", "12"]], body: "--b\r\n1" }),
		);
		expect(await firstSeen.promise).toStartWith("--b");
		await wire.send("\r\n--b-");
		const answer = await readAnswer(wire);
		wire.socket.destroy();
		expect(answer?.status).toBe(200);
		expect(rest).toBe("--b\r\n1\r\n--b-");
		expect(upstream.requests.at(-1)?.header("content-type")).toBe("multipart/form-data; boundary=b");
		expect((await gateway.onlyEntry()).span).toMatchObject({ operation: "files", requestBytes: 12 });
	});

	test("of an upload in chunks is recorded how much passed", async () => {
		upstream.behave(async (exchange) => {
			await exchange.body();
			await exchange.send(headText(200, { "content-length": "2" }));
			await exchange.send("ok");
		});
		const body = "5\r\nhello\r\n7\r\n, world\r\n0\r\n\r\n";
		const chunked = [["transfer-encoding", "chunked"]] as [string, string][];
		const wire = await connect(gateway.port);
		await wire.send(requestText({ target: "/openai/v1/files", headers: chunked, body }));
		expect((await readAnswer(wire))?.status).toBe(200);
		wire.socket.destroy();
		expect(Buffer.from((await upstream.requests.at(-1)?.body()) ?? []).toString()).toBe("hello, world");
		expect((await gateway.onlyEntry()).span).toMatchObject({ status: "ok", requestBytes: 12 });
	});

	test("an upload keeps its declared length, for providers that take no chunks", async () => {
		await ask(gateway.port, { target: "/openai/v1/files", body: "x".repeat(100_000) });
		expect(upstream.requests.at(-1)?.header("content-length")).toBe("100000");
		expect(upstream.requests.at(-1)?.header("transfer-encoding")).toBeUndefined();
	});
});

describe("bodies that cannot be read", () => {
	test.each([
		["no JSON", "hello"],
		["nothing", ""],
		["an array", "[]"],
		["half an object", '{"model":"gpt-4o"'],
		["wrong types", '{"model":7,"stream":"yes","stream_options":3}'],
		["bytes that are not UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x00, 0x7d])],
		["deep nesting", `{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`],
		["a byte order mark", '\uFEFF{"model":"gpt-4o"}'],
	])("%s is forwarded as it is, and the provider's own refusal returns", async (_, body) => {
		const refusal = '{"error":{"message":"We could not parse the JSON body.","type":"invalid_request_error"}}';
		upstream.behave(answering(refusal, { status: 400 }));
		const answer = await ask(gateway.port, { target: "/openai/v1/chat/completions", body });
		expect([answer.status, Buffer.from(answer.body).toString()]).toEqual([400, refusal]);
		expect(Buffer.from((await upstream.requests.at(-1)?.body()) ?? "")).toEqual(Buffer.from(body));
		expect((await gateway.onlyEntry()).span).toMatchObject({ status: "error", errorType: "invalid_request_error" });
	});
});

describe("tricks with the path", () => {
	test.each([
		"/openai/v1/../../secret",
		"/openai/v1/%2e%2e/%2E%2e/secret",
		"/openai/v1/..%2f..%2fsecret",
		"/openai/v1/..\\..\\secret",
		"/openai/v1/..;/secret",
		"/openai/v1//secret",
		"/openai/v1//evil.example/secret",
		"/openai/v1/@evil.example/secret",
		"/openai/v1/:80@evil.example/secret",
		"http://evil.example/openai/v1/secret",
		"http://evil.example/openai/v1/../../secret",
		"/x/../openai/v1/secret",
		"/openai/v1/\u00e9/../../secret",
		"/openai/v1/.%00./secret",
	])("%s never leaves the base URL", async (target) => {
		const before = upstream.requests.length;
		const wire = await connect(gateway.port);
		await wire.send(requestText({ method: "GET", target }));
		const answer = await readAnswer(wire);
		wire.socket.destroy();
		expect([200, 400, 404]).toContain(answer?.status ?? 0);
		for (const { target: reached, header } of upstream.requests.slice(before)) {
			expect(reached).toStartWith("/v1/");
			expect(new URL(reached, upstream.url).href).toStartWith(`${upstream.url}/`);
			expect(header("host")).toBe(new URL(upstream.url).host);
		}
		expect(upstream.requests.length - before).toBe(answer?.status === 200 ? 1 : 0);
	});

	test.each(["../secret", "a/../../secret", "%2e%2e/secret", "..\\secret", "a/%2E./.%2e/secret"])(
		"%s would be refused, too, by itself (Bun resolves it before)",
		(path) => {
			const provider = {
				door: "/openai/v1/",
				locate: (below: string) => ({ baseUrl: "https://api.example/v1", host: "api.example", path: below }),
			};
			const none = new Headers();
			expect(() => addressOf(`http://localhost/openai/v1/${path}`, none, provider)).toThrow(Refusal);
			expect(addressOf("http://localhost/openai/v1/files/a..b", none, provider).path).toBe("files/a..b");
		},
	);

	test.each([
		["a dot segment", "/openai/v1/./x/../chat/completions"],
		["a fragment", "/openai/v1/chat/completions#x"],
	])("%s does not hide a call from its price", async (_, target) => {
		await ask(gateway.port, { ...chat(), target });
		expect(upstream.requests.at(-1)?.target).toBe("/v1/chat/completions");
		expect((await gateway.onlyEntry()).span).toMatchObject({ operation: "chat/completions", model: "gpt-4o" });
	});
});
