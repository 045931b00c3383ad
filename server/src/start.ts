import { join } from "node:path";
import { version } from "../package.json";
import { createAuth } from "./accounts/auth";
import { firstStart } from "./accounts/first-start";
import { deriveSecrets, readOrCreateSecret } from "./accounts/secret";
import { createTokenVerifier } from "./accounts/token-verifier";
import { createViewerOf } from "./accounts/viewer-of";
import { startAnalytics } from "./analytics";
import { createApp } from "./app";
import { createLocalCache } from "./cache/local-cache";
import { createRedisCache } from "./cache/redis-cache";
import type { Config } from "./config";
import { findDomainError, StartError } from "./errors";
import { seenBy } from "./journal/cursor";
import { journalPath } from "./journal/sqlite";
import { openSqliteJournal } from "./journal/sqlite-journal";
import { createKeyRing } from "./keys/key-ring";
import { withTokens } from "./keys/token-callers";
import { withFallback } from "./limits/fallback-store";
import { createGate } from "./limits/gate";
import type { LimitStore } from "./limits/limit";
import { createLocalStore } from "./limits/local-store";
import { openLimitBook } from "./limits/open-book";
import { createRedisStore } from "./limits/redis-store";
import { createHub } from "./live/hub";
import { consoleMail } from "./mail/console-mail";
import { smtpMail } from "./mail/smtp-mail";
import { createGuard } from "./ops/guard";
import type { Log } from "./ops/log";
import { createReleasers } from "./ops/releasers";
import { openPriceBook } from "./pricing/open-book";
import { createPrice } from "./pricing/price";
import { createAddressGuard } from "./providers/address-guard";
import { bookOf } from "./providers/books";
import { createCustomTable } from "./providers/custom-table";
import { providerDirectory } from "./providers/directory";
import { openProviders } from "./providers/environment";
import { guardedFetch } from "./providers/guarded-fetch";
import { providerNamer, targetProviders } from "./providers/named";
import { createDeadlines } from "./proxy/deadlines";
import { startRepricer } from "./repricing/repricer";
import { takeDataFolder } from "./stores/data-folder";
import { diskFull, isDiskFull } from "./stores/disk-full";
import { openPostgres } from "./stores/postgres/open";
import { openRedis, type Redis } from "./stores/redis/open";
import { createBreakers } from "./targets/breakers";
import { wallClock } from "./targets/clock";
import { createRouteRing } from "./targets/route-ring";
import { resealDataKeys } from "./vault/data-keys";
import { keepUp } from "./vault/keep-up";
import { createKeyCabinet } from "./vault/key-cabinet";
import { openKeks } from "./vault/open-keks";

export interface RunningServer {
	url: string;
	/** Signs the owner in, once; absent when the owner has signed in before. */
	signInUrl?: string;
	/** With this address the owner asks for further links. */
	ownerEmail: string;
	/** Lets calls in flight end and everything that was captured be written, then closes the stores. False: something failed. */
	stop(): Promise<boolean>;
}

/** How long calls in flight may take to end after SIGTERM. */
const drainMs = 30_000;
const storeCloseMs = 10_000;
const repository = join(import.meta.dir, "../..");

/** Opens every store and listens. Throws StartError, with all that was opened closed again, when it cannot. */
export async function startServer(config: Config, log: Log): Promise<RunningServer> {
	const releasers = createReleasers(log);
	try {
		return await open(config, log, releasers);
	} catch (error) {
		await releasers.releaseAll();
		throw isDiskFull(error) ? new StartError(diskFull(config.dataDir), { cause: error }) : error;
	}
}

