import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { readJsonFixture } from "../support/fixtures";
import { startServer, type TestServer } from "../support/server";
import { type OwnerSession, signIn } from "../support/sign-in";
import { until } from "../support/until";
import { answering, startUpstream, type Upstream } from "../support/upstream";

// The whole server sets itself up in a second or two on an idle machine; a busy one takes longer.
setDefaultTimeout(60_000);

const unknownId = "01999999-9999-7999-8999-999999999999";
const gpt = { model: "gpt-4o", messages: [{ role: "user", content: "a secret of the first organization" }] };

/** Everything that an organization can have, by the noun in the table below. */
const nouns = [
	...["organization", "project", "key", "member", "user", "invitation", "team"],
	...["customProvider", "providerKey", "route", "limit", "call"],
] as const;
type Noun = (typeof nouns)[number];

let server: TestServer;
let upstream: Upstream;
let mine: OwnerSession;
let stranger: string;
let strangersProject: string;
let mySecret: string;
let strangersSecret: string;
const ids = {} as Record<Noun, string>;
/** What the first organization shows of itself before anybody else asks. */
let untouched: string;

interface Asking {
	cookie?: string;
	key?: string;
	body?: unknown;
	headers?: Record<string, string>;
}

async function ask(method: string, path: string, { cookie, key, body, headers }: Asking = {}) {
	const response = await fetch(server.url + path, {
		method,
		headers: {
			origin: server.url,
			...(cookie !== undefined && { cookie }),
			...(key !== undefined && { authorization: `Bearer ${key}` }),
			...(body !== undefined && { "content-type": "application/json" }),
			...headers,
		},
		body: body === undefined ? undefined : JSON.stringify(body),
	});
	const text = await response.text();
	return { status: response.status, text, headers: response.headers };
}

async function make(path: string, body: object, cookie = mine.cookie) {
	const { status, text } = await ask("POST", `/api/v1/${path}`, { cookie, body });
	if (status !== 201) throw new Error(`${path}: ${status} ${text}`);
	return JSON.parse(text);
}

async function signInAs(email: string): Promise<string> {
	await ask("POST", "/api/auth/sign-in/magic-link", { body: { email } });
	const link = () => server.output().match(new RegExp(`To ${email}:[^]*?(https?://\\S+magic-link/verify\\S+)`))?.[1];
	await until(() => link() !== undefined);
	return (await signIn({ url: server.url, signInUrl: link() })).cookie;
}

const call = (key: string, headers: Record<string, string> = {}) =>
	ask("POST", "/openai/v1/chat/completions", { key, body: gpt, headers });

beforeAll(async () => {
	upstream = await startUpstream(answering(readJsonFixture("openai", "plain")));
	const env = { LENSAI_UPSTREAM_OPENAI: upstream.url, LENSAI_ALLOW_PRIVATE_UPSTREAMS: "true" };
	server = await startServer({ env });
	mine = await signIn(server);
	const { projectId } = mine;
	const session = await mine.get("/api/v1/session");
	const [member] = await mine.get("/api/v1/members");
	const key = await mine.createKey("mine");
	mySecret = key.secret;
	const own = { name: "Mine", slug: "mine", baseUrl: upstream.url, family: "openai", keyStyle: "bearer" };
	const provider = await make("custom-providers", own);
	const providerKey = await make("provider-keys", { provider: "openai", name: "mine", secret: "sk-mine-0123456789" });
	const route = await make("routes", { projectId, name: "mine", targets: [{ provider: "openai" }] });
	const limit = await make("limits", { scope: "project", projectId, measure: "requests", max: 1000 });
	const called = await call(mySecret, { "x-lensai-cache": "600" });
	Object.assign(ids, {
		organization: session.organization.id,
		project: projectId,
		key: key.id,
		member: member.id,
		user: session.user.id,
		invitation: (await make("invitations", { email: "friend@example.com", role: "viewer" })).id,
		team: (await make("teams", { name: "Mine" })).id,
		customProvider: provider.customId,
		providerKey: providerKey.id,
		route: route.id,
		limit: limit.id,
		call: called.headers.get("x-lensai-call-id"),
	} satisfies Record<Noun, string | null>);
	await until(async () => (await ask("GET", `/api/v1/calls/${ids.call}`, { cookie: mine.cookie })).status === 200);

	stranger = await signInAs("stranger@example.com");
	const { text } = await ask("GET", "/api/v1/session", { cookie: stranger });
	strangersProject = JSON.parse(text).projects[0].id;
	strangersSecret = (await make("keys", { projectId: strangersProject, name: "theirs" }, stranger)).secret;
	await make("provider-keys", { provider: "openai", name: "theirs", secret: "sk-theirs-0123456789" }, stranger);
	untouched = await state();
});
afterAll(async () => {
	await server.stop();
	upstream.close();
});

