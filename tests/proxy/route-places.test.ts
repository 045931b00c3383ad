import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { generateKeyPairSync } from "node:crypto";
import { anthropic } from "../../server/src/providers/anthropic";
import { azure } from "../../server/src/providers/azure";
import { bedrock } from "../../server/src/providers/bedrock";
import { createProvider, isHostOf } from "../../server/src/providers/create-provider";
import { gemini } from "../../server/src/providers/gemini";
import type { Provider, ProviderFacts } from "../../server/src/providers/provider";
import { vertex } from "../../server/src/providers/vertex";
import type { ProviderKeys } from "../../server/src/proxy/provider-key";
import type { Target } from "../../server/src/targets/model";
import { defaultCaller, type TestGateway } from "../support/gateway";
import { ask, type RawRequest } from "../support/http-client";
import { routed, routeName, routeRow, startRouting, type TestRouting, targetsOf } from "../support/routes";

let routing: TestRouting;
beforeAll(async () => {
	routing = await startRouting();
});
afterAll(() => routing.close());

interface Seen {
	url: string;
	headers: Record<string, string>;
	body: string;
}

const { privateKey } = generateKeyPairSync("rsa", {
	modulusLength: 2048,
	privateKeyEncoding: { type: "pkcs8", format: "pem" },
	publicKeyEncoding: { type: "spki", format: "pem" },
});
const account = JSON.stringify({
	client_email: "lens@p1.iam.gserviceaccount.com",
	private_key_id: "k",
	private_key: privateKey,
	project_id: "p1",
});

/** A provider whose hosts all lead here; each call to it is noted. */
function elsewhere(facts: ProviderFacts, secret: string, hosts?: readonly string[]) {
	const seen: Seen[] = [];
	const token = async () => Response.json({ access_token: "google-token", expires_in: 3600 });
	const [provider] = createProvider(facts, { fetch: token, clock: Date.now }, { key: { secret, hosts } });
	if (provider === undefined) throw new Error(`${facts.id} has a door.`);
	const here: Provider = {
		...provider,
		async fetch(url, init) {
			const body = await new Response(init?.body as BodyInit).text();
			seen.push({ url, headers: { ...(init?.headers as Record<string, string>) }, body });
			return Response.json({});
		},
	};
	return { provider: here, seen };
}

async function opened(target: Target, provider: Provider, providerKeys?: ProviderKeys): Promise<TestGateway> {
	return routing.gateway([routeRow([target])], { providers: [provider], providerKeys });
}

describe("a target in a region", () => {
	test("of Bedrock is sent to that region's host, signed for it", async () => {
		const { provider, seen } = elsewhere(bedrock, JSON.stringify({ accessKeyId: "AKID", secretAccessKey: "s" }));
		const gateway = await opened(
			{ provider: "bedrock", model: "openai.gpt-oss-20b-1:0", region: "eu-west-1" },
			provider,
		);
		expect((await ask(gateway.port, routed())).status).toBe(200);
		expect(seen.map(({ url }) => url)).toEqual([
			"https://bedrock-runtime.eu-west-1.amazonaws.com/openai/v1/chat/completions",
		]);
		expect(seen[0]?.headers.authorization).toContain("/eu-west-1/bedrock/aws4_request");
	});

	test("of Bedrock goes before the one in the caller's own path", async () => {
		const { provider, seen } = elsewhere(bedrock, "bedrock-key");
		const gateway = await opened({ provider: "bedrock", model: "new", region: "us-west-2" }, provider);
		await ask(gateway.port, {
			target: `/bedrock/eu-west-1/model/${routeName}/converse`,
			headers: [["content-type", "application/json"]],
			body: '{"messages":[]}',
		});
		expect(seen.map(({ url }) => url)).toEqual(["https://bedrock-runtime.us-west-2.amazonaws.com/model/new/converse"]);
	});

	test("of Vertex AI takes the place of the location in the caller's path", async () => {
		const { provider, seen } = elsewhere(vertex, account);
		const gateway = await opened({ provider: "vertex", model: "new", region: "europe-west4" }, provider);
		await ask(gateway.port, {
			target: `/vertex/v1/projects/mine/locations/us-central1/publishers/google/models/${routeName}:generateContent`,
			headers: [["content-type", "application/json"]],
			body: '{"contents":[]}',
		});
		expect(seen.map(({ url }) => url)).toEqual([
			"https://europe-west4-aiplatform.googleapis.com/v1/projects/mine/locations/europe-west4/publishers/google/models/new:generateContent",
		]);
	});

	test("that is a resource of Azure is sent there with the key that is bound to it", async () => {
		const { provider, seen } = elsewhere(azure, "server-key", ["other.openai.azure.com"]);
		const providerKeys: ProviderKeys = {
			find: ({ host }) => (isHostOf(["mine.openai.azure.com"], host) ? { secret: "mine-key" } : undefined),
			hostsOf: () => ["newest.openai.azure.com"],
		};
		const target = { provider: "azure", model: "d", region: "mine" };
		const gateway = await opened(target, provider, providerKeys);
		expect((await ask(gateway.port, routed())).status).toBe(200);
		expect(seen.map(({ url, headers }) => [url, headers["api-key"]])).toEqual([
			["https://mine.openai.azure.com/openai/v1/chat/completions", "mine-key"],
		]);
	});

	test("gets no key that is for another place, and neither does a caller's own go there", async () => {
		const { provider, seen } = elsewhere(azure, "server-key", ["other.openai.azure.com"]);
		const gateway = await opened({ provider: "azure", model: "d", region: "foreign" }, provider);
		const keyless = await ask(gateway.port, routed());
		expect(keyless.json()).toMatchObject({ error: { message: expect.stringContaining("foreign.openai.azure.com") } });
		const own: RawRequest = {
			...routed({}, [["api-key", "azure-own"]]),
			target: "/azure/mine/openai/v1/chat/completions",
		};
		expect((await ask(gateway.port, own)).json()).toMatchObject({
			error: { message: expect.stringContaining("the caller's own key is not for foreign.openai.azure.com") },
		});
		expect(seen).toEqual([]);
	});
});

