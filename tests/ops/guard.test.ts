import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { connect, readAnswer } from "../support/http-client";
import { startServer, type TestServer } from "../support/server";

// The whole server sets itself up in a second or two on an idle machine; a busy one takes longer.
setDefaultTimeout(60_000);

let server: TestServer;
let port: number;

beforeAll(async () => {
	server = await startServer();
	port = Number(new URL(server.url).port);
});
afterAll(() => server.stop());

async function askAs(host: string, path: string) {
	const wire = await connect(port);
	await wire.send(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
	const answer = await readAnswer(wire);
	wire.socket.destroy();
	return { status: answer?.status, text: Buffer.from(answer?.body ?? "").toString() };
}

const foreign = [
	"evil.test",
	"evil.test/healthz?",
	"evil.test/healthz#",
	"user@evil.test",
	"a b",
	"[::1",
	"localhost:99999",
	"localhost.evil.test",
];

test.each(["/openai/v1/models", "/custom/x/y", "/v1/models", "/api/v1/keys", "/", "/openapi"])(
	"%s is not for a host that is not ours, however it is written",
	async (path) => {
		for (const host of [
			...foreign,
			`localhost:${port}@evil.test`,
			`localhost:${port}/?`,
			`localhost:${port}, evil.test`,
		]) {
			const { status, text } = await askAs(host, path);
			expect({ host, status }).toEqual({ host, status: 403 });
			expect(text).toContain("foreign_host");
		}
	},
);

test("two hosts are none of ours", async () => {
	const wire = await connect(port);
	await wire.send(`GET /api/v1/keys HTTP/1.1\r\nHost: localhost:${port}\r\nHost: evil.test\r\n\r\n`);
	expect((await readAnswer(wire))?.status).toBe(403);
	wire.socket.destroy();
});

test.each(["/healthz", "/readyz", "/healthz?x=1"])("%s is for probes, which come by address", async (path) => {
	expect((await askAs("10.0.0.7:5367", path)).status).toBe(200);
});

test.each(["/healthz/x", "/healthzx", "/api/v1/keys?/healthz", "/openai/v1/models#/healthz", "/x/..%2fhealthz"])(
	"%s is no probe",
	async (path) => {
		expect((await askAs("10.0.0.7:5367", path)).status).toBe(403);
	},
);

test.each([
	"GET //",
	"GET /%",
	"GET /%00",
	"GET /api/v1/calls/%ff",
	"GET /api/v1/%2e%2e/%2e%2e/etc/passwd",
	"FOO /api/v1/keys",
])("%s is answered without a word of our source", async (line) => {
	const wire = await connect(port);
	await wire.send(`${line} HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`);
	const answer = await readAnswer(wire);
	expect(answer?.status ?? 400).toBeLessThan(500);
	expect(Buffer.from(answer?.body ?? "").toString()).not.toMatch(/server\/src|node_modules|__bunfallback|root:/);
	wire.socket.destroy();
});
