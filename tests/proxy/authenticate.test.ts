import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { networkInterfaces } from "node:os";
import { DomainError } from "../../server/src/errors";
import { chat } from "../support/chat";
import { defaultCaller, keyCaller, lensKey, startGateway, type TestGateway } from "../support/gateway";
import { ask, connect, type RawAnswer, readAnswer, requestText } from "../support/http-client";
import { answering, startUpstream, type Upstream } from "../support/upstream";

let upstream: Upstream;
/** Has a provider key of its own. */
let gateway: TestGateway;
let keyless: TestGateway;

beforeAll(async () => {
	upstream = await startUpstream(answering("{}"));
	gateway = await startGateway({ upstreamUrl: upstream.url, providerKey: "sk-server" });
	keyless = await startGateway({ upstreamUrl: upstream.url });
});
afterEach(() => {
	gateway.forget();
	keyless.forget();
});
afterAll(async () => {
	await Promise.all([gateway.close(), keyless.close()]);
	upstream.close();
});

type Headers = [name: string, value: string][];
const call = (headers: Headers) => ({ ...chat(), headers });
const sentAuthorization = () => upstream.requests.at(-1)?.header("authorization");

function expectUnauthorized(answer: RawAnswer, code: string) {
	expect(answer.status).toBe(401);
	expect(answer.json()).toEqual({
		error: { message: expect.any(String), type: "invalid_request_error", param: null, code },
	});
	expect(answer.header("x-lensai-call-id")).toMatch(/^[0-9a-f-]{36}$/);
}

describe("a lens key", () => {
	test("in x-lensai-key leaves the provider's key where it is", async () => {
		const headers: Headers = [
			["x-lensai-key", lensKey],
			["authorization", "Bearer sk-mine"],
		];
		expect((await ask(gateway.port, call(headers))).status).toBe(200);
		expect(sentAuthorization()).toBe("Bearer sk-mine");
		const { projectId, keyId } = keyCaller;
		expect((await gateway.onlyEntry()).span).toMatchObject({ projectId, keyId });
	});

	test.each(["Bearer ", "bearer ", "BEARER  ", "bearer\t", "Bearer \t ", ""])(
		"after %p stands for the server's provider key",
		async (scheme) => {
			expect((await ask(gateway.port, call([["authorization", scheme + lensKey]]))).status).toBe(200);
			expect(sentAuthorization()).toBe("Bearer sk-server");
			expect((await gateway.onlyEntry()).span.keyId).toBe("key-1");
		},
	);

	test("in Authorization gives 401 when the server has no provider key, and is not sent on", async () => {
		const before = upstream.requests.length;
		const answer = await ask(keyless.port, call([["authorization", `Bearer ${lensKey}`]]));
		expectUnauthorized(answer, "provider_key_missing");
		expect(upstream.requests.length).toBe(before);
		expect(keyless.entries).toEqual([]);
	});

	test.each<[string, Headers]>([
		["in x-lensai-key", [["x-lensai-key", "lk_unknown"]]],
		["in Authorization", [["authorization", "Bearer lk_unknown"]]],
		["that is empty", [["x-lensai-key", ""]]],
		[
			"beside a known one",
			[
				["x-lensai-key", "lk_unknown"],
				["authorization", `Bearer ${lensKey}`],
			],
		],
		[
			"sent twice",
			[
				["x-lensai-key", lensKey],
				["x-lensai-key", lensKey],
			],
		],
	])("%s that is unknown gives 401, also from loopback, and reaches no provider", async (_, headers) => {
		const before = upstream.requests.length;
		expectUnauthorized(await ask(gateway.port, call(headers)), "lens_key_invalid");
		expect(upstream.requests.length).toBe(before);
		expect([gateway.started, gateway.entries]).toEqual([[], []]);
	});

	test("never reaches the provider in Authorization when it also stands in x-lensai-key", async () => {
		const headers: Headers = [
			["x-lensai-key", lensKey],
			["authorization", `Bearer ${lensKey}`],
		];
		expect((await ask(gateway.port, call(headers))).status).toBe(200);
		expect(sentAuthorization()).toBe("Bearer sk-server");
	});

	test.each([
		`Token ${lensKey}`,
		`Basic ${lensKey}`,
		`Bearer ${lensKey} ${lensKey}`,
		`Bearer sk-mine, Bearer ${lensKey}`,
		`Bearer "${lensKey}"`,
		`Bearer=${lensKey}`,
		`Bearer:${lensKey}`,
		`"${lensKey}"`,
	])("in Authorization as %p gives 401 and goes nowhere", async (authorization) => {
		const before = upstream.requests.length;
		expectUnauthorized(await ask(gateway.port, call([["authorization", authorization]])), "lens_key_invalid");
		expect(upstream.requests.length).toBe(before);
		expect([gateway.started, gateway.entries]).toEqual([[], []]);
	});

	test("is not seen inside of a provider's key", async () => {
		for (const key of ["Bearer sk-proj-abclk_x", "Bearer sk-proj-lk_x", "Bearer sk_lk_x"]) {
			expect((await ask(gateway.port, call([["authorization", key]]))).status).toBe(200);
			expect(sentAuthorization()).toBe(key);
			gateway.forget();
		}
	});

	test("that cannot be looked up gives 503, not 401", async () => {
		const find = () => Promise.reject(new DomainError("store_unavailable", 503, "PostgreSQL does not answer."));
		const blind = await startGateway({ upstreamUrl: upstream.url, find });
		const answer = await ask(blind.port, call([["x-lensai-key", "lk_new"]]));
		expect(answer.status).toBe(503);
		expect(answer.json()).toMatchObject({ error: { type: "server_error", code: "store_unavailable" } });
		await blind.close();
	});
});

describe("a call without a lens key", () => {
	test.each<[string, Headers]>([
		["with a provider key", [["authorization", "Bearer sk-mine"]]],
		["with no key at all", []],
	])("from this machine, %s, belongs to the project default", async (_, headers) => {
		expect((await ask(gateway.port, call(headers))).status).toBe(200);
		expect(sentAuthorization()).toBe(headers[0]?.[1]);
		expect((await gateway.onlyEntry()).span).toMatchObject({ projectId: defaultCaller.projectId, keyId: null });
	});

	test.each<[string, Headers]>([
		["was passed on by a proxy (x-forwarded-for)", [["x-forwarded-for", "127.0.0.1"]]],
		["was passed on by a proxy (forwarded)", [["forwarded", "for=127.0.0.1"]]],
		["was passed on by a proxy (x-real-ip)", [["x-real-ip", "127.0.0.1"]]],
		["names another host", [["host", "lens.example"]]],
		["names a host that only begins like this machine", [["host", "localhost.evil.example:80"]]],
	])("that %s gives 401", async (_, headers) => {
		expectUnauthorized(await ask(gateway.port, call(headers)), "lens_key_missing");
		expect(gateway.entries).toEqual([]);
	});

	const ownAddress = Object.values(networkInterfaces())
		.flat()
		.find((one) => one?.family === "IPv4" && !one.internal)?.address;

	test.skipIf(ownAddress === undefined)("from another address gives 401 (needs a network interface)", async () => {
		const open = await startGateway({ upstreamUrl: upstream.url, hostname: "0.0.0.0" });
		const wire = await connect(open.port, ownAddress);
		await wire.send(requestText(chat()));
		const answer = await readAnswer(wire);
		wire.socket.destroy();
		await open.close();
		if (answer === undefined) throw new Error("There was no answer.");
		expectUnauthorized(answer, "lens_key_missing");
	});
});
