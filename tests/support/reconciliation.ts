import { Elysia } from "elysia";
import { createViewerOf } from "../../server/src/accounts/viewer-of";
import { problemOf, problemResponse } from "../../server/src/ops/problem";
import { createAddressGuard } from "../../server/src/providers/address-guard";
import { openProviders } from "../../server/src/providers/environment";
import { reconciliation } from "../../server/src/reconciliation";
import { type LiveAdminKey, listAllAdminKeys } from "../../server/src/reconciliation/admin-keys";
import type { DayShown, RowShown } from "../../server/src/reconciliation/model";
import type { Reconciling } from "../../server/src/reconciliation/reconcile";
import { localKek } from "../../server/src/vault/kek";
import { type AskInit, publicUrl, startAccounts, type TestAccounts } from "./accounts";
import { openTestClickHouse, type TestClickHouse } from "./clickhouse";
import { createTestDatabase, type TestDatabase } from "./postgres";
import { anthropicAdminKey, openaiAdminKey, type ReportServer, startReportServer } from "./reports";

interface Told {
	status: number;
	text: string;
	// biome-ignore lint/suspicious/noExplicitAny: tests look into JSON of many shapes, and fail when it is another.
	body: any;
}

/** Reconciliation over real stores, in front of a provider on this machine, at a time that tests set. */
export interface TestReconciliation {
	database: TestDatabase;
	clickhouse: TestClickHouse;
	accounts: TestAccounts;
	reports: ReportServer;
	world: Reconciling;
	/** The owner's. */
	organizationId: string;
	owner: string;
	/** What went wrong by our own fault. */
	faults: unknown[];
	setNow(text: string): void;
	ask(path: string, init?: AskInit): Promise<Told>;
	addKey(provider: "openai" | "anthropic"): Promise<Told>;
	key(provider: "openai" | "anthropic"): Promise<LiveAdminKey>;
	/** One day as the API shows it. */
	day(provider: string, day: string): Promise<DayShown | undefined>;
	row(provider: string, day: string, account: string): Promise<RowShown | undefined>;
	close(): Promise<void>;
}

export async function startReconciliation({ allowPrivate = true } = {}): Promise<TestReconciliation> {
	const [database, clickhouse] = await Promise.all([createTestDatabase(), openTestClickHouse()]);
	const { db } = database;
	const reports = startReportServer();
	const accounts = await startAccounts(db);
	const keks = { current: await localKek(new Uint8Array(32).fill(1)), former: [] };
	const said = { openai: { upstream: reports.openaiUrl }, anthropic: { upstream: reports.anthropicUrl } };
	const providers = openProviders(said, { fetch, clock: Date.now }, (_, fault) => {
		throw new Error(fault);
	});
	let nowMs = Date.parse("2026-11-22T12:00:00Z");
	const faults: unknown[] = [];
	const world: Reconciling = {
		vault: { db, keks },
		analytics: clickhouse,
		providers,
		addressGuard: createAddressGuard({ allowPrivate }),
		fetch,
		now: () => nowMs,
		onFault: (_what, error) => void faults.push(error),
	};
	const app = new Elysia()
		.onRequest(({ set }) => {
			set.headers["x-request-id"] = Bun.randomUUIDv7();
		})
		.onError(({ error }) => problemResponse(problemOf(error, "test")))
		.use(reconciliation({ viewerOf: createViewerOf(accounts), reconciling: world }));
	const owner = await accounts.signIn("owner@lensai.local");
	const organizationId: string = (await accounts.ask("/api/v1/session", { cookie: owner })).body.organization.id;
	const ask = async (path: string, init: AskInit = {}) =>
		told(await app.handle(requestOf(path, { cookie: owner, ...init })));
	const day = async (provider: string, wanted: string) => {
		const { body } = await ask("/");
		const days: DayShown[] = body.days;
		return days.find((each) => each.provider === provider && each.day === wanted);
	};
	return {
		database,
		clickhouse,
		accounts,
		reports,
		world,
		organizationId,
		owner,
		faults,
		setNow(text) {
			nowMs = Date.parse(text);
		},
		ask,
		addKey: (provider) =>
			ask("/keys", {
				body: { provider, name: "finance", secret: provider === "openai" ? openaiAdminKey : anthropicAdminKey },
			}),
		async key(provider) {
			const found = (await listAllAdminKeys(db)).find((key) => key.provider === provider);
			if (found === undefined) throw new Error(`There is no admin key for ${provider}.`);
			return found;
		},
		day,
		row: async (provider, wanted, account) =>
			(await day(provider, wanted))?.rows.find((each) => each.account === account),
		async close() {
			await Promise.all([accounts.close(), clickhouse.close(), reports.stop()]);
			await database.close();
		},
	};
}

function requestOf(path: string, { method, body, cookie, key }: AskInit): Request {
	return new Request(`http://localhost/api/v1/reconciliation${path === "/" ? "" : path}`, {
		method: method ?? (body === undefined ? "GET" : "POST"),
		headers: {
			origin: publicUrl,
			...(key === undefined ? cookie !== undefined && { cookie } : { authorization: `Bearer ${key}` }),
			...(body !== undefined && { "content-type": "application/json" }),
		},
		body: body === undefined ? undefined : JSON.stringify(body),
	});
}

async function told(response: Response): Promise<Told> {
	const text = await response.text();
	return { status: response.status, text, body: text === "" ? undefined : JSON.parse(text) };
}
