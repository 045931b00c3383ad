import { and, eq } from "drizzle-orm";
import type { Analytics } from "../analytics/analytics";
import { DomainError, findDomainError } from "../errors";
import type { AddressGuard } from "../providers/address-guard";
import { hostOf } from "../providers/create-provider";
import { guardedFetch } from "../providers/guarded-fetch";
import type { Provider } from "../providers/provider";
import type { Fetch } from "../proxy/send";
import type { Vault } from "../vault/provider-keys";
import { providerKeys } from "../vault/schema";
import { type LiveAdminKey, openAdminKey } from "./admin-keys";
import { anthropicReport } from "./anthropic-report";
import { compareDay } from "./compare";
import { daysIn, daysToPull, isFinal } from "./days";
import { openaiReport } from "./openai-report";
import { readOurs } from "./ours";
import { type DayRange, type Report, ReportFailure, type ReportReader } from "./report";
import { createReportClient } from "./report-client";
import { claimRun, cutOff, failRun, finalDays, finishRun, type PulledDay, type RunRow } from "./runs";

/** What a run works with. */
export interface Reconciling {
	vault: Vault;
	analytics: Analytics;
	providers: readonly Provider[];
	addressGuard: AddressGuard;
	fetch: Fetch;
	/** Unix milliseconds. */
	now: () => number;
	/** Told of what is our own fault. */
	onFault: (what: string, error: unknown) => void;
}

/** By the provider's id. */
export const reportReaders: Readonly<Record<string, ReportReader>> = {
	openai: openaiReport,
	anthropic: anthropicReport,
};

/** Below the lease of a run, so that it ends before anybody takes it for cut off. */
const runMs = 5 * 60_000;

/**
 * Reads one provider's reports and sets them against our calls. Undefined when a run is under way, or `ifDue` says no.
 * What fails at the provider is the run's outcome, and is not thrown. Throws as the database does.
 */
export async function reconcile(
	world: Reconciling,
	key: LiveAdminKey,
	ifDue?: (latest: RunRow | undefined) => boolean,
): Promise<RunRow | undefined> {
	const { db } = world.vault;
	const run = await claimRun(db, key, world.now(), ifDue);
	if (run === undefined) return undefined;
	try {
		const days = await pullDays(world, key);
		const isKept = await finishRun(db, run, days, world.now());
		if (!isKept) throw new ReportFailure(cutOff.failure, cutOff.message);
	} catch (error) {
		await failRun(db, run, failureIn(world, error), world.now());
	}
	return run;
}

function failureIn({ onFault }: Reconciling, error: unknown): ReportFailure {
	if (error instanceof ReportFailure) return error;
	const expected = findDomainError(error);
	if (expected?.code === "provider_key_unusable") return new ReportFailure("key_unusable", expected.message);
	// Not what wraps it: a database library's message holds the statement's parameters.
	onFault("reconcile", expected ?? error);
	const why = expected?.message ?? "It failed by a fault of LensAI's own, which its log tells of.";
	return new ReportFailure("internal", why);
}

async function pullDays(world: Reconciling, key: LiveAdminKey): Promise<PulledDay[]> {
	const { vault, analytics } = world;
	const { organizationId, provider } = key;
	const startedAtMs = world.now();
	const final = await finalDays(vault.db, organizationId, provider);
	const range = daysToPull(startedAtMs, final);
	const report = await readReport(world, key, range);
	const ours = await readOurs(analytics, { organizationId, provider, ...range });
	const knownEndings = await endingsOf(vault, organizationId, provider, world.providers);
	return daysIn(range)
		.filter((day) => !final.has(day))
		.map((day) => {
			const stands = isFinal(day, startedAtMs);
			return { day, final: stands, rows: compareDay({ day, report, ours, knownEndings, isFinal: stands }) };
		});
}

async function readReport(world: Reconciling, key: LiveAdminKey, range: DayRange): Promise<Report> {
	const provider = world.providers.find(({ id }) => id === key.provider);
	const reader = reportReaders[key.provider];
	if (provider === undefined || reader === undefined)
		throw new DomainError("not_found", 404, `There are no reports of ${key.provider}.`);
	const { baseUrl } = provider.locate("", new Headers());
	const secret = await openAdminKey(world.vault, key, hostOf(baseUrl));
	const client = createReportClient({
		name: provider.name,
		baseUrl,
		headers: reader.headers(secret),
		fetch: guardedFetch(world.addressGuard, world.fetch),
		now: world.now,
		signal: AbortSignal.timeout(runMs),
	});
	return reader.read(client, range);
}

/** How the keys end that calls were made with: those in the vault, deleted ones too, and the server's own. */
async function endingsOf({ db }: Vault, organizationId: string, provider: string, providers: readonly Provider[]) {
	const rows = await db
		.select({ ending: providerKeys.lastFour })
		.from(providerKeys)
		.where(and(eq(providerKeys.organizationId, organizationId), eq(providerKeys.provider, provider)));
	const own = providers.find(({ id }) => id === provider);
	const servers = own?.key === undefined ? [] : [own.authentication.hintOf(own.key.secret)];
	return [...rows.map(({ ending }) => ending), ...servers];
}
