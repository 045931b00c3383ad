import { join } from "node:path";
import { version } from "../package.json";
import { createAuth } from "./accounts/auth";
import { firstStart } from "./accounts/first-start";
import { deriveSecrets, readOrCreateSecret } from "./accounts/secret";
import { createTokenVerifier } from "./accounts/token-verifier";
import { createViewerOf } from "./accounts/viewer-of";
import { createApp } from "./app";
import { createBatchCounter } from "./batches/counter";
import { createLocalCache } from "./cache/local-cache";
import { createRedisCache } from "./cache/redis-cache";
import type { Config } from "./config";
import { createDeadlines } from "./deadlines";
import { findDomainError, StartError } from "./errors";
import { createKeyRing } from "./keys/key-ring";
import { withTokens } from "./keys/token-callers";
import { createGate } from "./limits/gate";
import { openLimitBook } from "./limits/open-book";
import { openLimitStore } from "./limits/open-store";
import { sealedEventIds } from "./live/event-ids";
import { createHub } from "./live/hub";
import { consoleMail } from "./mail/console-mail";
import { smtpMail } from "./mail/smtp-mail";
import { openStores, storeCloseMs } from "./open-stores";
import { createGuard } from "./ops/guard";
import type { Log } from "./ops/log";
import { createReleasers } from "./ops/releasers";
import type { PriceBook } from "./pricing/book";
import { openPriceBook } from "./pricing/open-book";
import { createPrice } from "./pricing/price";
import { releasedBook } from "./pricing/released";
import { createAddressGuard } from "./providers/address-guard";
import { bookOf, priceByProvider } from "./providers/books";
import { createCustomTable } from "./providers/custom-table";
import { providerDirectory } from "./providers/directory";
import { openProviders } from "./providers/environment";
import { guarded } from "./providers/guarded-fetch";
import { providerNamer, targetProviders } from "./providers/named";
import { startSchedule } from "./reconciliation/schedule";
import { startRepricer } from "./repricing/repricer";
import { takeDataFolder } from "./stores/data-folder";
import { diskFull, isDiskFull } from "./stores/disk-full";
import { openRedis } from "./stores/redis/open";
import { createBreakers } from "./targets/breakers";
import { wallClock } from "./targets/clock";
import { createReach } from "./targets/reach";
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

	// Calls that were in flight may be estimated before the book is read.
	let book: PriceBook = releasedBook;
	const priceSpan = priceByProvider(createPrice({ tariff: (model, at) => book.tariff(model, at) }), providers);
	const { journal, postgres, analytics, storedUpTo } = await openStores({ config, log, releasers, price: priceSpan });
	const { db } = postgres;

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
	const customTable = await createCustomTable({ db, world, guarded: guarded(addressGuard, fetch) });
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
	const limitStore = openLimitStore(redis, log);
	releasers.add("limits", limitStore.close);
	const limitBook = await openLimitBook({ db, onFailure });
	releasers.add("limit book", async () => limitBook.close());
	const priceBook = await openPriceBook({ db, onFailure });
	book = priceBook.book;
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
	const batches = createBatchCounter({ db, journal, price: priceSpan, now: Date.now, onFailure });
	releasers.add("batches", () => batches.close(storeCloseMs));
	const hub = createHub({ journal, eventIds: sealedEventIds(secrets.eventIds), storedUpTo });
	analytics.onEstimated(hub.estimated);
	const limits = { maxBytes: config.maxBodyBytes, arrival: createDeadlines(config.bodyTimeoutMs) };

	const reconciling = {
		vault: { db, keks },
		analytics,
		providers,
		addressGuard,
		fetch,
		now: Date.now,
		onFault: (what: string, error: unknown) => log.error({ err: error }, `could not ${what}`),
	};

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
		reconciling,
		now: Date.now,
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
			reach: createReach(),
			targetProvider: targetProviders(providers, customTable),
			random: Math.random,
			gate: createGate({ book: limitBook.book, store: limitStore }),
			cache,
			batches,
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
	const stopSchedule = startSchedule(reconciling);
	releasers.add("reconciliation", async () => stopSchedule());
	releasers.add("live streams", async () => hub.close());
	return { url: publicUrl, signInUrl, ownerEmail, stop: releasers.releaseAll };
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
