import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { Elysia } from "elysia";
import { createViewerOf, requireUser } from "../../server/src/accounts/viewer";
import { problemOf, problemResponse } from "../../server/src/ops/problem";
import { providersApi } from "../../server/src/providers";
import { createAddressGuard } from "../../server/src/providers/address-guard";
import { type CustomTable, createCustomTable } from "../../server/src/providers/custom-table";
import { openProviders } from "../../server/src/providers/environment";
import { guardedFetch } from "../../server/src/providers/guarded-fetch";
import { providerNamer } from "../../server/src/providers/named";
import { vaultApi } from "../../server/src/vault";
import type { Change } from "../../server/src/vault/changes";
import { localKek } from "../../server/src/vault/kek";
import { createKeyCabinet, type KeyCabinet } from "../../server/src/vault/key-cabinet";
import { type AskInit, publicUrl, startAccounts, type TestAccounts } from "../support/accounts";
import { chat } from "../support/chat";
import { lensKey, startGateway, type TestGateway } from "../support/gateway";
import { ask as askGateway } from "../support/http-client";
import { createTestDatabase, type TestDatabase } from "../support/postgres";
import { answering, type Exchange, startUpstream, type Upstream } from "../support/upstream";

const secret = "sk-proj-very-secret-a1b2";
let database: TestDatabase;
let accounts: TestAccounts;
let upstream: Upstream;
let cabinet: KeyCabinet;
let customTable: CustomTable;
let gateway: TestGateway;
let app: { handle(request: Request): Promise<Response> };
let owner: string;
let organizationId: string;
const changes: Change[] = [];

beforeAll(async () => {
	[database, upstream] = await Promise.all([createTestDatabase(), startUpstream(answering('{"data":[]}'))]);
	const { db } = database;
	accounts = await startAccounts(db);
	const world = { fetch, clock: Date.now };
	const keks = { current: await localKek(new Uint8Array(32).fill(1)), former: [] };
	const addressGuard = createAddressGuard({ allowPrivate: true });
	const providers = openProviders(
		{ openai: { upstream: upstream.url }, groq: { key: { secret: "gsk-server" } } },
		world,
		(_, fault) => {
			throw new Error(fault);
		},
	);
	cabinet = await createKeyCabinet({ db, keks });
	customTable = await createCustomTable({ db, world, guarded: guardedFetch(addressGuard, fetch) });
	const viewerOf = createViewerOf(accounts);
	const shared = { vault: { db, keks }, viewerOf, cabinet, requireManager: requireUser };
	const recordChange = async (_tx: unknown, _viewer: unknown, change: Change) => void changes.push(change);
	const providerNamed = providerNamer(providers, customTable);
	app = new Elysia()
		.onError(({ error }) => problemResponse(problemOf(error, "test")))
		.use(vaultApi({ ...shared, providerNamed, recordChange, fetch }))
		.use(providersApi({ ...shared, providers, customTable, addressGuard, recordChange }));
	owner = await accounts.signIn("owner@lensai.local");
	organizationId = (await accounts.ask("/api/v1/session", { cookie: owner })).body.organization.id;
	const caller = { organizationId, projectId: "p", keyId: "k", capture: "full" as const };
	gateway = await startGateway({
		upstreamUrl: upstream.url,
		customProviders: customTable,
		providerKeys: cabinet,
		find: (key) => (key === lensKey ? caller : undefined),
	});
});
afterAll(async () => {
	await Promise.all([gateway.close(), accounts.close()]);
	upstream.close();
	await database.close();
});

/** Asks the API as the owner. */
async function ask(path: string, { method, body, cookie = owner, key }: AskInit = {}) {
	const response = await app.handle(
		new Request(`http://localhost/api/v1/${path}`, {
			method: method ?? (body === undefined ? "GET" : "POST"),
			headers: {
				origin: publicUrl,
				...(key === undefined ? { cookie } : { authorization: `Bearer ${key}` }),
				...(body !== undefined && { "content-type": "application/json" }),
			},
			body: body === undefined ? undefined : JSON.stringify(body),
		}),
	);
	const text = await response.text();
	return { status: response.status, text, body: text === "" ? undefined : JSON.parse(text) };
}

