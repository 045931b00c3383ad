import { Elysia } from "elysia";
import { createViewerOf } from "../../server/src/accounts/viewer-of";
import { problemOf, problemResponse } from "../../server/src/ops/problem";
import { targets } from "../../server/src/targets";
import { createBreakers } from "../../server/src/targets/breakers";
import type { ProviderDirectory } from "../../server/src/targets/check-route";
import { createRouteRing } from "../../server/src/targets/route-ring";
import { startAccounts } from "../support/accounts";
import { createTestDatabase } from "../support/postgres";

/** The key of the vault that there is. */
export const ownKey = crypto.randomUUID();
const providers: ProviderDirectory = {
	ids: () => ["openai", "bedrock"],
	regions: (_, provider) => (provider === "bedrock" ? { known: ["eu-west-1"], isRegion: () => true } : undefined),
	hasKey: async (_, provider, id) => provider === "openai" && id === ownKey,
};

/** An owner, in an organization of their own. */
export interface Home {
	cookie: string;
	organizationId: string;
	projectId: string;
}

interface AskInit {
	as?: Home;
	body?: unknown;
	key?: string;
}

export type RoutesApi = Awaited<ReturnType<typeof startRoutesApi>>;

/** The routes of the API for routes, over a database, for two organizations that know nothing of each other. */
export async function startRoutesApi() {
	const database = await createTestDatabase();
	const { db } = database;
	const accounts = await startAccounts(db);
	const onFailure = (what: string, error: unknown) => {
		throw new Error(what, { cause: error });
	};
	const ring = await createRouteRing({ db, onFailure, refreshMs: 3_600_000 });
	const breakers = createBreakers({ now: () => Date.UTC(2026, 10, 22), inARow: 1 });
	const viewerOf = createViewerOf(accounts);
	const app = new Elysia()
		.onRequest(({ set }) => {
			set.headers["x-request-id"] = "request-1";
		})
		.onError(({ error }) => problemResponse(problemOf(error, "test")))
		.use(targets({ db, viewerOf, routeRing: ring, breakers, providerDirectory: providers }));

	async function homeOf(email: string): Promise<Home> {
		const cookie = await accounts.signIn(email);
		const { body } = await accounts.ask("/api/v1/session", { cookie });
		return { cookie, organizationId: body.organization.id, projectId: body.projects[0].id };
	}
	const mine = await homeOf("one@example.com");
	const theirs = await homeOf("two@example.com");

	async function ask(method: string, path: string, { as = mine, body, key }: AskInit = {}) {
		const who: Record<string, string> = key === undefined ? { cookie: as.cookie } : { authorization: `Bearer ${key}` };
		const request = new Request(`http://localhost/api/v1/routes${path}`, {
			method,
			headers: { ...who, "content-type": "application/json" },
			body: body === undefined ? undefined : JSON.stringify(body),
		});
		const response = await app.handle(request);
		const text = await response.text();
		return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
	}
	const create = (name: string, more: object = {}, as = mine) =>
		ask("POST", "", { as, body: { projectId: as.projectId, ...content(name), ...more } });
	async function close(): Promise<void> {
		ring.close();
		await accounts.close();
		await database.close();
	}
	return { database, accounts, ring, breakers, mine, theirs, ask, create, close };
}

/** What a person writes of a route. */
export const content = (name: string, more: object = {}) => ({
	name,
	targets: [
		{ provider: "openai", model: "gpt-4o", weight: 3 },
		{ provider: "bedrock", model: "claude", region: "eu-west-1", weight: 1 },
	],
	...more,
});
