import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";
import { createProvider } from "../../server/src/providers/create-provider";
import { builtInProviders } from "../../server/src/providers/list";
import { defaultCaller, lensKey, startGateway, type TestGateway } from "../support/gateway";
import { ask } from "../support/http-client";
import { answering, type Exchange, startUpstream, type Upstream } from "../support/upstream";

const awsKeys = JSON.stringify({ accessKeyId: "AKIDPROVIDER", secretAccessKey: "provider-secret" });
const secretOf = (id: string) => (id === "bedrock" ? awsKeys : `provider-key-of-${id}`);

let upstream: Upstream;
/** Every provider, each with a key of the server's, all at one upstream. */
let gateway: TestGateway;
/** The same without keys. */
let keyless: TestGateway;

beforeAll(async () => {
	upstream = await startUpstream(answering("{}"));
	const root = new URL(upstream.url).origin;
	const others = builtInProviders.filter(({ id }) => id !== "openai");
	const world = { fetch, clock: () => Date.UTC(2026, 10, 22) };
	const open = (withKeys: boolean) =>
		startGateway({
			upstreamUrl: upstream.url,
			providerKey: withKeys ? secretOf("openai") : undefined,
			providers: others.flatMap((facts) =>
				createProvider(facts, world, {
					upstream: root,
					key: withKeys ? { secret: secretOf(facts.id), hosts: [new URL(root).host] } : undefined,
				}),
			),
		});
	[gateway, keyless] = await Promise.all([open(true), open(false)]);
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

/** Sends a call and gives what reached the provider; undefined when nothing did. */
async function sent(target: string, headers: Headers, through = gateway) {
	const before = upstream.requests.length;
	const body = JSON.stringify({ model: "m", messages: [] });
	const answer = await ask(through.port, { target, headers: [["content-type", "application/json"], ...headers], body });
	const reached = upstream.requests.slice(before).at(-1);
	return { answer, reached, text: reached && wholeText(reached) };
}

function wholeText({ head, target }: Exchange): string {
	return `${target}\n${head.headers.map(([name, value]) => `${name}: ${value}`).join("\n")}`;
}

const signature = (id: string) =>
	`AWS4-HMAC-SHA256 Credential=${id}/20261122/eu-west-1/bedrock/aws4_request, SignedHeaders=host;x-amz-date, Signature=00ff`;
const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;

const gemini = "/gemini/v1beta/models/g:generateContent";
const azure = "/azure/res/openai/deployments/d/chat/completions?api-version=2024-10-21";

describe("a lens key where a client puts its provider's key", () => {
	test.each<[string, string, Headers, string]>([
		[
			"OpenAI's",
			"/openai/v1/chat/completions",
			[["authorization", `Bearer ${lensKey}`]],
			"authorization: Bearer provider-key-of-openai",
		],
		[
			"basic, as the user",
			"/openai/v1/chat/completions",
			[["authorization", basic(`${lensKey}:`)]],
			"authorization: Bearer provider-key-of-openai",
		],
		[
			"basic, as the password",
			"/mistral/v1/chat/completions",
			[["authorization", basic(`me:${lensKey}`)]],
			"authorization: Bearer provider-key-of-mistral",
		],
		["Anthropic's header", "/anthropic/v1/messages", [["x-api-key", lensKey]], "x-api-key: provider-key-of-anthropic"],
		[
			"Anthropic's token",
			"/anthropic/v1/messages",
			[["authorization", `Bearer ${lensKey}`]],
			"authorization: Bearer provider-key-of-anthropic",
		],
		["Gemini's header", gemini, [["x-goog-api-key", lensKey]], "x-goog-api-key: provider-key-of-gemini"],
		["Gemini's query", `${gemini}?key=${lensKey}`, [], "x-goog-api-key: provider-key-of-gemini"],
		["Gemini's query, encoded", `${gemini}?alt=sse&key=lk%5Fknown`, [], "x-goog-api-key: provider-key-of-gemini"],
		[
			"Gemini's OpenAI format",
			"/gemini/v1beta/openai/chat/completions",
			[["authorization", `Bearer ${lensKey}`]],
			"authorization: Bearer provider-key-of-gemini",
		],
		["Azure's", azure, [["api-key", lensKey]], "api-key: provider-key-of-azure"],
		["Azure's token", azure, [["authorization", `Bearer ${lensKey}`]], "api-key: provider-key-of-azure"],
		[
			"Vertex AI's, in express mode",
			"/vertex/v1/publishers/google/models/g:generateContent",
			[["x-goog-api-key", lensKey]],
			"x-goog-api-key: provider-key-of-vertex",
		],
		[
			"Cohere's",
			"/cohere/v2/chat",
			[["authorization", `Bearer ${lensKey}`]],
			"authorization: Bearer provider-key-of-cohere",
		],
		[
			"both of Anthropic's",
			"/anthropic/v1/messages",
			[
				["x-api-key", lensKey],
				["authorization", `Bearer ${lensKey}`],
			],
			"x-api-key: provider-key-of-anthropic",
		],
	])("%s stands for the provider's key, and goes no further", async (_, target, headers, expected) => {
		const { answer, text } = await sent(target, headers);
		expect(answer.status).toBe(200);
		expect(text?.toLowerCase()).toContain(expected.toLowerCase());
		expect(text).not.toContain("lk_");
		expect(text).not.toContain("lk%5F");
		const { span } = await gateway.onlyEntry();
		expect(span.keyId).toBe("key-1");
		expect(JSON.stringify(gateway.entries)).not.toContain(lensKey);
		expect(JSON.stringify(gateway.entries)).not.toContain("provider-key-of");
	});

	test("keeps the rest of the query as it is", async () => {
		const { reached } = await sent(`${gemini}?alt=sse&key=${lensKey}&x=%20a+b&x`, []);
		expect(reached?.target).toBe("/v1beta/models/g:generateContent?alt=sse&x=%20a+b&x");
	});

	test.each<[string, Headers]>([
		[
			"as the access key id of a signature",
			[
				["authorization", signature(lensKey)],
				["x-amz-date", "20261122T000000Z"],
				["x-amz-security-token", "callers"],
			],
		],
		["in Authorization", [["authorization", `Bearer ${lensKey}`]]],
		[
			"in x-lensai-key, beside a foreign signature",
			[
				["x-lensai-key", lensKey],
				["authorization", signature("AKIDCALLER")],
				["x-amz-content-sha256", "0"],
			],
		],
	])("%s has the call signed anew", async (_, headers) => {
		const { answer, reached, text } = await sent("/bedrock/eu-west-1/model/m%3A0/converse", headers);
		expect(answer.status).toBe(200);
		expect(reached?.target).toBe("/model/m%3A0/converse");
		expect(reached?.header("authorization")).toMatch(
			/^AWS4-HMAC-SHA256 Credential=AKIDPROVIDER\/20261122\/us-east-1\/bedrock\/aws4_request, SignedHeaders=content-type;host;x-amz-date, Signature=[0-9a-f]{64}$/,
		);
		expect(reached?.header("x-amz-date")).toBe("20261122T000000Z");
		for (const of of ["lk_", "AKIDCALLER", "callers", "x-amz-content-sha256"]) expect(text).not.toContain(of);
	});

	test.each(
		builtInProviders
			.filter(({ keyOptional }) => !keyOptional)
			.map(
				({ id, paths, doorPath }) =>
					[
						id,
						`/${id}/${doorPath ?? ""}${id === "azure" ? "res/" : ""}${Object.keys(paths)[0]?.split(" ")[1]?.replaceAll("*", "x")}`,
					] as const,
			),
	)("of %s is refused in that provider's own words when there is no key to put in its place", async (id, target) => {
		const { answer, reached } = await sent(target, [["authorization", `Bearer ${lensKey}`]], keyless);
		expect([answer.status, reached]).toEqual([401, undefined]);
		const text = Buffer.from(answer.body).toString();
		expect(text).toContain("there is no provider key for");
		expect(text).not.toContain("lk_known");
		expect(keyless.entries).toEqual([]);
		expect(JSON.parse(text)).toEqual(
			JSON.parse(
				builtInProviders
					.find((each) => each.id === id)
					?.renderError({
						status: 401,
						code: "provider_key_missing",
						message: /"message":"((?:[^"\\]|\\.)*)"/.exec(text)?.[1] ?? "",
					}) ?? "{}",
			),
		);
	});

	test.each(["ollama", "vllm"])("at %s, which needs no key, is simply left out", async (id) => {
		const { answer, text } = await sent(
			`/${id}/v1/chat/completions`,
			[["authorization", `Bearer ${lensKey}`]],
			keyless,
		);
		expect(answer.status).toBe(200);
		expect(text?.toLowerCase()).not.toContain("authorization");
	});
});

