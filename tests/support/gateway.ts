import { setImmediate as nextTurn } from "node:timers/promises";
import { Elysia } from "elysia";
import type { BatchCounter } from "../../server/src/batches/counter";
import { createLocalCache } from "../../server/src/cache/local-cache";
import { createDeadlines } from "../../server/src/deadlines";
import type { JournalEntry, Span } from "../../server/src/journal/span";
import type { Caller } from "../../server/src/keys/caller";
import type { KeyRing } from "../../server/src/keys/key-ring";
import type { Gate } from "../../server/src/limits/gate";
import { price } from "../../server/src/pricing/price";
import { createProvider } from "../../server/src/providers/create-provider";
import type { CustomProviders } from "../../server/src/providers/custom-table";
import { targetProviders } from "../../server/src/providers/named";
import { openai } from "../../server/src/providers/openai";
import type { Provider } from "../../server/src/providers/provider";
import { createDoors } from "../../server/src/proxy";
import { noCustomProviders } from "../../server/src/proxy/custom-door";
import { noProviderKeys, type ProviderKeys } from "../../server/src/proxy/provider-key";
import type { Fault } from "../../server/src/proxy/refuse";
import type { Fetch } from "../../server/src/proxy/send";
import { type Breakers, createBreakers } from "../../server/src/targets/breakers";
import { wallClock } from "../../server/src/targets/clock";
import { createReach } from "../../server/src/targets/reach";
import { type RouteRow, RouteTable } from "../../server/src/targets/route-table";
import { keep, keepEntry } from "./kept";
import { until } from "./until";

export const defaultCaller: Caller = { organizationId: "org-1", projectId: "project-default", capture: "full" };
export const keyCaller: Caller = {
	organizationId: "org-1",
	projectId: "project-keyed",
	keyId: "key-1",
	capture: "full",
};
export const lensKey = "lk_known";

/** The gateway on a real listener, with a journal and a key ring that are plain objects. */
export interface TestGateway {
	port: number;
	/** Requests whose callers still wait for an answer, or for more of it. */
	pendingRequests(): number;
	/** What was noted when calls were admitted. */
	started: Span[];
	/** What was appended when calls ended. */
	entries: JournalEntry[];
	/** Failures of our own. */
	faults: Fault[];
	/** Waits until a call has ended. Throws when the journal got it, or its start, more than once. */
	onlyEntry(): Promise<JournalEntry>;
	/** Waits until every call that was answered has been settled. */
	settled(): Promise<void>;
	/** Forgets what was recorded. Throws when a call was recorded twice since the last time. */
	forget(): void;
	close(): Promise<void>;
}

export interface TestGatewayOptions {
	/** OpenAI's base URL. */
	upstreamUrl: string;
	/** Asks the providers. */
	fetch?: Fetch;
	/** Other doors beside OpenAI's. */
	providers?: readonly Provider[];
	customProviders?: CustomProviders;
	/** The organizations' own provider keys. */
	providerKeys?: ProviderKeys;
	/** Whose the calls without a lens key are. */
	loopback?: Caller;
	/** Whose a lens key is. */
	find?: KeyRing["find"];
	/** The server's own key for OpenAI. */
	providerKey?: string;
	maxBodyBytes?: number;
	bodyTimeoutMs?: number;
	silenceMs?: number;
	hostname?: string;
	/** The limits. */
	gate?: Gate;
	/** Counts the calls of batches. */
	batches?: Pick<BatchCounter, "count">;
	/** Of all organizations. */
	routes?: readonly RouteRow[];
	breakers?: Breakers;
	random?: () => number;
	/** An organization's own provider, by its slug. */
	ownProvider?: (organizationId: string, slug: string) => Provider | undefined;
}

const findKnown = (secret: string) => (secret === lensKey ? keyCaller : undefined);

export async function startGateway(options: TestGatewayOptions): Promise<TestGateway> {
	const { upstreamUrl, fetch = globalThis.fetch, loopback = defaultCaller, find = findKnown, providerKey } = options;
	const started: Span[] = [];
	const entries: JournalEntry[] = [];
	const faults: Fault[] = [];
	const arrival = createDeadlines(options.bodyTimeoutMs ?? 10_000);
	const silence = createDeadlines(options.silenceMs ?? 10_000);
	const providers = [
		...createProvider(
			openai,
			{ fetch, clock: Date.now },
			{ upstream: upstreamUrl, key: providerKey === undefined ? undefined : { secret: providerKey } },
		),
		...(options.providers ?? []),
	];
	const routeRing = new RouteTable();
	for (const route of options.routes ?? []) routeRing.put(route);
	const routes = createDoors({
		journal: {
			started(span) {
				started.push(structuredClone(span));
				return { state: "waits", id: span.id, text: JSON.stringify(span) };
			},
			append: async (entry) => {
				keepEntry(entry);
				entries.push(entry);
			},
		},
		keyRing: { find, loopback: () => loopback },
		providers,
		routeRing,
		breakers: options.breakers ?? createBreakers({ now: wallClock }),
		reach: createReach(),
		targetProvider: targetProviders(providers, { find: options.ownProvider ?? (() => undefined) }),
		random: options.random ?? Math.random,
		customProviders: options.customProviders ?? noCustomProviders,
		providerKeys: options.providerKeys ?? noProviderKeys,
		gate: options.gate ?? { measure: () => Number.POSITIVE_INFINITY, admit: () => undefined },
		cache: createLocalCache(),
		batches: options.batches ?? { count: () => undefined },
		price,
		fetch,
		limits: { maxBytes: options.maxBodyBytes ?? 64 * 1024 * 1024, arrival },
		silence,
		now: () => performance.now(),
		onFault: (fault) => {
			keep("logs", String(fault.error));
			faults.push(fault);
		},
		guard: () => undefined,
	});
	const app = new Elysia({ serve: { routes, idleTimeout: 0, maxRequestBodySize: Number.MAX_SAFE_INTEGER } });
	app.listen({ hostname: options.hostname ?? "127.0.0.1", port: 0 });
	return {
		port: app.server?.port ?? 0,
		pendingRequests: () => app.server?.pendingRequests ?? 0,
		started,
		entries,
		faults,
		async onlyEntry() {
			await until(() => entries.length > 0);
			const [entry] = entries;
			if (entry === undefined || entries.length > 1 || started.length > 1) {
				throw new Error(`one call gave ${started.length} started spans and ${entries.length} ended ones`);
			}
			return entry;
		},
		// The gateway settles in the turn of the event loop after the answer.
		settled: async () => {
			for (let turn = 0; turn < 3; turn++) await nextTurn();
		},
		forget() {
			const ids = entries.map(({ span }) => span.id);
			if (new Set(ids).size < ids.length) throw new Error(`a call was recorded twice: ${ids.join(", ")}`);
			started.length = 0;
			entries.length = 0;
			faults.length = 0;
		},
		async close() {
			arrival.close();
			silence.close();
			await app.server?.stop(true);
		},
	};
}
