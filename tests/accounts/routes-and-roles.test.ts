import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { roles } from "../../server/src/accounts/rights";
import { startServer, type TestServer } from "../support/server";
import { signIn } from "../support/sign-in";
import { until } from "../support/until";

// The whole server sets itself up in a second or two on an idle machine; a busy one takes longer.
setDefaultTimeout(60_000);

type Role = (typeof roles)[number];
const unknownId = "01999999-9999-7999-8999-999999999999";
const everybody: Role[] = ["owner", "admin", "developer", "billing", "viewer"];
const managers: Role[] = ["owner", "admin"];
const makers: Role[] = ["owner", "admin", "developer"];
const accountants: Role[] = ["owner", "admin", "billing"];
const allButBilling: Role[] = ["owner", "admin", "developer", "viewer"];
const route = { name: "new", targets: [{ provider: "openai" }] };

/**
 * Every route of the API, and who may use it. Written here in full, and apart from the table in the code, so that a change of
 * either has to be meant. A body that is good enough to be looked at; what it names is not there, so that nothing changes.
 */
const routes: [method: string, path: string, may: Role[], body?: object][] = [
	["GET", "/api/v1/session", everybody],
	["POST", "/api/v1/session/organization", everybody, { organizationId: unknownId }],
	["GET", "/api/v1/projects", everybody],
	["POST", "/api/v1/projects", managers, { name: "new", teamId: unknownId }],
	["PATCH", "/api/v1/projects/{id}", managers, { name: "new" }],
	["GET", "/api/v1/keys", everybody],
	["POST", "/api/v1/keys", makers, { projectId: unknownId, name: "new" }],
	["PATCH", "/api/v1/keys/{id}", makers, { name: "new" }],
	["POST", "/api/v1/keys/{id}/rotate", makers, {}],
	["POST", "/api/v1/keys/{id}/retire", makers],
	["DELETE", "/api/v1/keys/{id}", makers],
	["GET", "/api/v1/members", everybody],
	["PATCH", "/api/v1/members/{id}", managers, { role: "viewer" }],
	// Somebody who is not there is nobody's to remove; who may remove others is tested in `members.test.ts`.
	["DELETE", "/api/v1/members/{id}", everybody],
	["GET", "/api/v1/invitations", everybody],
	["POST", "/api/v1/invitations", managers, { email: "owner@lensai.local", role: "viewer" }],
	["POST", "/api/v1/invitations/{id}/resend", managers],
	["DELETE", "/api/v1/invitations/{id}", managers],
	["POST", "/api/v1/invitations/read", everybody, { token: "A".repeat(43) }],
	["POST", "/api/v1/invitations/accept", everybody, { token: "A".repeat(43) }],
	["GET", "/api/v1/teams", everybody],
	["POST", "/api/v1/teams", managers, { name: "the team that is there" }],
	["PATCH", "/api/v1/teams/{id}", managers, { name: "new" }],
	["DELETE", "/api/v1/teams/{id}", managers],
	["PUT", "/api/v1/teams/{id}/members/{memberId}", managers],
	["DELETE", "/api/v1/teams/{id}/members/{memberId}", managers],
	["GET", "/api/v1/audit", managers],
	["GET", "/api/v1/providers", makers],
	[
		"POST",
		"/api/v1/custom-providers",
		managers,
		{ name: "new", slug: "new", baseUrl: "https://169.254.169.254/", family: "openai", keyStyle: "bearer" },
	],
	["DELETE", "/api/v1/custom-providers/{id}", managers],
	["GET", "/api/v1/provider-keys", makers],
	["POST", "/api/v1/provider-keys", managers, { provider: "nobody", name: "new", secret: "new" }],
	["PUT", "/api/v1/provider-keys/{id}/secret", managers, { secret: "new" }],
	["DELETE", "/api/v1/provider-keys/{id}", managers],
	["POST", "/api/v1/provider-keys/{id}/test", managers],
	["GET", "/api/v1/routes", allButBilling],
	["POST", "/api/v1/routes", makers, { projectId: unknownId, ...route }],
	["POST", "/api/v1/routes/explain", allButBilling, { projectId: null, route, call: {} }],
	["GET", "/api/v1/routes/{id}", allButBilling],
	["PUT", "/api/v1/routes/{id}", makers, route],
	["DELETE", "/api/v1/routes/{id}", makers],
	["GET", "/api/v1/limits", everybody],
	["POST", "/api/v1/limits", managers, { scope: "project", projectId: unknownId, measure: "requests", max: 1 }],
	["PATCH", "/api/v1/limits/{id}", managers, { max: 1 }],
	["DELETE", "/api/v1/limits/{id}", managers],
	["GET", "/api/v1/reconciliation", ["owner", "admin", "billing"]],
	["POST", "/api/v1/reconciliation/run", managers],
	["GET", "/api/v1/reconciliation/keys", ["owner", "admin", "billing"]],
	["POST", "/api/v1/reconciliation/keys", managers, { provider: "nobody", name: "new", secret: "new" }],
	["DELETE", "/api/v1/reconciliation/keys/{id}", managers],
	["GET", "/api/v1/calls", everybody],
	["GET", "/api/v1/calls/{id}", everybody],
	["GET", "/api/v1/calls/{id}/cost", everybody],
	["GET", "/api/v1/summary", everybody],
	["GET", "/api/v1/prices/providers", everybody],
	["GET", "/api/v1/prices/models", everybody],
	["GET", "/api/v1/prices/sheet?provider=openai&model=gpt-4o", everybody],
	["GET", "/api/v1/prices", everybody],
	["GET", "/api/v1/prices/rates?provider=openai&model=gpt-4o", everybody],
	["GET", "/api/v1/prices/unpriced", everybody],
	["POST", "/api/v1/prices", accountants, { provider: "openai", model: "gpt-4o", rates: [{ unit: "nothing" }] }],
	["GET", "/api/v1/prices/repricings", everybody],
	["POST", "/api/v1/prices/repricings", accountants, { from: "2299-12-31T12:00:00Z", reason: "none of them" }],
	["GET", "/api/v1/prices/repricings/{id}", everybody],
	["POST", "/api/v1/prices/repricings/{id}/cancel", accountants],
	["GET", "/api/v1/live", everybody],
];