const addOpenai = (changed: object = {}) =>
	ask("provider-keys", { body: { provider: "openai", name: "main", secret, ...changed } });
const callWithLensKey = (target = "/openai/v1/chat/completions") =>
	askGateway(gateway.port, { ...chat(), target, headers: [["authorization", `Bearer ${lensKey}`]] });
const lastAuthorization = () => (upstream.requests.at(-1) as Exchange).header("authorization");

describe("a provider key", () => {
	test("is added, used at once, replaced, tested and deleted, and shown by its last four characters only", async () => {
		expect((await callWithLensKey()).status).toBe(401);
		const added = await addOpenai();
		expect(added.status).toBe(201);
		expect(added.body).toEqual({
			id: expect.any(String),
			provider: "openai",
			name: "main",
			hosts: [new URL(upstream.url).host],
			lastFour: "a1b2",
			createdAt: expect.any(String),
			rotatedAt: null,
		});
		expect((await callWithLensKey()).status).toBe(200);
		expect(lastAuthorization()).toBe(`Bearer ${secret}`);

		const { id } = added.body;
		expect((await ask("provider-keys")).body).toEqual([added.body]);
		const rotated = await ask(`provider-keys/${id.toUpperCase()}/secret`, {
			method: "PUT",
			body: { secret: " sk-new-secret-c3d4\n" },
		});
		expect(rotated.body).toMatchObject({ id, lastFour: "c3d4", rotatedAt: expect.any(String) });
		await callWithLensKey();
		expect(lastAuthorization()).toBe("Bearer sk-new-secret-c3d4");

		const tested = await ask(`provider-keys/${id}/test`, { method: "POST" });
		expect(tested.body).toMatchObject({ ok: true, httpStatus: 200, message: "OpenAI accepts the key." });
		expect(upstream.requests.at(-1)).toMatchObject({ method: "GET", target: "/v1/models" });
		expect(lastAuthorization()).toBe("Bearer sk-new-secret-c3d4");

		expect((await ask(`provider-keys/${id}`, { method: "DELETE" })).status).toBe(204);
		expect((await callWithLensKey()).status).toBe(401);
		expect((await ask("provider-keys")).body).toEqual([]);
		for (const [method, path] of [
			["DELETE", ""],
			["POST", "/test"],
			["PUT", "/secret"],
		] as const) {
			const body = method === "PUT" ? { secret } : undefined;
			expect((await ask(`provider-keys/${id}${path}`, { method, body })).status).toBe(404);
		}
	});

	test("has each of its changes recorded, without a secret", () => {
		expect(changes.map(({ action }) => action)).toEqual([
			"providerKey.created",
			"providerKey.rotated",
			"providerKey.deleted",
		]);
		const [created, rotated, deleted] = changes;
		expect([created?.before, rotated?.before?.lastFour, rotated?.after?.lastFour, deleted?.after]).toEqual([
			undefined,
			"a1b2",
			"c3d4",
			undefined,
		]);
		expect(JSON.stringify(changes)).not.toContain("secret-");
	});

	test.each<[string, object, number, string]>([
		["of a provider that there is not", { provider: "nobody" }, 404, "not_found"],
		["of a custom provider that there is not", { provider: `custom:${Bun.randomUUIDv7()}` }, 404, "not_found"],
		["with a line break inside", { secret: "sk-\nhunter2" }, 400, "invalid_provider_key"],
		["that is empty", { secret: "" }, 400, "invalid_request"],
		["that is blank", { secret: "  " }, 400, "invalid_provider_key"],
		[
			"for Bedrock that is half a JSON text",
			{ provider: "bedrock", secret: '{"accessKeyId":"hunter2"' },
			400,
			"invalid_provider_key",
		],
		[
			"for Vertex AI that is no service account",
			{ provider: "vertex", secret: '{"private_key":"hunter2"}' },
			400,
			"invalid_provider_key",
		],
		["for Azure without a resource", { provider: "azure" }, 400, "invalid_provider_key"],
	])("%s is refused, and not repeated", async (_, body, status, code) => {
		const answer = await addOpenai(body);
		expect([answer.status, answer.body.code]).toEqual([status, code]);
		expect(answer.text).not.toContain("hunter2");
		expect(answer.text).not.toContain("very-secret");
	});

	test("that somebody else's organization keeps cannot be seen, replaced, tested or deleted", async () => {
		const { body } = await addOpenai();
		const stranger = await accounts.signIn("stranger@lens.test");
		expect((await ask("provider-keys", { cookie: stranger })).body).toEqual([]);
		for (const [method, path] of [
			["DELETE", ""],
			["POST", "/test"],
			["PUT", "/secret"],
		] as const) {
			const init = { method, cookie: stranger, body: method === "PUT" ? { secret } : undefined };
			expect((await ask(`provider-keys/${body.id}${path}`, init)).status).toBe(404);
		}
		await ask(`provider-keys/${body.id}`, { method: "DELETE" });
	});

	test("is for people: a lens key lists none and adds none", async () => {
		const project = (await accounts.ask("/api/v1/projects", { cookie: owner })).body[0];
		const made = await accounts.ask("/api/v1/keys", { cookie: owner, body: { projectId: project.id, name: "k" } });
		const key: string = made.body.secret;
		expect((await ask("provider-keys", { key })).status).toBe(403);
		expect((await ask("provider-keys", { key, body: { provider: "openai", name: "x", secret } })).status).toBe(403);
	});
});