async function open(config: Config, log: Log, releasers: ReturnType<typeof createReleasers>): Promise<RunningServer> {
	const { dataDir, publicUrl } = config;
	const folder = takeDataFolder(dataDir);
	releasers.add("data folder", async () => folder.release());
	const secret = config.secret ?? readOrCreateSecret(dataDir);
	const secrets = deriveSecrets(secret);
	const world = { fetch, clock: Date.now };
	const providers = openProviders(config.providers, world, (variable, fault) =>
		log.warn({ variable, fault }, "a provider's key in the environment cannot be used"),
	);

	const journal = openSqliteJournal({
		path: journalPath(dataDir),
		usedUpTo: seenBy(dataDir, "analytics"),
		onFailure: (reason) => log.error({ reason }, "the journal cannot be written; calls go on, and are kept in memory"),
	});
	releasers.add("journal", () => journal.close(storeCloseMs));
	const [postgres, analytics] = await both(
		openPostgres({
			dataDir,
			databaseUrl: config.databaseUrl,
			onEnded: (error) => log.warn({ err: error }, "PostgreSQL ended by itself, and is started again"),
		}).then((opened) => {
			releasers.add("PostgreSQL", opened.close);
			return opened;
		}),
		startAnalytics({
			dataDir,
			journalPath: journalPath(dataDir),
			clickhouseUrl: config.clickhouseUrl,
			onInserted: journal.release,
			onStuck: (reason) => log.error({ reason }, "ClickHouse takes no spans; they wait in the journal"),
			onRejected: (table, reason) =>
				log.error({ table, reason }, "ClickHouse refuses a row; it was set aside in rejected.jsonl in the data folder"),
		}).then((opened) => {
			releasers.addAfter("journal", "ClickHouse", () => opened.close(storeCloseMs));
			return opened;
		}),
	);
	const { db } = postgres;
	journal.onCommit(analytics.wake);

	const sendMail =
		config.smtpUrl === undefined
			? consoleMail((text) => console.log(text))
			: smtpMail({
					url: config.smtpUrl,
					from: config.smtpFrom,
					onFailure: (error) => log.error({ err: error }, "could not send mail"),
				});
	const onWarning = (message: string) => log.warn(message);
	const auth = createAuth({ db, secret: secrets.auth, publicUrl, sendMail, onWarning });
	const { signInUrl, email: ownerEmail } = await firstStart({ db, auth, publicUrl, ownerEmail: config.ownerEmail });
	const onFailure = (what: string, error: unknown) => log.warn({ err: error }, `could not ${what}; trying again`);
	const keyRing = await createKeyRing({ db, pepper: secrets.pepper, onFailure });
	const tokens = config.tokens && createTokenVerifier(config.tokens);
	releasers.add("keys", () => keyRing.close());
	const keks = await openKeks({ ...config, secret, fetch });
	const cabinet = await createKeyCabinet({ db, keks });
	const addressGuard = createAddressGuard({ allowPrivate: config.allowPrivateUpstreams });
	const customTable = await createCustomTable({ db, world, guarded: guardedFetch(addressGuard, fetch) });
	await resealDataKeys(db, keks).then(
		({ failed }) =>
			failed > 0 &&
			log.warn({ failed }, "some organizations' provider keys cannot be opened: a key-encryption key is missing"),
		(error) =>
			log.warn(
				{ err: findDomainError(error) ?? error },
				"could not seal data keys with the current key-encryption key",
			),
	);
	const stopKeepingUp = keepUp({ cabinet, customTable, onFailure });
	releasers.add("providers", async () => stopKeepingUp());
	const routeRing = await createRouteRing({
		db,
		onFailure: (what, error) => log.warn({ err: error }, `could not ${what}; trying again`),
	});
	releasers.add("routes", async () => routeRing.close());
	const breakers = createBreakers({ now: wallClock });
	const redis = config.redisUrl === undefined ? undefined : openRedis({ url: config.redisUrl });
	if (redis !== undefined) releasers.add("Redis", redis.close);
	const limitStore = redis === undefined ? createLocalStore() : sharedLimits(redis, log);
	releasers.add("limits", limitStore.close);
	const limitBook = await openLimitBook({ db, onFailure });
	releasers.add("limit book", async () => limitBook.close());
	const priceBook = await openPriceBook({ db, onFailure });
	releasers.add("price book", async () => priceBook.close());
	const repricer = startRepricer({
		db,
		analytics,
		book: priceBook.book,
		providerNames: (organizationId) =>
			new Map([...providers, ...customTable.list(organizationId)].map((each) => [each.id, bookOf(each)])),
		onFailure,
	});
	releasers.add("repricing", repricer.close);
	const onCacheFailure = (error: unknown) => log.warn({ err: error }, "Redis keeps no answers at the moment");
	const cache = redis === undefined ? createLocalCache() : createRedisCache({ redis, onFailure: onCacheFailure });
	releasers.add("cache", cache.close);
	const hub = createHub({ journal });
	const limits = { maxBytes: config.maxBodyBytes, arrival: createDeadlines(config.bodyTimeoutMs) };

	const app = await createApp({
		version,
		log,
		guard: createGuard({ publicUrl, port: config.port }),
		probes: {
			journal: async () => {
				const failure = journal.failure();
				if (failure !== undefined) throw new Error(failure);
			},
			postgres: postgres.ping,
			clickhouse: analytics.ping,
			...(redis !== undefined && { redis: redis.ping }),
		},
		db,
		auth,
		sendMail,
		publicUrl,
		viewerOf: createViewerOf({ db, auth, keyRing, tokens }),
		keyRing,
		limitBook,
		priceBook,
		repricer,
		limitStore,
		pepper: secrets.pepper,
		routeRing,
		breakers,
		providerDirectory: providerDirectory({ db, providers, customTable }),
		analytics,
		hub,
		vault: { db, keks },
		cabinet,
		providers,
		customTable,
		addressGuard,
		providerNamed: providerNamer(providers, customTable),
		fetch,
		gateway: {
			journal,
			price: createPrice(priceBook.book),
			prices: priceBook.book,
			keyRing: tokens ? withTokens(keyRing, { db, tokens, onFailure }) : keyRing,
			providers,
			customProviders: customTable,
			providerKeys: cabinet,
			routeRing,
			breakers,
			targetProvider: targetProviders(providers, customTable),
			random: Math.random,
			gate: createGate({ book: limitBook.book, store: limitStore }),
			cache,
			fetch,
			limits,
			silence: createDeadlines(config.upstreamTimeoutMs),
			now: () => performance.now(),
			onFault: ({ error, callId }) => log.error({ err: error, callId }, "a call failed by our own fault"),
		},
		dashboard: {
			folder: join(repository, "web/.output/public"),
			vsix: join(repository, "extension/dist/lensai.vsix"),
		},
	});
	listen(app, config);
	releasers.add("connections", () => drain(app));
	releasers.add("live streams", async () => hub.close());
	return { url: publicUrl, signInUrl, ownerEmail, stop: releasers.releaseAll };
}

