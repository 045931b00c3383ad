import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { startGateway, type TestGateway } from "../support/gateway";
import { ask, connect, readAnswer, requestText } from "../support/http-client";
import { answering, chunkText, startUpstream, type Upstream } from "../support/upstream";

const maxBodyBytes = 10_000;
const bodyTimeoutMs = 150;
const target = "/openai/v1/chat/completions";
let upstream: Upstream;
let gateway: TestGateway;

beforeAll(async () => {
	upstream = await startUpstream(answering("{}"));
	gateway = await startGateway({ upstreamUrl: upstream.url, maxBodyBytes, bodyTimeoutMs });
});
afterEach(() => gateway.forget());
afterAll(async () => {
	await gateway.close();
	upstream.close();
});

const inChunks = (bytes: number) =>
	Buffer.concat([
		...Array.from({ length: bytes / 1000 }, () => chunkText(Buffer.alloc(1000, "x"))),
		Buffer.from("0\r\n\r\n"),
	]);

describe("a body", () => {
	test.each([
		["declared", { body: "x".repeat(maxBodyBytes) }],
		["chunked", { headers: [["transfer-encoding", "chunked"]] as [string, string][], body: inChunks(maxBodyBytes) }],
	])("of just the limit, %s, is forwarded", async (_, request) => {
		expect((await ask(gateway.port, { target, ...request })).status).toBe(200);
		expect((await upstream.requests.at(-1)?.body())?.length).toBe(maxBodyBytes);
		expect((await gateway.onlyEntry()).span.requestBytes).toBe(maxBodyBytes);
	});

	test.each([
		["declared", { body: "x".repeat(maxBodyBytes + 1) }],
		["declared and never sent", { headers: [["content-length", "50000000"]] as [string, string][] }],
		[
			"chunked",
			{ headers: [["transfer-encoding", "chunked"]] as [string, string][], body: inChunks(maxBodyBytes + 1000) },
		],
	])("over the limit, %s, gives 413 in OpenAI's shape, is recorded, and reaches no provider", async (_, request) => {
		const before = upstream.requests.length;
		const answer = await ask(gateway.port, { target, ...request });
		expect(answer.status).toBe(413);
		expect(answer.json()).toMatchObject({ error: { type: "invalid_request_error", code: "body_too_large" } });
		expect(upstream.requests.length).toBe(before);
		expect((await gateway.onlyEntry()).span).toMatchObject({
			id: answer.header("x-lensai-call-id"),
			status: "error",
			httpStatus: 413,
			errorType: "body_too_large",
			model: null,
		});
	});

	test.each([
		["declared", "content-length", "100", '{"model":'],
		["chunked", "transfer-encoding", "chunked", "5\r\nhello\r\n"],
	])("that stops coming, %s, gives 408", async (_, name, value, part) => {
		const answer = await ask(gateway.port, { target, headers: [[name, value]], body: part });
		expect(answer.status).toBe(408);
		expect(answer.json()).toMatchObject({ error: { code: "body_timeout" } });
		expect((await gateway.onlyEntry()).span).toMatchObject({ status: "error", httpStatus: 408 });
	});

	test("that drips gives 408 as well: the whole of it has to come in time", async () => {
		const wire = await connect(gateway.port);
		await wire.send(requestText({ target, headers: [["content-length", "9000"]] }));
		const dripping = setInterval(() => void wire.send("x"), 20);
		const answer = await readAnswer(wire);
		clearInterval(dripping);
		wire.socket.destroy();
		expect(answer?.status).toBe(408);
	});

	test("on a path that passes through may be longer: it is not kept in memory", async () => {
		expect((await ask(gateway.port, { target: "/openai/v1/files", body: "x".repeat(3 * maxBodyBytes) })).status).toBe(
			200,
		);
	});

	test.each([
		["audio/transcriptions", 413],
		["images/edits", 413],
		["files", 200],
		["uploads/upload_1/parts", 200],
	])("that is a form for %s and over the limit gives %d: what is read is held, uploads pass", async (path, status) => {
		const before = upstream.requests.length;
		const file = `--b\r\ncontent-disposition: form-data; name="file"; filename="a"\r\n\r\n${"x".repeat(3 * maxBodyBytes)}`;
		const body = `${file}\r\n--b\r\ncontent-disposition: form-data; name="model"\r\n\r\nwhisper-1\r\n--b--\r\n`;
		const headers: [string, string][] = [["content-type", "multipart/form-data; boundary=b"]];
		expect((await ask(gateway.port, { target: `/openai/v1/${path}`, headers, body })).status).toBe(status);
		expect(upstream.requests.length - before).toBe(status === 200 ? 1 : 0);
		await gateway.onlyEntry();
	});

	test("that is malformed in its coding is refused, and reaches no provider", async () => {
		const before = upstream.requests.length;
		const answer = await ask(gateway.port, {
			target,
			headers: [["transfer-encoding", "chunked"]],
			body: "zzz\r\nhello\r\n0\r\n\r\n",
		});
		expect(answer.status).toBe(400);
		expect(upstream.requests.length).toBe(before);
	});
});