describe("a test of a key", () => {
	test.each<[string, number, object]>([
		["refused", 401, { ok: false, message: expect.stringContaining("refuses the key (401)") }],
		["over its limit", 429, { ok: true, message: expect.stringContaining("limit is used up") }],
		["sent elsewhere", 302, { ok: false, message: expect.stringContaining("not followed") }],
		["at the wrong address", 404, { ok: false, message: expect.stringContaining("Check the base URL") }],
		["met by an outage", 503, { ok: false, message: expect.stringContaining("trouble of its own") }],
	])("that is %s says so, and repeats nothing of what the provider said", async (_, status, expected) => {
		upstream.behave(
			answering(`{"error":{"message":"Incorrect API key provided: ${secret}"}}`, {
				status,
				headers: { location: "http://127.0.0.1:1/" },
			}),
		);
		const { body: key } = await addOpenai();
		const { body, text } = await ask(`provider-keys/${key.id}/test`, { method: "POST" });
		expect(body).toMatchObject({ httpStatus: status, ...expected });
		expect(text).not.toContain("very-secret");
		await ask(`provider-keys/${key.id}`, { method: "DELETE" });
		upstream.behave(answering('{"data":[]}'));
	});
});

describe("a server of one's own", () => {
	const mine = () => ({
		name: "My LLM",
		slug: "my-llm",
		baseUrl: `${upstream.url}/`,
		family: "openai",
		keyStyle: "x-api-key",
	});

	test("is added, called by its name with its own key, and gone with its keys when it is deleted", async () => {
		const added = await ask("custom-providers", { body: mine() });
		expect(added.status).toBe(201);
		expect(added.body).toMatchObject({
			name: "My LLM",
			door: "/custom/my-llm/",
			baseUrl: upstream.url,
			serverKey: "none",
		});
		expect((await ask("providers")).body[0]).toEqual(added.body);
		expect((await callWithLensKey("/custom/my-llm/chat/completions")).status).toBe(401);

		const key = await ask("provider-keys", { body: { provider: added.body.keysName, name: "k", secret } });
		expect(key.status).toBe(201);
		gateway.forget();
		expect((await callWithLensKey("/custom/my-llm/chat/completions")).status).toBe(200);
		const reached = upstream.requests.at(-1);
		expect([reached?.target, reached?.header("x-api-key"), reached?.header("authorization")]).toEqual([
			"/v1/chat/completions",
			secret,
			undefined,
		]);
		expect(reached?.header("host")).toBe(new URL(upstream.url).host);
		expect((await gateway.onlyEntry()).span).toMatchObject({
			provider: "custom:my-llm",
			model: "gpt-4o",
			operation: "chat/completions",
		});
		expect((await ask(`provider-keys/${key.body.id}/test`, { method: "POST" })).body.ok).toBe(true);

		expect((await ask("custom-providers", { body: mine() })).body.code).toBe("name_taken");
		const deleted = await ask(`custom-providers/${added.body.customId}`, { method: "DELETE" });
		expect(deleted.status).toBe(204);
		expect((await callWithLensKey("/custom/my-llm/chat/completions")).status).toBe(404);
		expect((await ask("provider-keys")).body).toEqual([]);
		const again = await ask("custom-providers", { body: mine() });
		expect(again.status).toBe(201);
		expect((await callWithLensKey("/custom/my-llm/chat/completions")).status).toBe(401);
		await ask(`custom-providers/${again.body.customId}`, { method: "DELETE" });
	});

	test("of another organization is not there", async () => {
		const stranger = await accounts.signIn("stranger@lens.test");
		const theirs = await ask("custom-providers", { body: { ...mine(), slug: "theirs" }, cookie: stranger });
		expect((await callWithLensKey("/custom/theirs/chat/completions")).status).toBe(404);
		const key = await ask("provider-keys", { body: { provider: theirs.body.keysName, name: "k", secret } });
		expect(key.status).toBe(404);
		expect((await ask(`custom-providers/${theirs.body.customId}`, { method: "DELETE" })).status).toBe(404);
	});

	test.each<[string, object, string]>([
		["cloud metadata", { baseUrl: "http://169.254.169.254/latest" }, "address_refused"],
		["metadata in another dress", { baseUrl: "https://[::ffff:a9fe:a9fe]/" }, "address_refused"],
		["a password", { baseUrl: "https://user:hunter2@llm.example/v1" }, "invalid_base_url"],
		["a query", { baseUrl: "https://llm.example/v1?key=hunter2" }, "invalid_base_url"],
		["another scheme", { baseUrl: "file:///etc/passwd" }, "invalid_base_url"],
		["no URL", { baseUrl: "hunter2" }, "invalid_base_url"],
		["a path as its name", { slug: "../openai" }, "invalid_request"],
	])("with %s is refused", async (_, wrong, code) => {
		const { status, body, text } = await ask("custom-providers", { body: { ...mine(), ...wrong } });
		expect([status, body.code]).toEqual([400, code]);
		expect(text).not.toContain("hunter2");
	});
});

test("the list says of each built-in provider where its door is and whether the server has a key", async () => {
	const { body } = await ask("providers");
	const byName = Object.fromEntries(body.map((each: { keysName: string }) => [each.keysName, each]));
	expect(body.length).toBe(18);
	expect(byName.openai).toMatchObject({
		door: "/openai/v1/",
		baseUrl: upstream.url,
		overriddenBy: "LENSAI_UPSTREAM_OPENAI",
		serverKey: "none",
	});
	expect(byName.groq).toMatchObject({ door: "/groq/", serverKey: "set", overriddenBy: null });
	expect(byName.ollama).toMatchObject({ serverKey: "not-needed" });
	expect(byName.azure).toMatchObject({ keysPerResource: true });
	expect(JSON.stringify(body)).not.toContain("gsk-server");
});
