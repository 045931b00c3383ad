import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";
import { azure } from "../../server/src/providers/azure";
import { createProvider } from "../../server/src/providers/create-provider";
import { openai } from "../../server/src/providers/openai";
import type { ProviderKeys } from "../../server/src/proxy/provider-key";
import type { Target } from "../../server/src/targets/model";
import { chat } from "../support/chat";
import { defaultCaller, type TestGatewayOptions } from "../support/gateway";
import { ask, type RawRequest } from "../support/http-client";
import {
	first,
	refusing,
	resetting,
	routed,
	routeName,
	routeRow,
	second,
	startRouting,
	type TestRouting,
	targetsOf,
} from "../support/routes";
import type { Exchange, Upstream } from "../support/upstream";

let routing: TestRouting;
beforeAll(async () => {
	routing = await startRouting();
});
beforeEach(() => routing.forget());
afterAll(() => routing.close());

const opened = (targets: Target[], more?: Partial<TestGatewayOptions>) => routing.gateway([routeRow(targets)], more);
const textOf = async (exchange: Exchange | undefined) => Buffer.from((await exchange?.body()) ?? []).toString();
const headersOf = (exchange: Exchange | undefined) =>
	Object.fromEntries(exchange?.head.headers.map(([name, value]) => [name.toLowerCase(), value]) ?? []);

describe("a body that names the route", () => {
	const body = `{ "messages":[{"role":"user","content":"é\\u00e9 ${routeName}"}],\n "temperature":1.0, "model" : "${routeName}", "n":1e0}`;

	test("is sent with the target's model in that very place, and no other byte changed", async () => {
		const gateway = await opened([first]);
		await ask(gateway.port, { ...routed(), body });
		expect(await textOf(routing.openai.requests[0])).toBe(body.replace(`: "${routeName}",`, ': "gpt-4o",'));
	});

	test("goes to each target with that one's model", async () => {
		routing.openai.behave(refusing(500));
		const gateway = await opened([first, second]);
		await ask(gateway.port, routed());
		expect(JSON.parse(await textOf(routing.openai.requests[0]))).toMatchObject({ model: "gpt-4o" });
		expect(JSON.parse(await textOf(routing.groq.requests[0]))).toMatchObject({ model: second.model });
	});
});

test("a form that names the route is sent with the target's model, and its file as it came", async () => {
	const parts = (model: string) =>
		`--b\r\ncontent-disposition: form-data; name="file"; filename="a.wav"\r\n\r\nRIFF\u0000\r\n--b\r\ncontent-disposition: form-data; name="model"\r\n\r\n${model}\r\n--b--\r\n`;
	const gateway = await opened([{ provider: "groq", model: "whisper-large-v3" }]);
	const answer = await ask(gateway.port, {
		target: "/openai/v1/audio/transcriptions",
		headers: [["content-type", "multipart/form-data; boundary=b"]],
		body: parts(routeName),
	});
	expect(answer.status).toBe(200);
	const [sent] = routing.groq.requests;
	expect(sent?.target).toBe("/openai/v1/audio/transcriptions");
	expect(await textOf(sent)).toBe(parts("whisper-large-v3"));
	expect((await gateway.onlyEntry()).span).toMatchObject({ provider: "groq", model: "whisper-large-v3" });
});

describe("a route that is named in the header", () => {
	const named: [string, string][] = [["x-lensai-route", routeName]];

	test("leaves the caller's model, and its bytes, where the target names none", async () => {
		routing.openai.behave(resetting);
		const gateway = await opened([{ provider: "openai" }, { provider: "groq" }]);
		const request = chat({ model: "own-model" }, named);
		expect((await ask(gateway.port, request)).status).toBe(200);
		expect(await textOf(routing.groq.requests[0])).toBe(String(request.body));
		expect((await gateway.onlyEntry()).span).toMatchObject({ provider: "groq", model: "own-model" });
	});

	test("reaches no provider as a header", async () => {
		routing.openai.behave(refusing(500));
		const gateway = await opened([{ provider: "openai" }, { provider: "groq" }]);
		await ask(gateway.port, chat({}, named));
		for (const { requests } of [routing.openai, routing.groq])
			expect(Object.keys(headersOf(requests[0])).filter((name) => name.startsWith("x-lensai"))).toEqual([]);
	});

	test.each([
		["there is not", "no-such-route"],
		["another organization has", routeName],
	])("that %s is not found, and nothing is sent", async (_, name) => {
		const gateway = await routing.gateway([routeRow([first], { organizationId: "org-2" })]);
		const answer = await ask(gateway.port, chat({}, [["x-lensai-route", name]]));
		expect([answer.status, answer.json()]).toMatchObject([404, { error: { code: "route_not_found" } }]);
		expect(routing.openai.requests).toEqual([]);
		expect((await gateway.onlyEntry()).span).toMatchObject({ status: "error", errorType: "route_not_found" });
	});

	test("is no matter of uploads and look-ups: they go through their door", async () => {
		const gateway = await opened([second]);
		const upload: RawRequest = { target: "/openai/v1/files", headers: named, body: "file" };
		const list: RawRequest = { method: "GET", target: "/openai/v1/models", headers: named };
		for (const request of [upload, list]) expect((await ask(gateway.port, request)).status).toBe(200);
		expect(routing.openai.requests.map(({ target }) => target)).toEqual(["/v1/files", "/v1/models"]);
	});
});

test("a model that is a route of another organization is a model like any other", async () => {
	const gateway = await routing.gateway([routeRow([second], { organizationId: "org-2" })]);
	const request = routed();
	await ask(gateway.port, request);
	expect(await textOf(routing.openai.requests[0])).toBe(String(request.body));
	const { span } = await gateway.onlyEntry();
	expect([span.provider, span.routeId, span.attempts]).toEqual(["openai", undefined, undefined]);
});