describe("the provider's own credential", () => {
	test.each<[string, string, Headers, string]>([
		["OpenAI", "/openai/v1/chat/completions", [["authorization", "Bearer sk-own"]], "Bearer sk-own"],
		["Anthropic", "/anthropic/v1/messages", [["x-api-key", "sk-ant-own"]], "sk-ant-own"],
		["Gemini", gemini, [["x-goog-api-key", "AIza-own"]], "AIza-own"],
		["Gemini, in the query", `${gemini}?key=AIza-own`, [], "key=AIza-own"],
		["Azure", azure, [["api-key", "own"]], "api-key: own"],
		["Bedrock", "/bedrock/model/m/converse", [["authorization", "Bearer ABSK-own"]], "Bearer ABSK-own"],
		[
			"Vertex AI",
			"/vertex/v1/projects/p/locations/l/publishers/google/models/g:generateContent",
			[["authorization", "Bearer ya29.own"]],
			"Bearer ya29.own",
		],
		["somebody who uses Basic", "/openai/v1/chat/completions", [["authorization", basic("me:mine")]], basic("me:mine")],
	])("of %s passes untouched beside x-lensai-key, and alone from this machine", async (_, target, headers, own) => {
		for (const [more, keyId] of [
			[[["x-lensai-key", lensKey]], "key-1"],
			[[], null],
		] as [Headers, string | null][]) {
			const { answer, text } = await sent(target, [...headers, ...more]);
			expect(answer.status).toBe(200);
			expect(text).toContain(own);
			expect(text).not.toContain("provider-key-of");
			expect(text).not.toContain("lk_");
			expect((await gateway.onlyEntry()).span.keyId).toBe(keyId);
			gateway.forget();
		}
	});

	test("passes when the lens key stands in another place of the same provider", async () => {
		const { text } = await sent("/anthropic/v1/messages", [
			["authorization", `Bearer ${lensKey}`],
			["x-api-key", "sk-ant-own"],
		]);
		expect(text).toContain("sk-ant-own");
		expect(text).not.toContain("provider-key-of");
	});

	test("that is a signature made for our host is refused, with what to do", async () => {
		const { answer, reached } = await sent("/bedrock/model/m/converse", [["authorization", signature("AKIDCALLER")]]);
		expect([answer.status, reached]).toEqual([401, undefined]);
		expect(answer.json()).toMatchObject({
			code: "lens_key_missing",
			message: expect.stringContaining("cannot be passed on"),
		});
	});
});

