import { Elysia } from "elysia";
import { createViewerOf } from "../../server/src/accounts/viewer-of";
import type { AuditEntry } from "../../server/src/audit/model";
import { problemOf, problemResponse } from "../../server/src/ops/problem";
import { providersApi } from "../../server/src/providers";
import { createAddressGuard } from "../../server/src/providers/address-guard";
import { type CustomTable, createCustomTable } from "../../server/src/providers/custom-table";
import { openProviders } from "../../server/src/providers/environment";
import { guarded } from "../../server/src/providers/guarded-fetch";
import { providerNamer } from "../../server/src/providers/named";
import type { Provider } from "../../server/src/providers/provider";
import { vaultApi } from "../../server/src/vault";
import { localKek } from "../../server/src/vault/kek";
import { createKeyCabinet } from "../../server/src/vault/key-cabinet";
import { type AskInit, publicUrl, startAccounts, type TestAccounts } from "./accounts";
import { chat } from "./chat";
import { lensKey, startGateway, type TestGateway } from "./gateway";
import { ask as askGateway, type RawAnswer } from "./http-client";
import { keep, noteProviderKey } from "./kept";
import { createTestDatabase } from "./postgres";
import { answering, type Exchange, startUpstream, type Upstream } from "./upstream";

export const secret = "sk-proj-very-secret-a1b2";

interface Told {
	status: number;
	text: string;
	// biome-ignore lint/suspicious/noExplicitAny: tests look into JSON of many shapes, and fail when it is another.
	body: any;
}

/** Vault and providers as one app over a database, with a gateway that works with the same keys, in front of one upstream. */
export interface TestVault {
	accounts: TestAccounts;
	upstream: Upstream;
	gateway: TestGateway;
	providers: readonly Provider[];
	customTable: CustomTable;
	/** What the audit log has of providers and their keys, the oldest first. */
	changes(): Promise<AuditEntry[]>;
	/** The owner's cookie. */
	owner: string;
	/** Asks the API, as the owner unless told otherwise. */
	ask(path: string, init?: AskInit): Promise<Told>;
	/** Adds a key for OpenAI. */
	addOpenai(changed?: object): Promise<Told>;
	/** A gateway call whose lens key stands for the provider's key. */
	callWithLensKey(target?: string): Promise<RawAnswer>;
	lastRequest(): Exchange;
	close(): Promise<void>;
}

/** OpenAI is at the upstream, and Groq has a key of the server's. Private addresses are allowed. */
export async function startVault(): Promise<TestVault> {
	const [database, upstream] = await Promise.all([createTestDatabase(), startUpstream(answering('{"data":[]}'))]);
	const { db } = database;
	const accounts = await startAccounts(db);
	const world = { fetch, clock: Date.now };
	const keks = { current: await localKek(new Uint8Array(32).fill(1)), former: [] };
	const addressGuard = createAddressGuard({ allowPrivate: true });
	const said = { openai: { upstream: upstream.url }, groq: { key: { secret: "gsk-server" } } };
	const providers = openProviders(said, world, (_, fault) => {
		throw new Error(fault);
	});
	const cabinet = await createKeyCabinet({ db, keks });
	const customTable = await createCustomTable({ db, world, guarded: guarded(addressGuard, fetch) });
	const shared = {
		vault: { db, keks },
		viewerOf: createViewerOf(accounts),
		cabinet,
	};
	const app = new Elysia()
		.onRequest(({ set }) => {
			set.headers["x-request-id"] = Bun.randomUUIDv7();
		})
		.onError(({ error }) => problemResponse(problemOf(error, "test")))
		.use(vaultApi({ ...shared, providerNamed: providerNamer(providers, customTable), fetch }))
		.use(providersApi({ ...shared, providers, customTable, addressGuard }));
	const owner = await accounts.signIn("owner@lensai.local");
	const organizationId: string = (await accounts.ask("/api/v1/session", { cookie: owner })).body.organization.id;
	const caller = { organizationId, projectId: "p", keyId: "k", capture: "full" as const };
	const gateway = await startGateway({
		upstreamUrl: upstream.url,
		customProviders: customTable,
		providerKeys: cabinet,
		find: (key) => (key === lensKey ? caller : undefined),
	});
	const ask = async (path: string, init: AskInit = {}) =>
		toldBy(await app.handle(requestOf(path, { cookie: owner, ...init })));
	return {
		accounts,
		upstream,
		gateway,
		providers,
		customTable,
		async changes() {
			const { body } = await accounts.ask("/api/v1/audit?limit=200", { cookie: owner });
			const entries: AuditEntry[] = body.entries;
			return entries.filter(({ subject }) => subject.kind.startsWith("provider")).toReversed();
		},
		owner,
		ask,
		addOpenai: (changed = {}) =>
			ask("provider-keys", { body: { provider: "openai", name: "main", secret, ...changed } }),
		callWithLensKey: (target = "/openai/v1/chat/completions") =>
			askGateway(gateway.port, { ...chat(), target, headers: [["authorization", `Bearer ${lensKey}`]] }),
		lastRequest() {
			const last = upstream.requests.at(-1);
			if (last === undefined) throw new Error("Nothing reached the upstream.");
			return last;
		},
		async close() {
			await Promise.all([gateway.close(), accounts.close()]);
			upstream.close();
			await database.close();
		},
	};
}

function requestOf(path: string, { method, body, cookie, key }: AskInit): Request {
	const given = (body as { secret?: unknown } | undefined)?.secret;
	if (typeof given === "string") noteProviderKey(given);
	return new Request(`http://localhost/api/v1/${path}`, {
		method: method ?? (body === undefined ? "GET" : "POST"),
		headers: {
			origin: publicUrl,
			...(key === undefined ? cookie !== undefined && { cookie } : { authorization: `Bearer ${key}` }),
			...(body !== undefined && { "content-type": "application/json" }),
		},
		body: body === undefined ? undefined : JSON.stringify(body),
	});
}

async function toldBy(response: Response): Promise<Told> {
	const text = await response.text();
	if (response.status >= 400) keep("errors", text);
	return { status: response.status, text, body: text === "" ? undefined : JSON.parse(text) };
}
