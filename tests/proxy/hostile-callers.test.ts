import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { chat } from "../support/chat";
import { lensKey, startGateway, type TestGateway } from "../support/gateway";
import { ask, connect, readAnswer } from "../support/http-client";
import { answering, startUpstream, type Upstream } from "../support/upstream";

let upstream: Upstream;
let gateway: TestGateway;

beforeAll(async () => {
	upstream = await startUpstream(answering("{}"));
	gateway = await startGateway({ upstreamUrl: upstream.url, providerKey: "sk-server" });
});
afterEach(() => {
	gateway.forget();
	upstream.requests.length = 0;
});
afterAll(async () => {
	await gateway.close();
	upstream.close();
});

describe("a path that climbs reaches no provider", () => {
	test.each([
		"/openai/v1/..%2fsecret",
		"/openai/v1/%2e%2e%2Fsecret",
		"/openai/v1/files/.%2e%2f..%2fsecret",
		"/openai/v1/files%2f..%2fsecret",
		"/openai/v1/%5c..%5csecret",
		"/openai/v1/../secret",
		"/openai/v1/../secret?/openai/v1/secret",
		"/openai/v1/%2e%2e/%2e%2e/custom/mine/secret",
		"/openai/v1/files/..%5c../secret",
	])("%s", async (target) => {
		const answer = await ask(gateway.port, { method: "GET", target, headers: [["x-lensai-key", lensKey]] });
		expect(answer.status).toBe(404);
		expect(JSON.parse(Buffer.from(answer.body).toString())).toMatchObject({ error: { code: "not_found" } });
		expect(upstream.requests).toEqual([]);
	});

	test("and one that only looks so does", async () => {
		const target = "/openai/v1/files/a..b%2fc...d";
		await ask(gateway.port, { method: "GET", target, headers: [["x-lensai-key", lensKey]] });
		expect(upstream.requests.map((request) => request.target)).toEqual(["/v1/files/a..b%2fc...d"]);
	});
});

test.each(["TRACE", "CONNECT"])("%s is not passed on: its answer could be the provider's key", async (method) => {
	const headers: [string, string][] = [["authorization", `Bearer ${lensKey}`]];
	const wire = await connect(gateway.port);
	await wire.send(`${method} /openai/v1/models HTTP/1.1\r\nhost: localhost\r\n${headers[0]?.join(": ")}\r\n\r\n`);
	expect((await readAnswer(wire, { toHead: true }))?.status).toBe(405);
	expect(upstream.requests).toEqual([]);
	wire.socket.destroy();
});

const start = "POST /openai/v1/chat/completions HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer sk-own\r\n";
const smuggled = "GET /openai/v1/smuggled HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer sk-own\r\n\r\n";

describe("a request whose end can be read in two ways is refused, and nothing behind it is read", () => {
	test.each([
		["two lengths", `content-length: 0\r\ncontent-length: ${smuggled.length}\r\n\r\n`],
		["a list of lengths", "content-length: 0, 0\r\n\r\n"],
		["a signed length", "content-length: +0\r\n\r\n"],
		["a length and chunks", "content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"],
		["an unknown coding", "transfer-encoding: xchunked\r\ncontent-length: 0\r\n\r\n"],
		["chunks, then another coding", "transfer-encoding: chunked\r\ntransfer-encoding: identity\r\n\r\n0\r\n\r\n"],
		["a space before the colon", "transfer-encoding : chunked\r\n\r\n0\r\n\r\n"],
		["a folded header", "x-a: a\r\n transfer-encoding: chunked\r\ncontent-length: 0\r\n\r\n"],
		["a bare CR", "x-a: a\rtransfer-encoding: chunked\r\ncontent-length: 0\r\n\r\n"],
		["a bare LF", "x-a: a\ntransfer-encoding: chunked\r\ncontent-length: 0\r\n\r\n"],
		["a NUL", "x-a: a\0\r\ncontent-length: 0\r\n\r\n"],
	])("%s", async (_, rest) => {
		const wire = await connect(gateway.port);
		await wire.send(Buffer.from(start + rest + smuggled, "latin1"));
		expect((await readAnswer(wire))?.status).toBe(400);
		expect(await readAnswer(wire)).toBeUndefined();
		expect(upstream.requests).toEqual([]);
	});

	test("the body of a GET is taken off the connection, and is no request", async () => {
		const wire = await connect(gateway.port);
		const get = "GET /openai/v1/models HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer sk-own\r\n";
		await wire.send(`${get}content-length: ${smuggled.length}\r\n\r\n${smuggled}`);
		expect((await readAnswer(wire))?.status).toBe(200);
		await wire.send(`${get}\r\n`);
		expect((await readAnswer(wire))?.status).toBe(200);
		expect(upstream.requests.map(({ target }) => target)).toEqual(["/v1/models", "/v1/models"]);
		wire.socket.destroy();
	});
});

describe("what a caller says for the gateway", () => {
	test("to wait for leave to send is answered here, and not asked of the provider", async () => {
		const wire = await connect(gateway.port);
		await wire.send(`${start}expect: 100-continue\r\ncontent-length: 2\r\n\r\n`);
		expect((await wire.head())?.firstLine).toContain("100 Continue");
		await wire.send("{}");
		expect((await readAnswer(wire))?.status).toBe(200);
		expect(upstream.requests.at(-1)?.header("expect")).toBeUndefined();
		wire.socket.destroy();
	});

	test("takes no header away that the gateway has yet to read or to set", async () => {
		const named = "x-lensai-key, authorization, host, content-length, accept-encoding, x-lensai-user";
		const key: [string, string][] = [
			["connection", named],
			["x-lensai-user", "ada"],
		];
		const answer = await ask(gateway.port, {
			...chat(),
			headers: [["authorization", `Bearer ${lensKey}`], ...key],
		});
		expect(answer.status).toBe(200);
		const sent = upstream.requests.at(-1);
		expect(sent?.header("authorization")).toBe("Bearer sk-server");
		expect(sent?.header("accept-encoding")).toBe("identity");
		expect(sent?.header("host")).toBe(new URL(upstream.url).host);
		expect((await gateway.onlyEntry()).span).toMatchObject({ projectId: "project-keyed", user: "ada" });
	});

	test("in bytes that are no text refuses nothing and reaches nobody", async () => {
		const labels = 'x-lensai-user: \xff\xfe\xc3\x28\r\nx-lensai-tags: a,\x80\r\nx-lensai-metadata: {"\xff":1}\r\n';
		const wire = await connect(gateway.port);
		await wire.send(Buffer.from(`${start}${labels}content-length: 2\r\n\r\n{}`, "latin1"));
		expect((await readAnswer(wire))?.status).toBe(200);
		expect(upstream.requests.at(-1)?.head.headers.filter(([name]) => /lensai/i.test(name))).toEqual([]);
		expect(gateway.faults).toEqual([]);
		wire.socket.destroy();
	});
});