test("the organizations are two, and each thing of the first is there", () => {
	expect(nouns.filter((noun) => !/^[0-9a-f-]{36}$/.test(ids[noun] ?? ""))).toEqual([]);
	expect(strangersProject).not.toBe(ids.project);
});

/** All that the first organization shows of itself; without what changes by looking. */
async function state(): Promise<string> {
	const paths = ["session", "projects", "keys", "members", "invitations", "teams", "audit?limit=200", "providers"];
	paths.push("provider-keys", "routes", "limits", "calls", `calls/${ids.call}`, "summary");
	const answers = await Promise.all(paths.map((path) => ask("GET", `/api/v1/${path}`, { cookie: mine.cookie })));
	return answers
		.map(({ text }) => text.replace(/"(?:lastUsedAt|requestId|to|from|used|expiresAt)":[^,}]*/g, ""))
		.join("\n");
}

const route = { name: "stolen", targets: [{ provider: "openai" }] };
/** A path with an id in it, and a body; the id is that of every noun in turn. */
const byPath: [method: string, path: string, body?: object][] = [
	["PATCH", "projects/{id}", { name: "stolen", capture: "off" }],
	["PATCH", "keys/{id}", { name: "stolen" }],
	["POST", "keys/{id}/rotate", {}],
	["POST", "keys/{id}/retire"],
	["DELETE", "keys/{id}"],
	["PATCH", "members/{id}", { role: "viewer" }],
	["DELETE", "members/{id}"],
	["DELETE", "members/{id}?keys=takeOver"],
	["POST", "invitations/{id}/resend"],
	["DELETE", "invitations/{id}"],
	["PATCH", "teams/{id}", { name: "stolen" }],
	["DELETE", "teams/{id}"],
	["PUT", "teams/{id}/members/{id}"],
	["DELETE", "teams/{id}/members/{id}"],
	["DELETE", "custom-providers/{id}"],
	["PUT", "provider-keys/{id}/secret", { secret: "sk-stolen-0123456789" }],
	["POST", "provider-keys/{id}/test"],
	["DELETE", "provider-keys/{id}"],
	["GET", "routes/{id}"],
	["PUT", "routes/{id}", route],
	["DELETE", "routes/{id}"],
	["PATCH", "limits/{id}", { max: 1 }],
	["DELETE", "limits/{id}"],
	["GET", "calls/{id}"],
	["GET", "calls?projectId={id}"],
	["GET", "summary?projectId={id}"],
	["GET", "routes?projectId={id}"],
	["GET", "live?projectId={id}"],
	["GET", "keys?projectId={id}"],
	["GET", "calls?keyId={id}"],
	["GET", "audit?projectId={id}"],
	["GET", "audit?subjectId={id}"],
	["GET", "audit?actorId={id}"],
	["GET", "limits?projectId={id}"],
];

/** The same with the id in the body. */
const byBody: [method: string, path: string, body: (id: string) => object][] = [
	["POST", "session/organization", (organizationId) => ({ organizationId })],
	["POST", "projects", (teamId) => ({ name: "stolen", teamId })],
	["POST", "keys", (projectId) => ({ projectId, name: "stolen" })],
	["POST", "routes", (projectId) => ({ projectId, ...route })],
	["POST", "routes/explain", (projectId) => ({ projectId, route, call: {} })],
	[
		"POST",
		"routes/explain",
		(providerKeyId) => ({
			projectId: null,
			route: { ...route, targets: [{ provider: "openai", providerKeyId }] },
			call: {},
		}),
	],
	["POST", "limits", (projectId) => ({ scope: "project", projectId, measure: "tokens", max: 1 })],
	["POST", "limits", (keyId) => ({ scope: "key", keyId, measure: "tokens", max: 1 })],
	["POST", "provider-keys", (id) => ({ provider: `custom:${id}`, name: "stolen", secret: "sk-stolen-0123456789" })],
	["POST", "provider-keys", (id) => ({ provider: id, name: "stolen", secret: "sk-stolen-0123456789" })],
];

