import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import type { Right } from "../../server/src/accounts/rights";
import type { Grant } from "../../server/src/keys/caller";
import { readPatterns } from "../../server/src/keys/patterns";
import { chat } from "../support/chat";
import { keyCaller, startGateway, type TestGateway } from "../support/gateway";
import { ask } from "../support/http-client";
import { answering, startUpstream, type Upstream } from "../support/upstream";

const unlimited: Grant = {
	role: "owner",
	rights: new Set<Right>(["gateway.call"]),
	expiresAtMs: Number.POSITIVE_INFINITY,
};
let upstream: Upstream;
let gateway: TestGateway;
let grant: Grant;
beforeAll(async () => {
	upstream = await startUpstream(answering("{}"));
	gateway = await startGateway({ upstreamUrl: upstream.url, find: () => ({ ...keyCaller, grant }) });
});
beforeEach(() => {
	gateway.forget();
	upstream.requests.length = 0;
});
afterAll(async () => {
	await gateway.close();
	upstream.close();
});

const headers = (...more: [string, string][]): [string, string][] => [
	["x-lensai-key", "lk_known"],
	["authorization", "Bearer sk-mine"],
	...more,
];
const call = (more: object = {}) => ask(gateway.port, { ...chat(), headers: headers(), ...more });

describe("a call is refused before anything is sent", () => {
	test.each<[string, Partial<Grant>, number, string]>([
		["when its key has expired", { expiresAtMs: 0 }, 401, "lens_key_expired"],
		["when its key may not call", { rights: new Set() }, 403, "right_missing"],
		[
			"for another provider than its key is for",
			{ providers: readPatterns(["anthropic"]) },
			403,
			"provider_not_allowed",
		],
		["for another model than its key is for", { models: readPatterns(["o3"]) }, 403, "model_not_allowed"],
	])("%s", async (_when, limits, status, code) => {
		grant = { ...unlimited, ...limits };
		const answer = await call();
		expect(answer.status).toBe(status);
		expect(answer.json()).toMatchObject({ error: { code } });
		expect(upstream.requests).toEqual([]);
	});

	test("when its key is limited to models and the body cannot be read", async () => {
		grant = { ...unlimited, models: readPatterns(["*"]) };
		expect((await call({ body: "{ not JSON" })).json()).toMatchObject({ error: { code: "model_not_allowed" } });
		expect(upstream.requests).toEqual([]);
	});

	test("for another environment than its key is for", async () => {
		grant = { ...unlimited, environments: ["prod"] };
		const answer = await call({ headers: headers(["x-lensai-environment", "dev"]) });
		expect(answer.json()).toMatchObject({ error: { code: "environment_not_allowed" } });
	});
});

test("a call that its key is for goes through, and so does a list of models", async () => {
	grant = { ...unlimited, providers: readPatterns(["openai"]), models: readPatterns(["gpt-*"]) };
	expect((await call()).status).toBe(200);
	const list = { method: "GET", target: "/openai/v1/models", headers: headers() };
	expect((await ask(gateway.port, list)).status).toBe(200);
	expect(upstream.requests).toHaveLength(2);
});

test("a call that was refused for its model is recorded as an error", async () => {
	grant = { ...unlimited, models: readPatterns(["o3"]) };
	await call();
	expect((await gateway.onlyEntry()).span).toMatchObject({ status: "error", errorType: "model_not_allowed" });
});