describe("Vertex AI behind another provider's door", () => {
	const messages = (more: object = {}): RawRequest => ({
		...routed({ max_tokens: 9, messages: [{ role: "user", content: "é" }], ...more }),
		target: "/anthropic/v1/messages",
	});
	const claude = { provider: "vertex", model: "claude-sonnet-4-5@20250929", region: "us-east5" };
	const withAnthropic = async (target: Target, provider: Provider) => {
		const doors = createProvider(anthropic, { fetch, clock: Date.now }, { upstream: routing.anthropic.url });
		return routing.gateway([routeRow([target])], { providers: [provider, ...doors] });
	};

	test.each([
		[false, "rawPredict"],
		[true, "streamRawPredict"],
	])("takes Anthropic's messages (stream: %p) for Claude, of the project whose key pays", async (stream, verb) => {
		const { provider, seen } = elsewhere(vertex, account);
		const gateway = await withAnthropic(claude, provider);
		const request = messages({ stream });
		expect((await ask(gateway.port, request)).status).toBe(200);
		const [sent] = seen;
		expect(sent?.url).toBe(
			`https://us-east5-aiplatform.googleapis.com/v1/projects/p1/locations/us-east5/publishers/anthropic/models/claude-sonnet-4-5@20250929:${verb}`,
		);
		expect(sent?.headers).toMatchObject({ authorization: "Bearer google-token" });
		const { model: _, ...rest } = JSON.parse(String(request.body));
		expect(sent?.body).toBe(JSON.stringify({ ...rest, anthropic_version: "vertex-2023-10-16" }));
		const { span } = await gateway.onlyEntry();
		expect([span.provider, span.model]).toEqual(["vertex", "claude-sonnet-4-5@20250929"]);
	});

	test.each([
		["a service account's key", account, "/v1/projects/p1/locations/global/publishers/google/models/g:generateContent"],
		["an API key", "AIza-key", "/v1/publishers/google/models/g:generateContent"],
	])("takes a Gemini client's call with %s", async (_, secret, path) => {
		const { provider, seen } = elsewhere(vertex, secret);

		const doors = createProvider(gemini, { fetch, clock: Date.now }, { upstream: routing.gemini.url });
		const gateway = await routing.gateway([routeRow([{ provider: "vertex", model: "g" }])], {
			providers: [provider, ...doors],
		});
		await ask(gateway.port, {
			target: `/gemini/v1beta/models/${routeName}:generateContent`,
			headers: [["content-type", "application/json"]],
			body: '{"contents":[]}',
		});
		expect(seen.map(({ url, body }) => [url, body])).toEqual([
			[`https://aiplatform.googleapis.com${path}`, '{"contents":[]}'],
		]);
	});

	test("is not asked with a key that tells no project, where one has to be named", async () => {
		const { provider, seen } = elsewhere(vertex, "AIza-key");
		const gateway = await withAnthropic(claude, provider);
		expect((await ask(gateway.port, messages())).json()).toMatchObject({
			error: { message: expect.stringContaining("the key for Google Vertex AI does not say of which project it is") },
		});
		expect(seen).toEqual([]);
	});

	test("is Bedrock's Claude not: the call says why", async () => {
		const { provider } = elsewhere(bedrock, "bedrock-key");
		const gateway = await withAnthropic({ provider: "bedrock", model: "anthropic.claude" }, provider);
		expect((await ask(gateway.port, messages())).status).toBe(400);
		expect(await targetsOf(gateway)).toEqual([
			"-bedrock anthropic.claude: Amazon Bedrock takes and streams Claude's messages in a format of its own; the unified door translates to it",
		]);
		expect((await gateway.onlyEntry()).span.organizationId).toBe(defaultCaller.organizationId);
	});
});
