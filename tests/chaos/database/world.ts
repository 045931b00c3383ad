import { readJsonFixture } from "../../support/fixtures";
import { startServer, type TestServer } from "../../support/server";
import { type OwnerSession, signIn } from "../../support/sign-in";
import { answerChat } from "../provider";

/** What a server of a team has in PostgreSQL before it goes away: keys, provider keys, a route, a limit. */
export interface World {
	server: TestServer;
	owner: OwnerSession;
	/** Lens keys by what they are for. `unused` was made and not used before the outage; `revoked` were used, and are not valid any more. */
	keys: { plain: string; limited: string; unused: string; revoked: readonly string[] };
	close(): Promise<number>;
}

export const routeName = "steady";
/** Requests a minute of the limited key. */
export const limitedPerMinute = 30;

const vaultKeys = { openai: "sk-outage-of-the-vault", anthropic: "sk-ant-outage-of-the-vault" };
/** The caller's own key, beside a lens key. */
export const ownKey = "sk-outage-of-the-caller";
const groqKey = "gsk-outage-of-the-server";

/** Starts a provider, a server, and makes by its API what the calls will need. */
export async function openWorld(): Promise<World> {
	const provider = Bun.serve({ port: 0, hostname: "127.0.0.1", idleTimeout: 0, fetch: answer });
	const origin = `http://127.0.0.1:${provider.port}`;
	const server = await startServer({
		env: {
			LENSAI_UPSTREAM_OPENAI: `${origin}/v1`,
			LENSAI_UPSTREAM_ANTHROPIC: origin,
			LENSAI_UPSTREAM_GROQ: origin,
			GROQ_API_KEY: groqKey,
		},
	});
	const owner = await signIn(server);
	const create = poster(server.url, owner.cookie);
	for (const [name, secret] of Object.entries(vaultKeys))
		await create("provider-keys", { provider: name, name: "main", secret });
	// The first target is always busy, so every call needs its second one, and soon a breaker.
	const targets = [
		{ provider: "groq", model: "gpt-4o-mini", weight: 1 },
		{ provider: "openai", model: "gpt-4o-mini", weight: 1 },
	];
	await create("routes", { projectId: null, name: routeName, targets });
	const limited = await owner.createKey("limited");
	await create("limits", { scope: "key", keyId: limited.id, measure: "requests", max: limitedPerMinute });
	return {
		server,
		owner,
		keys: {
			plain: (await owner.createKey("plain")).secret,
			limited: limited.secret,
			unused: (await owner.createKey("unused")).secret,
			revoked: [await revokedKey(server.url, owner, true), await revokedKey(server.url, owner, false)],
		},
		async close() {
			const code = await server.stop();
			await provider.stop(true);
			return code;
		},
	};
}

export function poster(url: string, cookie: string) {
	return async (path: string, body: unknown): Promise<void> => {
		const headers = { cookie, "content-type": "application/json" };
		const made = await fetch(`${url}/api/v1/${path}`, { method: "POST", headers, body: JSON.stringify(body) });
		if (!made.ok) throw new Error(`${path}: ${made.status} ${await made.text()}`);
	};
}

async function revokedKey(url: string, owner: OwnerSession, isUsed: boolean): Promise<string> {
	const { id, secret } = await owner.createKey("revoked");
	if (isUsed) await fetch(`${url}/openai/v1/models`, { headers: { "x-lensai-key": secret } });
	const gone = await fetch(`${url}/api/v1/keys/${id}`, { method: "DELETE", headers: { cookie: owner.cookie } });
	if (!gone.ok) throw new Error(`The key was not revoked: ${gone.status} ${await gone.text()}`);
	return secret;
}

const message = Buffer.from(readJsonFixture("anthropic", "plain")).toString();

/** Refuses whoever comes with another key than theirs, as providers do. */
function answer(request: Request): Response | Promise<Response> {
	const { pathname } = new URL(request.url);
	const bearer = request.headers.get("authorization")?.replace("Bearer ", "");
	if (bearer === groqKey) return Response.json({ error: { message: "busy" } }, { status: 503 });
	if (pathname === "/v1/messages" && request.headers.get("x-api-key") === vaultKeys.anthropic)
		return new Response(message, { headers: { "content-type": "application/json" } });
	if (bearer !== ownKey && bearer !== vaultKeys.openai) return new Response("no such key", { status: 401 });
	return pathname.endsWith("/chat/completions") ? answerChat(request) : Response.json({ data: [] });
}
