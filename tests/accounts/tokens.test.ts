import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { type JWTPayload, SignJWT } from "jose";
import { createTokenVerifier } from "../../server/src/accounts/token-verifier";
import type { Caller } from "../../server/src/keys/caller";
import type { KeyRing } from "../../server/src/keys/key-ring";
import { refusalFor } from "../../server/src/keys/refusal-for";
import { withTokens } from "../../server/src/keys/token-callers";
import { openPostgres, type Postgres } from "../../server/src/stores/postgres/open";
import { startAccounts, type TestAccounts } from "../support/accounts";
import { createDataFolder } from "../support/data-folder";
import { type Person, signIn } from "../support/people";
import { suspend } from "../support/postgres";
import { until } from "../support/until";

// PostgreSQL sets itself up in half a second on an idle machine; a busy one takes longer.
setDefaultTimeout(60_000);

const secret = "0123456789abcdef0123456789abcdef";
const tokens = createTokenVerifier({ secret, issuer: "https://id.example", audience: "lensai" });
const folder = createDataFolder();
const patienceMs = 300;
const failures: string[] = [];
let postgres: Postgres;
let server: TestAccounts;
let ring: KeyRing;
let ada: Person;
let bob: Person;
beforeAll(async () => {
	postgres = await openPostgres({ dataDir: folder.path, deadlineMs: patienceMs });
	server = await startAccounts(postgres.db, { tokens });
	const onFailure = (what: string) => void failures.push(what);
	ring = withTokens(server.keyRing, { db: postgres.db, tokens, onFailure, refreshMs: 20, patienceMs });
	ada = await signIn(server, "ada@example.com");
	bob = await signIn(server, "bob@example.org");
});
afterAll(async () => {
	await server.close();
	await postgres.close();
	folder.remove();
});

function tokenOf(organizationId: string, role: string, more: JWTPayload = {}): Promise<string> {
	return new SignJWT({ lensai_organization: organizationId, lensai_role: role, sub: "deployer", ...more })
		.setProtectedHeader({ alg: "HS256" })
		.setIssuer("https://id.example")
		.setAudience("lensai")
		.setExpirationTime(more.exp ?? "1h")
		.sign(new TextEncoder().encode(secret));
}
const outcomeOf = ({ status, body }: { status: number; body: { code?: string } }) => ({ status, code: body.code });

describe("in the API, a token", () => {
	test.each(["authorization", "x-lensai-key"])("opens its organization with its role, in %s", async (header) => {
		const token = await tokenOf(ada.organizationId, "admin");
		const headers = { [header]: header === "authorization" ? `Bearer ${token}` : token };
		const { body } = await server.ask("/api/v1/session", { headers });
		expect(body).toMatchObject({ via: "token", user: null, role: "admin", organization: { id: ada.organizationId } });
		const members = await server.ask("/api/v1/members", { headers });
		expect(members.body).toMatchObject([{ email: "ada@example.com" }]);
	});

	test("may do what its role may, as itself", async () => {
		const admin = await tokenOf(ada.organizationId, "admin");
		const made = await server.ask("/api/v1/projects", { key: admin, body: { name: "by token" } });
		expect(made.status).toBe(201);
		const { body } = await ada.ask(`/api/v1/audit?subjectId=${made.body.id}`);
		expect(body.entries).toMatchObject([{ actor: { kind: "token", name: "deployer", role: "admin" } }]);
		const viewer = await tokenOf(ada.organizationId, "viewer");
		const refused = await server.ask("/api/v1/projects", { key: viewer, body: { name: "no" } });
		expect(outcomeOf(refused)).toEqual({ status: 403, code: "right_missing" });
	});

	test("makes no lens key and invites nobody: a person has to answer for both", async () => {
		const key = await tokenOf(ada.organizationId, "owner");
		const attempts = [
			await server.ask("/api/v1/keys", { key, body: { projectId: ada.projectId, name: "no" } }),
			await server.ask("/api/v1/invitations", { key, body: { email: "a@b.example", role: "viewer" } }),
			await server.ask("/api/v1/session/organization", { key, body: { organizationId: ada.organizationId } }),
		];
		for (const attempt of attempts) expect(outcomeOf(attempt)).toEqual({ status: 403, code: "session_required" });
	});

	test("for one project sees and manages that one, and nothing of the organization", async () => {
		const { body: second } = await ada.ask("/api/v1/projects", { body: { name: "second" } });
		const key = await tokenOf(ada.organizationId, "owner", { lensai_project: second.id });
		const { body } = await server.ask("/api/v1/session", { key });
		expect(body.projects.map(({ id }: { id: string }) => id)).toEqual([second.id]);
		const other = await server.ask(`/api/v1/projects/${ada.projectId}`, { key, method: "PATCH", body: { name: "x" } });
		expect(outcomeOf(other)).toEqual({ status: 404, code: "not_found" });
		for (const path of ["/api/v1/members", "/api/v1/audit", "/api/v1/teams"]) {
			expect(outcomeOf(await server.ask(path, { key }))).toEqual({ status: 403, code: "right_missing" });
		}
	});

	test("is refused when its project is another organization's, or its organization is not there", async () => {
		const crossed = await tokenOf(ada.organizationId, "owner", { lensai_project: bob.projectId });
		const unknown = await tokenOf("019aab5e-4f10-7000-b0f6-6b1f0a3c9d11", "owner");
		const answers = [
			await server.ask("/api/v1/session", { key: crossed }),
			await server.ask("/api/v1/session", { key: unknown }),
		];
		for (const answer of answers) expect(outcomeOf(answer)).toEqual({ status: 401, code: "unauthenticated" });
		expect(answers[0]?.body.detail).toBe(answers[1]?.body.detail);
	});

	test("is refused where no tokens are taken", async () => {
		const plain = await startAccounts(postgres.db);
		const answer = await plain.ask("/api/v1/session", { key: await tokenOf(ada.organizationId, "owner") });
		expect(outcomeOf(answer)).toEqual({ status: 401, code: "unauthenticated" });
		await plain.close();
	});
});

