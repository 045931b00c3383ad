import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import type { Right } from "../../server/src/accounts/rights";
import type { Grant } from "../../server/src/keys/caller";
import { readPatterns } from "../../server/src/keys/patterns";
import { noProviderKeys, type ProviderKeys } from "../../server/src/proxy/provider-key";
import type { Target } from "../../server/src/targets/model";
import { callDetail } from "../../server/src/traces/call-detail";
import { chat } from "../support/chat";
import { defaultCaller, keyCaller, lensKey, type TestGatewayOptions } from "../support/gateway";
import { ask } from "../support/http-client";
import {
	first,
	refusing,
	routed,
	routeName,
	routeRow,
	second,
	serverKeys,
	startRouting,
	type TestRouting,
	targetsOf,
} from "../support/routes";
import type { Exchange } from "../support/upstream";

let routing: TestRouting;
beforeAll(async () => {
	routing = await startRouting();
});
beforeEach(() => routing.forget());
afterAll(() => routing.close());

const opened = (targets: Target[], more?: Partial<TestGatewayOptions>) => routing.gateway([routeRow(targets)], more);
const headersOf = (exchange: Exchange | undefined) =>
	Object.fromEntries(exchange?.head.headers.map(([name, value]) => [name.toLowerCase(), value]) ?? []);

describe("the caller's own credential", () => {
	const secrets: [string, string][] = [
		["x-my-secret", "s1"],
		["api-key", "s2"],
		["cookie", "s3"],
		["openai-organization", "org-of-openai"],
	];

	test("goes to the provider whose door was used, and to no other: that one gets the server's key", async () => {
		routing.openai.behave(refusing(500));
		const gateway = await opened([first, second]);
		await ask(
			gateway.port,
			routed({}, [...secrets, ["traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"]]),
		);
		expect(headersOf(routing.openai.requests[0])).toMatchObject({
			authorization: "Bearer sk-test",
			"openai-organization": "org-of-openai",
		});
		const elsewhere = headersOf(routing.groq.requests[0]);
		expect(elsewhere).toMatchObject({ authorization: `Bearer ${serverKeys.groq}`, "content-type": "application/json" });
		expect(elsewhere.traceparent).toStartWith("00-");
		const text = JSON.stringify(routing.groq.requests[0]?.head);
		for (const secret of ["Bearer sk-test", "s1", "s2", "s3", "org-of-openai"])
			expect(text).not.toContain(`"${secret}"`);
	});

	test("in a query stays there, too", async () => {
		const gateway = await opened([{ provider: "groq", model: "m" }]);
		await ask(gateway.port, { ...routed(), target: "/openai/v1/chat/completions?key=s4&api-version=1" });
		expect(routing.groq.requests.map(({ target }) => target)).toEqual(["/openai/v1/chat/completions"]);
	});

	test("gives way to the key that the route names", async () => {
		const id = Bun.randomUUIDv7();
		const providerKeys: ProviderKeys = {
			...noProviderKeys,
			find: (wanted) => (wanted.id === id && wanted.provider === "openai" ? { secret: "sk-of-route" } : undefined),
		};
		const gateway = await opened([{ ...first, providerKeyId: id }], { providerKeys });
		await ask(gateway.port, routed());
		expect(headersOf(routing.openai.requests[0]).authorization).toBe("Bearer sk-of-route");
	});
});

describe("without a key for a target", () => {
	const withLensKey = (targets: Target[], more?: Partial<TestGatewayOptions>) =>
		opened(targets, { ...more, loopback: { ...defaultCaller, organizationId: "org-0" } });
	const request = { ...routed(), headers: [["authorization", `Bearer ${lensKey}`]] as [string, string][] };

	test("the next one has its turn, and the reason is recorded", async () => {
		const gateway = await withLensKey([first, second]);
		expect((await ask(gateway.port, request)).status).toBe(200);
		const [attempt] = callDetail((await gateway.onlyEntry()).span, undefined).attempts;
		expect(attempt).toMatchObject({ error: "not_sent", status: null, costUnknown: false });
		expect(attempt?.reason).toStartWith("not sent: The lens key is valid, but there is no provider key for OpenAI at ");
		expect(routing.openai.requests).toEqual([]);
		expect(headersOf(routing.groq.requests[0]).authorization).toBe(`Bearer ${serverKeys.groq}`);
	});

	test("or when the route's key is gone, the caller is told", async () => {
		const gateway = await withLensKey([{ ...second, providerKeyId: Bun.randomUUIDv7() }]);
		const answer = await ask(gateway.port, request);
		expect(answer.json()).toMatchObject({
			error: { code: "upstream_failed", message: expect.stringContaining("the key that the route names is gone") },
		});
		expect(routing.groq.requests).toEqual([]);
	});

	test("a call of the same project that names no route is refused as ever", async () => {
		const gateway = await withLensKey([second]);
		const answer = await ask(gateway.port, { ...request, body: chat().body });
		expect([answer.status, answer.json()]).toMatchObject([401, { error: { code: "provider_key_missing" } }]);
	});
});

describe("a lens key's limits hold for each target", () => {
	const unlimited: Grant = {
		role: "owner",
		rights: new Set<Right>(["gateway.call"]),
		expiresAtMs: Number.POSITIVE_INFINITY,
	};
	const limited = (limits: Partial<Grant>) =>
		opened([first, second], { find: () => ({ ...keyCaller, grant: { ...unlimited, ...limits } }) });
	const request = routed({}, [["x-lensai-key", lensKey]]);

	test("one that it may not use is left out, and the others take the call", async () => {
		const gateway = await limited({ models: readPatterns(["llama-*"]) });
		expect((await ask(gateway.port, request)).status).toBe(200);
		expect(routing.openai.requests).toEqual([]);
		expect(await targetsOf(gateway)).toEqual([
			`groq ${second.model}: first in order`,
			expect.stringMatching(/^-openai gpt-4o: This key may not use the model gpt-4o\./),
		]);
	});

	test.each<[string, Partial<Grant>, string]>([
		["provider", { providers: readPatterns(["anthropic"]) }, "provider_not_allowed"],
		["model", { models: readPatterns(["o3", routeName]) }, "model_not_allowed"],
	])("none of them is for its %s: refused", async (_, limits, code) => {
		const gateway = await limited(limits);
		const answer = await ask(gateway.port, request);
		expect([answer.status, answer.json()]).toMatchObject([403, { error: { code } }]);
		expect([...routing.openai.requests, ...routing.groq.requests]).toEqual([]);
	});
});
