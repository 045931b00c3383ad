import { afterAll, beforeAll, beforeEach, expect, setDefaultTimeout, test } from "bun:test";
import { readChunks, readJsonFixture } from "../support/fixtures";
import { startServer, type TestServer } from "../support/server";
import { type OwnerSession, signIn } from "../support/sign-in";
import { until } from "../support/until";
import { answering, type Behaviour, startUpstream, streaming, type Upstream } from "../support/upstream";

// The whole server sets itself up in a second or two on an idle machine; a busy one takes longer.
setDefaultTimeout(60_000);

let server: TestServer;
let upstream: Upstream;
let owner: OwnerSession;
const plain = answering(readJsonFixture("openai", "plain"));
const chunks = readChunks("openai", "plain.asked");

beforeAll(async () => {
	upstream = await startUpstream(plain);
	const env = { LENSAI_UPSTREAM_OPENAI: upstream.url, LENSAI_UPSTREAM_GROQ: upstream.url, OPENAI_API_KEY: "sk-server" };
	server = await startServer({ env: { ...env, GROQ_API_KEY: "gsk-server" } });
	owner = await signIn(server);
});
beforeEach(() => {
	upstream.behave(plain);
	upstream.requests.length = 0;
});
afterAll(async () => {
	await server.stop();
	upstream.close();
});

function change(method: string, path: string, body?: object) {
	return fetch(`${server.url}/api/v1/${path}`, {
		method,
		headers: { cookie: owner.cookie, origin: server.url, "content-type": "application/json" },
		body: body && JSON.stringify(body),
	});
}

function call(key: string, body: object = {}, headers: Record<string, string> = {}) {
	return fetch(`${server.url}/openai/v1/chat/completions`, {
		method: "POST",
		headers: { authorization: `Bearer ${key}`, "content-type": "application/json", ...headers },
		body: JSON.stringify({ model: "gpt-4o", messages: [], ...body }),
	});
}

const times = <T>(count: number, run: (index: number) => Promise<T>) =>
	Promise.all(Array.from({ length: count }, (_, index) => run(index)));

async function limited(name: string, measure: string, max: number) {
	const key = await owner.createKey(name);
	expect((await change("POST", "limits", { scope: "key", keyId: key.id, measure, max })).status).toBe(201);
	return key;
}

async function spanOf(answer: Response) {
	const path = `/api/v1/calls/${answer.headers.get("x-lensai-call-id")}`;
	await until(() =>
		owner.get(path).then(
			() => true,
			() => false,
		),
	);
	return owner.get(path);
}

test("of many rotations of a key at once one is done, and both secrets work", async () => {
	const { id, secret } = await owner.createKey("rotated");
	const answers = await times(10, () => change("POST", `keys/${id}/rotate`, {}));
	expect(answers.map(({ status }) => status).sort()).toEqual([201, ...Array(9).fill(409)]);
	const shown = await Promise.all(answers.map((answer) => answer.json()));
	const { secret: second } = shown[answers.findIndex(({ ok }) => ok)];
	for (const each of [secret, second]) expect((await call(each)).status).toBe(200);
});

test("a key that is revoked and rotated at once ends revoked, with all of its secrets", async () => {
	const { id, secret } = await owner.createKey("both");
	const [, rotated] = await Promise.all([change("DELETE", `keys/${id}`), change("POST", `keys/${id}/rotate`, {})]);
	const secrets = [secret, ...(rotated.ok ? [(await rotated.json()).secret] : [])];
	for (const each of secrets) expect((await call(each)).status).toBe(401);
});

test("a key that is revoked while it streams ends no stream, and begins none", async () => {
	const { id, secret } = await owner.createKey("revoked");
	const held = Promise.withResolvers<void>();
	upstream.behave(streaming(chunks, { beforeEnding: held.promise }));
	const running = await call(secret, { stream: true, stream_options: { include_usage: true } });
	expect((await change("DELETE", `keys/${id}`)).status).toBe(204);
	expect((await call(secret)).status).toBe(401);
	held.resolve();
	expect(Buffer.from(await running.arrayBuffer())).toEqual(Buffer.concat(chunks));
	expect(await spanOf(running)).toMatchObject({ status: "ok", keyId: id, costPicoUsd: "105000000" });
});

test("a limit of one call lets one of fifty through", async () => {
	const { secret } = await limited("one", "requests", 1);
	const answers = await times(50, () => call(secret));
	expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(49).fill(429)]);
	expect(upstream.requests).toHaveLength(1);
});

