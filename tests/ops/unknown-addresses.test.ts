import { expect, test } from "bun:test";
import { Elysia } from "elysia";
import { problemOf, problemResponse } from "../../server/src/ops/problem";
import { unknownAddresses } from "../../server/src/ops/unknown-addresses";

/** Between the API and a dashboard that takes all that is left, as the server mounts it. */
const app = new Elysia()
	.onError(({ error }) => problemResponse(problemOf(error, "request-1")))
	.get("/api/v1/calls/:id", ({ params }) => params.id)
	.delete("/api/v1/keys/:id", ({ params }) => params.id)
	.all("/api/auth/*", () => "auth")
	.use(unknownAddresses())
	.all("/*", () => "dashboard");

const ask = (method: string, path: string, init: RequestInit = {}) =>
	app.handle(new Request(`http://localhost${path}`, { method, ...init }));

test.each([
	["GET", "/api/v1/nothing"],
	["GET", "/api/v1/keys/1"],
	["POST", "/api/v1/calls/1"],
	["PUT", "/api/v1/calls/1"],
	["OPTIONS", "/api/v1/calls/1"],
	["GET", "/api/v2/calls"],
	["GET", "/api/"],
])("%s %s is answered as a problem", async (method, path) => {
	const response = await ask(method, path);
	expect([response.status, response.headers.get("content-type")]).toEqual([404, "application/problem+json"]);
	expect(await response.json()).toMatchObject({ code: "not_found", requestId: "request-1" });
});

test("a body that is no JSON does not matter where nothing is", async () => {
	const init = { body: "{", headers: { "content-type": "application/json" } };
	expect((await ask("POST", "/api/v1/nothing", init)).status).toBe(404);
});

test.each([
	["GET", "/api/v1/calls/1", "1"],
	["DELETE", "/api/v1/keys/1", "1"],
	["POST", "/api/auth/sign-out", "auth"],
	["GET", "/calls", "dashboard"],
	["GET", "/apis", "dashboard"],
])("%s %s is left to who takes it", async (method, path, answer) => {
	expect(await (await ask(method, path)).text()).toBe(answer);
});