describe("in the gateway, a token", () => {
	const wanted = { provider: "openai", model: "gpt-4o", environment: undefined, at: Date.now() };
	const find = async (token: string) => ring.find(token);

	test("is a caller of its project, or of the first one, that expires with it", async () => {
		const exp = Math.floor(Date.now() / 1000) + 600;
		const caller = (await find(await tokenOf(ada.organizationId, "developer", { exp }))) as Caller;
		expect(caller).toMatchObject({ organizationId: ada.organizationId, projectId: ada.projectId, capture: "full" });
		expect(caller.keyId).toBeUndefined();
		expect(refusalFor(caller, wanted)).toBeUndefined();
		expect(refusalFor(caller, { ...wanted, at: exp * 1000 })?.code).toBe("lens_key_expired");
	});

	test.each(["viewer", "billing"])("of a %s makes no calls", async (role) => {
		const caller = (await find(await tokenOf(ada.organizationId, role))) as Caller;
		expect(refusalFor(caller, wanted)?.code).toBe("right_missing");
	});

	test("of another organization's project is nobody", async () => {
		expect(await find(await tokenOf(ada.organizationId, "owner", { lensai_project: bob.projectId }))).toBeUndefined();
	});

	test("that is not valid is refused with the reason", async () => {
		const token = `${(await tokenOf(ada.organizationId, "owner")).slice(0, -4)}AAAA`;
		await expect(find(token)).rejects.toMatchObject({ status: 401, code: "unauthenticated" });
	});

	test("is answered at once when it is known, and follows its project's choice of capture", async () => {
		const token = await tokenOf(bob.organizationId, "owner");
		await find(token);
		expect(ring.find(token)).not.toBeInstanceOf(Promise);
		await bob.ask(`/api/v1/projects/${bob.projectId}`, { method: "PATCH", body: { capture: "metadata" } });
		await until(async () => (await find(token))?.capture === "metadata");
	});

	test("that is known works on while PostgreSQL hangs; an unknown one is 503, never 401", async () => {
		const known = await tokenOf(ada.organizationId, "admin");
		await find(known);
		const suspension = suspend(folder.path);
		const unknown = await tokenOf(ada.organizationId, "admin", { lensai_project: ada.projectId });
		await expect(find(unknown)).rejects.toMatchObject({ status: 503, code: "store_unavailable" });
		expect(await find(known)).toMatchObject({ projectId: ada.projectId });
		await until(() => failures.length > 0);
		expect(await find(known)).toMatchObject({ projectId: ada.projectId });
		suspension.resume();
		await until(() => find(unknown).then(Boolean, () => false));
	});

	test("leaves lens keys to the ring", async () => {
		const { body } = await ada.ask("/api/v1/keys", { body: { projectId: ada.projectId, name: "app" } });
		expect(ring.find(body.secret)).toMatchObject({ keyId: body.id });
		expect(ring.loopback()).toEqual(server.keyRing.loopback());
	});
});