test("a limit of one stream lets one of fifty through, and the next one when it has ended", async () => {
	const { secret } = await limited("stream", "streams", 1);
	const held = Promise.withResolvers<void>();
	upstream.behave(streaming(chunks, { beforeEnding: held.promise }));
	const answers = await times(50, () => call(secret, { stream: true }));
	expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array(49).fill(429)]);
	held.resolve();
	await answers.find(({ ok }) => ok)?.arrayBuffer();
	await until(async () => {
		const next = await call(secret, { stream: true });
		await next.arrayBuffer();
		return next.ok;
	});
});

test("a limit that is made and deleted under load never makes a call fail in another way", async () => {
	const { id, secret } = await owner.createKey("flapping");
	let done = false;
	const flapping = (async () => {
		for (let count = 0; count < 10; count++) {
			const made = await change("POST", "limits", { scope: "key", keyId: id, measure: "requests", max: 3 });
			await change("DELETE", `limits/${(await made.json()).id}`);
		}
		done = true;
	})();
	const seen = new Set<number>();
	while (!done) for (const { status } of await times(10, () => call(secret))) seen.add(status);
	await flapping;
	expect([...seen].filter((status) => status !== 200 && status !== 429)).toEqual([]);
	expect((await call(secret)).status).toBe(200);
});

test("a route that is changed in the middle of a call ends that call as it began, and the next one goes the new way", async () => {
	const { secret } = await owner.createKey("routed");
	const retries = { count: 1, baseMs: 1, maxWaitMs: 10 };
	const route = (provider: string, model: string) => ({ name: "moving", targets: [{ provider, model }], retries });
	const made = await (
		await change("POST", "routes", { projectId: owner.projectId, ...route("openai", "gpt-4o") })
	).json();
	const first = Promise.withResolvers<void>();
	let asked = 0;
	const failingOnce: Behaviour = async (exchange) => {
		asked++;
		if (asked > 1) return plain(exchange);
		await first.promise;
		return answering("{}", { status: 500 })(exchange);
	};
	upstream.behave(failingOnce);
	const running = call(secret, { model: "moving" });
	await until(() => asked === 1);
	expect((await change("PUT", `routes/${made.id}`, route("groq", "llama-3.3-70b-versatile"))).status).toBe(200);
	first.resolve();
	const answered = await running;
	expect(answered.status).toBe(200);
	const models = async () =>
		Promise.all(upstream.requests.map(async (each) => JSON.parse(Buffer.from(await each.body()).toString()).model));
	expect(await models()).toEqual(["gpt-4o", "gpt-4o"]);
	expect(await spanOf(answered)).toMatchObject({ status: "ok", provider: "openai", attemptCount: 2 });

	expect((await call(secret, { model: "moving" })).status).toBe(200);
	expect((await models()).at(-1)).toBe("llama-3.3-70b-versatile");
});

test("a route that is deleted in the middle of a call does not end it", async () => {
	const { secret } = await owner.createKey("deleted route");
	const body = { projectId: owner.projectId, name: "going", targets: [{ provider: "openai", model: "gpt-4o" }] };
	const made = await (await change("POST", "routes", body)).json();
	upstream.behave(streaming(chunks, { gapMs: 5 }));
	const running = await call(secret, { model: "going", stream: true, stream_options: { include_usage: true } });
	expect((await change("DELETE", `routes/${made.id}`)).status).toBe(204);
	expect(Buffer.from(await running.arrayBuffer())).toEqual(Buffer.concat(chunks));
	expect(await spanOf(running)).toMatchObject({ status: "ok", costPicoUsd: "105000000" });
});

test("of many routes, limits and teams of one name made at once, there is one", async () => {
	const target = { projectId: owner.projectId, targets: [{ provider: "openai" }] };
	const routes = await times(8, () => change("POST", "routes", { ...target, name: "twin" }));
	expect(routes.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(409)]);
	const limit = { scope: "project", projectId: owner.projectId, measure: "body_bytes", max: 1_000_000 };
	const limits = await times(8, () => change("POST", "limits", limit));
	expect(limits.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(409)]);
	const teams = await times(8, () => change("POST", "teams", { name: "twin" }));
	expect(teams.map(({ status }) => status).sort()).toEqual([201, ...Array(7).fill(409)]);
});
