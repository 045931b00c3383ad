import { expect, test } from "bun:test";
import { apiClient } from "../../extension/src/api/client";
import { failureWords, KeyRefused, UnexpectedAnswer } from "../../extension/src/api/failures";
import { aCall } from "./calls";
import { goodKey, startLensServer } from "./lens-server";

test("money stays a string of digits on its way through the client", async () => {
	using server = startLensServer();
	server.calls.push(aCall({ costPicoUsd: "9007199254740993" }));
	const api = apiClient({ serverUrl: server.url, key: goodKey });
	expect((await api.lastCall())?.costPicoUsd).toBe("9007199254740993");
	expect((await api.lastCall())?.startedAt).toBe("2026-11-22T10:00:00.000Z");
	expect((await api.summary(0)).costPicoUsd).toBe("9007199254740993");
});

test("a project without calls has no last call", async () => {
	using server = startLensServer();
	expect(await apiClient({ serverUrl: server.url, key: goodKey }).lastCall()).toBeUndefined();
});

test("a wrong key is refused by every question", async () => {
	using server = startLensServer();
	const api = apiClient({ serverUrl: server.url, key: "lk_wrong" });
	await expect(api.session()).rejects.toThrow(KeyRefused);
	await expect(api.lastCall()).rejects.toThrow(KeyRefused);
	await expect(api.live(undefined, new AbortController().signal)).rejects.toThrow(KeyRefused);
});

test("the key does not follow a redirect", async () => {
	using elsewhere = startLensServer();
	using crossing = Bun.serve({
		port: 0,
		fetch: ({ url }) => Response.redirect(elsewhere.url + new URL(url).pathname, 307),
	});
	const api = apiClient({ serverUrl: `http://127.0.0.1:${crossing.port}`, key: goodKey });
	await expect(api.session()).rejects.toThrow();
	await expect(api.live(undefined, new AbortController().signal)).rejects.toThrow();
	expect(elsewhere.asked).toEqual([]);
});

test("a server of another kind is told apart from LensAI", async () => {
	using other = Bun.serve({
		port: 0,
		fetch: () => new Response("<h1>It works!</h1>", { headers: { "content-type": "text/html" } }),
	});
	const asked = apiClient({ serverUrl: `http://127.0.0.1:${other.port}`, key: goodKey }).session();
	await expect(asked).rejects.toThrow(UnexpectedAnswer);
	await expect(asked).rejects.toThrow("this is not a LensAI server");
});

test("a failing server is not taken for a refused key", async () => {
	const problem = { code: "store_unavailable", detail: "PostgreSQL does not answer." };
	const headers = { "content-type": "application/problem+json" };
	using failing = Bun.serve({ port: 0, fetch: () => new Response(JSON.stringify(problem), { status: 503, headers }) });
	const api = apiClient({ serverUrl: `http://127.0.0.1:${failing.port}`, key: goodKey });
	const said = new UnexpectedAnswer("the server answered 503: PostgreSQL does not answer.");
	await expect(api.session()).rejects.toThrow(said);
	await expect(api.live(undefined, new AbortController().signal)).rejects.toThrow(said);
});

test("a server that is not there is said in plain words", async () => {
	const error = await apiClient({ serverUrl: "http://127.0.0.1:1", key: goodKey })
		.session()
		.catch((thrown: unknown) => thrown);
	expect(failureWords(error)).toBe("nothing listens there");
});

test("Node's reason for a failed fetch is found in its cause", () => {
	const cause = Object.assign(new Error("getaddrinfo ENOTFOUND lens.invalid"), { code: "ENOTFOUND" });
	expect(failureWords(new TypeError("fetch failed", { cause }))).toBe("there is no such host");
	expect(failureWords(new TypeError("fetch failed", { cause: new Error("odd") }))).toBe("odd");
	expect(failureWords(new DOMException("timed out", "TimeoutError"))).toBe("it took too long");
});