describe("a lens key in the wrong place", () => {
	test.each<[string, string, Headers]>([
		["a strange parameter", `/openai/v1/models?token=${lensKey}`, [["authorization", "Bearer sk-own"]]],
		["a parameter's name", `/openai/v1/models?${lensKey}`, [["authorization", "Bearer sk-own"]]],
		["a parameter, twice encoded letters", "/openai/v1/models?a=%6C%6B_known", [["authorization", "Bearer sk-own"]]],
		[
			"another provider's header",
			"/openai/v1/models",
			[
				["x-goog-api-key", lensKey],
				["authorization", "Bearer sk-own"],
			],
		],
		[
			"Basic beside a key elsewhere",
			"/azure/res/openai/v1/responses",
			[
				["api-key", "own"],
				["authorization", basic(`x:${lensKey}`)],
			],
		],
	])("(%s) never reaches the provider", async (_, target, headers) => {
		const { answer, text } = await sent(target, headers);
		expect(answer.status).toBe(200);
		for (const form of [lensKey, "%6C%6B", Buffer.from(`x:${lensKey}`).toString("base64")])
			expect(text).not.toContain(form);
	});

	const wellFormed = `lk_${"a".repeat(49)}`;

	test.each([`/openai/v1/files/${wellFormed}`, `/openai/v1/files/lk%5F${"a".repeat(49)}/content`])(
		"in the path (%s) is refused and not recorded",
		async (target) => {
			const { answer, reached } = await sent(target, [["authorization", "Bearer sk-own"]]);
			expect([answer.status, reached]).toEqual([401, undefined]);
			expect(gateway.entries).toEqual([]);
		},
	);

	test.each<[string, string, Headers]>([
		["x-api-key", "/anthropic/v1/messages", [["x-api-key", `key=${lensKey}`]]],
		["api-key", azure, [["api-key", `"${lensKey}"`]]],
		["the query", `${gemini}?key=x,${lensKey}`, []],
		["a signature for another scheme", "/openai/v1/models", [["authorization", signature(lensKey)]]],
	])("in %s, written in another way, gives 401 and goes nowhere", async (_, target, headers) => {
		const { answer, reached } = await sent(target, headers);
		expect([answer.status, reached]).toEqual([401, undefined]);
		expect(Buffer.from(answer.body).toString()).not.toContain(lensKey);
	});

	test("that is unknown is refused from every place", async () => {
		for (const [target, headers] of [
			["/anthropic/v1/messages", [["x-api-key", "lk_unknown"]]],
			[`${gemini}?key=lk_unknown`, []],
			["/bedrock/model/m/converse", [["authorization", signature("lk_unknown")]]],
		] as [string, Headers][]) {
			const { answer, reached } = await sent(target, headers);
			expect([answer.status, reached]).toEqual([401, undefined]);
		}
	});
});

test("calls without a lens key belong to the project default at every door", async () => {
	await sent("/anthropic/v1/messages", [["x-api-key", "sk-ant-own"]]);
	const { span } = await gateway.onlyEntry();
	expect(span).toMatchObject({ projectId: defaultCaller.projectId, provider: "anthropic", operation: "v1/messages" });
});

test("a region's door takes off the region, and no more", async () => {
	const own: Headers = [["authorization", "Bearer own"]];
	for (const [target, reached] of [
		["/xai/us/v1/chat/completions", "/v1/chat/completions"],
		["/xai/v1/chat/completions", "/v1/chat/completions"],
		["/openai/eu/v1/chat/completions", "/v1/chat/completions"],
		["/bedrock/eu-west-1/model/m/converse", "/model/m/converse"],
		["/azure/res/openai/v1/responses", "/openai/v1/responses"],
	] as const) {
		expect((await sent(target, own)).reached?.target).toBe(reached);
		gateway.forget();
	}
});