/** Open to whoever comes, without a session. */
const open = ["GET /healthz", "GET /readyz", "POST /api/v1/invitations/read", "POST /api/v1/invitations/accept"];

let server: TestServer;
const cookies = {} as Record<Role, string>;

const ask = (method: string, path: string, { cookie, body }: { cookie?: string; body?: object } = {}) =>
	fetch(server.url + path.replaceAll(/\{\w+\}/g, unknownId), {
		method,
		headers: {
			origin: server.url,
			...(cookie !== undefined && { cookie }),
			...(body !== undefined && { "content-type": "application/json" }),
		},
		body: body === undefined ? undefined : JSON.stringify(body),
	});

/** Answers are read no further than their head: the live stream has no end. */
async function statusOf(answer: Response): Promise<number> {
	await answer.body?.cancel();
	return answer.status;
}

async function join(role: Role): Promise<string> {
	const email = `${role}@example.com`;
	await statusOf(await ask("POST", "/api/v1/invitations", { cookie: cookies.owner, body: { email, role } }));
	const tokenIn = () => server.output().match(new RegExp(`To ${email}:[^#]*/invitation#([\\w-]{43})`))?.[1];
	await until(() => tokenIn() !== undefined);
	const accepted = await ask("POST", "/api/v1/invitations/accept", { body: { token: tokenIn() } });
	expect(await statusOf(accepted)).toBe(200);
	return accepted.headers
		.getSetCookie()
		.map((line) => line.split(";")[0])
		.join("; ");
}

beforeAll(async () => {
	server = await startServer();
	cookies.owner = (await signIn(server)).cookie;
	await statusOf(
		await ask("POST", "/api/v1/teams", { cookie: cookies.owner, body: { name: "the team that is there" } }),
	);
	for (const role of everybody.slice(1)) cookies[role] = await join(role);
});
afterAll(() => server.stop());

test("the roles are the five of the glossary", () => {
	expect<string[]>([...roles]).toEqual(everybody);
});

test("every route that the server documents stands in this table, and no other", async () => {
	const { paths } = (await (await ask("GET", "/openapi")).json()) as { paths: Record<string, object> };
	const documented = Object.entries(paths).flatMap(([path, methods]) =>
		Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace(/(?<=.)\/$/, "")}`),
	);
	const listed = routes.map(([method, path]) => `${method} ${path.replace(/\?.*/, "")}`);
	expect([...new Set([...listed, ...open])].sort()).toEqual(documented.sort());
});

describe.each(routes)("%s %s", (method, path, may, body) => {
	test.each(everybody)("as %s", async (role) => {
		const status = await statusOf(await ask(method, path, { cookie: cookies[role], body }));
		expect(status === 403).toBe(!may.includes(role));
		expect(status).toBeLessThan(500);
	});

	test("without a session", async () => {
		const status = await statusOf(await ask(method, path, { body }));
		expect(status === 401).toBe(!open.includes(`${method} ${path}`));
	});
});