/** Limits for all servers on this Redis; while it is away, each counts for itself and says so once. */
function sharedLimits(redis: Redis, log: Log): LimitStore {
	return withFallback({
		shared: createRedisStore({
			redis,
			onFailure: (what, error) => log.debug({ err: error }, `could not ${what}; it ends by itself`),
		}),
		local: createLocalStore(),
		onChange: ({ counting, error }) =>
			counting === "here"
				? log.warn({ err: error }, "Redis does not answer; limits are counted by this server alone")
				: log.info("Redis answers; limits are counted for all servers again"),
	});
}

/** Waits for the second even when the first one fails: what it opened has to be closed again. */
async function both<A, B>(first: Promise<A>, second: Promise<B>): Promise<[A, B]> {
	await Promise.allSettled([first, second]);
	return Promise.all([first, second]);
}

interface Listening {
	listen(options: { hostname: string; port: number; reusePort: boolean }): unknown;
}

function listen(app: Listening, { host, port }: Config) {
	try {
		// Elysia shares a port by default: a second server would start, and get half of the calls.
		app.listen({ hostname: host, port, reusePort: false });
	} catch (error) {
		const code = error instanceof Error && "code" in error ? error.code : undefined;
		if (code === "EADDRINUSE")
			throw new StartError(`Port ${port} is taken. Stop what uses it, or set LENSAI_PORT to another one.`);
		if (code === "EACCES")
			throw new StartError(`Port ${port} needs more rights than this process has. Set LENSAI_PORT to one above 1023.`);
		throw new StartError(
			`Cannot listen on ${host}:${port} (${String(code ?? error)}). Check LENSAI_HOST and LENSAI_PORT.`,
		);
	}
}

/** Takes no new connections, and waits for the calls in flight; those that take too long are cut, and recorded so. */
async function drain(app: { server: Bun.Server<unknown> | null }) {
	const { server } = app;
	if (server === null) return;
	const stopped = server.stop();
	const late = new Promise<"late">((resolve) => setTimeout(resolve, drainMs, "late").unref());
	if ((await Promise.race([stopped, late])) === "late") await server.stop(true);
}