describe("where a call goes", () => {
	test.each<[string, Target, (routing: TestRouting) => Upstream, string]>([
		["groq", second, ({ groq }) => groq, "/openai/v1/chat/completions"],
		["anthropic", { provider: "anthropic", model: "c" }, ({ anthropic }) => anthropic, "/v1/chat/completions"],
		["gemini", { provider: "gemini", model: "g" }, ({ gemini }) => gemini, "/v1beta/openai/chat/completions"],
	])("to %s: where the same API stands there", async (_, target, of, path) => {
		const gateway = await opened([target]);
		await ask(gateway.port, routed());
		expect(of(routing).requests.map((exchange) => exchange.target)).toEqual([path]);
	});

	test("with another model: into the path, where the API names it there", async () => {
		const gateway = await opened([{ provider: "gemini", model: "gemini-2.5-pro" }]);
		const target = `/gemini/v1/models/${routeName}:streamGenerateContent?alt=sse`;
		const request: RawRequest = { target, headers: [["content-type", "application/json"]], body: '{"contents":[]}' };
		await ask(gateway.port, request);
		const [sent] = routing.gemini.requests;
		expect(sent?.target).toBe("/v1/models/gemini-2.5-pro:streamGenerateContent?alt=sse");
		expect(await textOf(sent)).toBe(String(request.body));
		expect((await gateway.onlyEntry()).span).toMatchObject({ model: "gemini-2.5-pro", provider: "gemini" });
	});

	test("not to a provider that does not take such a call: it is left out, and says so", async () => {
		const gateway = await opened([{ provider: "gemini", model: "g" }, first, { provider: "anthropic", model: "c" }]);
		const target = "/anthropic/v1/messages";
		const answer = await ask(gateway.port, { ...routed(), target });
		expect(answer.status).toBe(200);
		expect(await targetsOf(gateway)).toEqual([
			"anthropic c: first in order",
			"-gemini g: Google Gemini does not take this kind of call",
			"-openai gpt-4o: OpenAI does not take this kind of call",
		]);
	});

	test("to the region that the target names, at another place of the same provider", async () => {
		const [, us] = createProvider(openai, { fetch, clock: Date.now });
		if (us === undefined) throw new Error("OpenAI has regions.");
		const elsewhere = { ...us, locate: () => ({ baseUrl: routing.groq.url, host: "eu", path: "chat/completions" }) };
		const gateway = await opened([{ ...first, region: "us" }], { providers: [elsewhere] });
		await ask(gateway.port, routed());
		expect(routing.groq.requests.map(({ target }) => target)).toEqual(["/v1/chat/completions"]);
		// It is the same provider, so the caller's credential is for it.
		expect(headersOf(routing.groq.requests[0]).authorization).toBe("Bearer sk-test");
	});

	test("to an organization's own provider, and to nobody else's", async () => {
		const [own] = createProvider(
			{ ...openai, id: "custom:house", regions: undefined, keyOptional: true },
			{ fetch, clock: Date.now },
			{ upstream: routing.groq.url },
		);
		const ownProvider = (organizationId: string, slug: string) =>
			organizationId === defaultCaller.organizationId && slug === "house" ? own : undefined;
		const targets = [
			{ provider: "custom:foreign", model: "m" },
			{ provider: "custom:house", model: "m" },
		];
		const gateway = await opened(targets, { ownProvider });
		expect((await ask(gateway.port, routed())).status).toBe(200);
		expect(headersOf(routing.groq.requests[0]).authorization).toBeUndefined();
		expect(await targetsOf(gateway)).toEqual([
			"custom:house m: first in order",
			"-custom:foreign m: there is no such provider any more",
		]);
	});

	test("to the resource that the key is for, where keys are for one", async () => {
		const urls: string[] = [];
		const [provider] = createProvider(azure, { fetch, clock: Date.now });
		if (provider === undefined) throw new Error("Azure has a door.");
		const elsewhere = {
			...provider,
			fetch: async (url: string) => {
				urls.push(url);
				return new Response("{}");
			},
		};
		const providerKeys: ProviderKeys = {
			find: ({ host }) => (host === "mine.openai.azure.com" ? { secret: "azure-key" } : undefined),
			hostsOf: ({ provider: name }) =>
				name === "azure" ? ["mine.openai.azure.com", "mine.services.ai.azure.com"] : undefined,
		};
		const target = { provider: "azure", model: "my-deployment" };
		const gateway = await opened([target], { providers: [elsewhere], providerKeys });
		expect((await ask(gateway.port, routed())).status).toBe(200);
		expect(urls).toEqual(["https://mine.openai.azure.com/openai/v1/chat/completions"]);

		const without = await opened([target], { providers: [elsewhere] });
		expect((await ask(without.port, routed())).json()).toMatchObject({
			error: { message: expect.stringContaining("no key for Azure OpenAI that would say which resource is meant") },
		});
	});
});

describe("the cache", () => {
	const cached: [string, string][] = [["x-lensai-cache", "3600"]];

	test("keeps an answer for calls by the same route, and not for others", async () => {
		const gateway = await routing.gateway([
			routeRow([first], { name: "a" }),
			routeRow([{ ...first, model: "gpt-4o-mini" }], { name: "b" }),
		]);
		const by = (route: string) => ask(gateway.port, chat({}, [...cached, ["x-lensai-route", route]]));
		await by("a");
		await gateway.settled();
		await by("a");
		expect(routing.openai.requests).toHaveLength(1);
		await by("b");
		await ask(gateway.port, chat({}, cached));
		expect(routing.openai.requests).toHaveLength(3);
	});
});
