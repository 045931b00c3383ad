import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { discard, keep, noteProviderKey } from "../support/kept";
import { startServer, type TestServer } from "../support/server";
import { type OwnerSession, signIn } from "../support/sign-in";
import { answering, startUpstream, type Upstream } from "../support/upstream";

// Words that stand nowhere else.
const serverKey = "gsk-zebra-of-the-server-9k";
const ownKey = "sk-ant-giraffe-of-the-firm-7q";
const wrongKey = "sk-ant-okapi\u0001-broken-5w";

for (const each of [ownKey, wrongKey]) noteProviderKey(each);
const dataDir = mkdtempSync(join(tmpdir(), "lensai-secrets-"));
let upstream: Upstream;
let server: TestServer;
let owner: OwnerSession;
let lensKey: string;
beforeAll(async () => {
	upstream = await startUpstream(answering("{}"));
	const root = new URL(upstream.url).origin;
	server = await startServer({
		dataDir,
		env: {
			LENSAI_UPSTREAM_ANTHROPIC: root,
			LENSAI_UPSTREAM_GROQ: root,
			GROQ_API_KEY: serverKey,
			LENSAI_LOG_LEVEL: "debug",
		},
	});
	owner = await signIn(server);
	lensKey = (await owner.createKey("secrets")).secret;
}, 90_000);
afterAll(async () => {
	await server.stop();
	upstream.close();
	discard(dataDir);
});

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
	fetch(server.url + path, {
		method: "POST",
		headers: { "content-type": "application/json", ...headers },
		body: JSON.stringify(body),
	});

test("no provider key and no lens key is in an answer, the log or a file, whatever goes wrong", async () => {
	const answers: string[] = [];
	const note = async (response: Response) => {
		const text = await response.text();
		if (response.status >= 400) keep("errors", text);
		answers.push(text);
		return response.status;
	};
	const { cookie } = owner;
	const newKey = (secret: string) => ({ provider: "anthropic", name: "main", secret });
	expect(await note(await post("/api/v1/provider-keys", newKey(wrongKey), { cookie }))).toBe(400);
	expect(await note(await post("/api/v1/provider-keys", newKey(ownKey), { cookie }))).toBe(201);
	const body = { model: "m", messages: [] };
	expect(await note(await post("/anthropic/v1/messages", body, { "x-api-key": lensKey }))).toBe(200);
	expect(upstream.requests.at(-1)?.header("x-api-key")).toBe(ownKey);
	expect(
		await note(
			await post(`/groq/openai/v1/chat/completions?key=${lensKey}`, body, { authorization: `Bearer ${lensKey}` }),
		),
	).toBe(200);
	expect(upstream.requests.at(-1)?.header("authorization")).toBe(`Bearer ${serverKey}`);
	// What fails: nobody's key, a key in the path, a provider that breaks off, a provider that is away.
	expect(await note(await post(`/gemini/v1beta/models/g:generateContent?key=${lensKey}`, body))).toBe(401);
	expect(await note(await post(`/groq/openai/v1/files/${lensKey}`, body, { authorization: "Bearer x" }))).toBe(401);
	upstream.behave(async (exchange) => exchange.reset());
	expect(await note(await post("/anthropic/v1/messages", body, { "x-api-key": lensKey }))).toBe(502);
	upstream.close();
	expect(await note(await post("/anthropic/v1/messages", body, { authorization: `Bearer ${lensKey}` }))).toBe(502);
	for (const path of ["/api/v1/provider-keys", "/api/v1/providers", "/api/v1/calls"]) {
		answers.push(JSON.stringify(await owner.get(path)));
	}

	expect(await server.stop()).toBe(0);
	const files = filesIn(server.dataDir);
	expect(files.length).toBeGreaterThan(20);
	const secrets = { zebra: serverKey, giraffe: ownKey, okapi: wrongKey, lens: lensKey.slice(10) };
	const places = [
		["answers", answers.join("\n")],
		["log", server.output()],
		...files.map((file) => [file, readFileSync(file, "latin1")]),
	];
	for (const [name, secret] of Object.entries(secrets)) {
		const word = name === "lens" ? secret : name;
		expect(places.filter(([, text = ""]) => text.includes(word)).map(([place]) => `${name} in ${place}`)).toEqual([]);
	}
}, 90_000);

/** Of the server's data: journal, PostgreSQL with its write-ahead log, and ClickHouse. */
function filesIn(folder: string): string[] {
	return readdirSync(folder, { recursive: true, encoding: "utf8" })
		.map((name) => join(folder, name))
		.filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
}