const plain = (text: string, id: string) =>
	text.replaceAll(id, "ID").replace(/"requestId":"[^"]*"|"(?:from|to)":"[^"]*"/g, "");

async function expectSame(asking: (id: string) => [method: string, path: string, body?: object]) {
	for (const who of [{ cookie: stranger }, { key: strangersSecret }]) {
		const answer = async (id: string) => {
			const [method, path, body] = asking(id);
			const { status, text } = await ask(method, `/api/v1/${path}`, { ...who, body });
			return { status, text: plain(text, id) };
		};
		const unknown = await answer(unknownId);
		for (const noun of nouns) {
			for (const id of [ids[noun], ids[noun].toUpperCase()]) {
				expect({ noun, ...(await answer(id)) }).toEqual({ noun, ...unknown });
			}
		}
	}
	expect(await state()).toBe(untouched);
}

describe("to another organization, whatever is ours is answered like what does not exist, and stays as it is", () => {
	// Three names would make the third one Bun's `done` where there is no body.
	test.each(byPath)("%s %s", async (...[method, path, body]) => {
		await expectSame((id) => [method, path.replaceAll("{id}", id), body]);
	});

	test.each(byBody)("%s %s, in the body (%#)", async (method, path, body) => {
		await expectSame((id) => [method, path, body(id)]);
	});

	test("nothing of ours is in any list of theirs", async () => {
		const paths = ["session", "projects", "keys", "members", "invitations", "teams", "audit?limit=200", "providers"];
		paths.push("provider-keys", "routes", "limits", "calls", "summary");
		for (const path of paths) {
			const { status, text } = await ask("GET", `/api/v1/${path}`, { cookie: stranger });
			expect([path, status]).toEqual([path, 200]);
			expect(nouns.filter((noun) => text.includes(ids[noun]))).toEqual([]);
			expect(text).not.toContain("mine");
		}
	});
});

describe("through the gateway, another organization", () => {
	test("gets nothing from our cache, for the same bytes", async () => {
		expect((await call(mySecret, { "x-lensai-cache": "600" })).headers.get("x-lensai-cache")).toBe("hit");
		const theirs = await call(strangersSecret, { "x-lensai-cache": "600" });
		expect(theirs.headers.get("x-lensai-cache")).not.toBe("hit");
		expect(upstream.requests.at(-1)?.header("authorization")).toBe("Bearer sk-theirs-0123456789");
	});

	test.each(["mine", "customProvider"])("does not reach our own provider as /custom/%s/", async (name) => {
		const slug = name === "mine" ? name : ids.customProvider;
		const path = `/custom/${slug}/chat/completions`;
		expect((await ask("POST", path, { key: strangersSecret, body: gpt })).status).toBe(404);
		const unified = { key: strangersSecret, body: { ...gpt, model: `custom:${slug}/gpt-4o` } };
		expect((await ask("POST", "/v1/chat/completions", unified)).status).toBeWithin(400, 405);
	});

	test("does not become us by a provider of its own that is this very server", async () => {
		const baseUrl = `${server.url.replace("localhost", "127.0.0.1")}/openai/v1`;
		const loop = { name: "Loop", slug: "loop", baseUrl, family: "openai", keyStyle: "none" };
		await make("custom-providers", loop, stranger);
		const before = upstream.requests.length;
		const path = "/custom/loop/chat/completions";
		expect((await ask("POST", path, { key: strangersSecret, body: gpt })).status).toBe(401);
		expect(upstream.requests).toHaveLength(before);
	});

	test("does not go by our route, by its name or its id", async () => {
		for (const name of ["mine", ids.route]) {
			expect((await call(strangersSecret, { "x-lensai-route": name })).status).toBe(404);
		}
	});

	test("counts against none of our limits", async () => {
		const used = async () => (await mine.get("/api/v1/limits"))[0].used;
		const before = await used();
		await call(strangersSecret);
		expect(await used()).toBe(before);
	});
});
