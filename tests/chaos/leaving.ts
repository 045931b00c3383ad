import { readdirSync, readlinkSync } from "node:fs";
import type { Call } from "../../server/src/traces/model";
import { report } from "../load/figures";
import { restingRssMiB } from "../load/malformed/watch";
import { seededRandom } from "../support/random";
import { startServer, type TestServer } from "../support/server";
import { signIn } from "../support/sign-in";
import { until } from "../support/until";
import { callOnce, routeName, type SeenCall } from "./leaving/client";
import { type MoodyProvider, startMoody } from "./leaving/moody";
import { type Records, recordsOf } from "./records";

/**
 * `bun run check:leaving [--quick]`: 1,000 clients at once call through routes and doors, and most leave at any moment, while the
 * providers do everything wrong that they can; ten times (twice with `--quick`). Every call that a provider or a client saw has to be
 * recorded exactly once, with its end; no provider may be left with a request, nor the server with sockets or memory. The clients are
 * warmed up once before the baselines are taken. Ends with one line of JSON; exits with 1 when one of this is not so.
 */
const quick = process.argv.includes("--quick");
const rounds = quick ? 2 : 10;
const clients = 1000;
const restMs = quick ? 8_000 : 20_000;
/** Bun keeps so many connections that wait for their next request (1.4.5), for each of two providers at most. */
const idleConnections = 2 * 64;
const seed = Number(process.env.SEED ?? 20_261_122);

async function makeRoute(server: TestServer): Promise<string> {
	const owner = await signIn(server);
	const targets = ["openai", "groq"].map((provider) => ({ provider, model: "gpt-4o", weight: 1 }));
	const timeouts = { connectMs: 500, firstByteMs: 700, totalMs: 4000 };
	const retries = { count: 1, baseMs: 20, maxWaitMs: 100 };
	const made = await fetch(`${server.url}/api/v1/routes`, {
		method: "POST",
		headers: { cookie: owner.cookie, "content-type": "application/json" },
		body: JSON.stringify({ projectId: null, name: routeName, targets, timeouts, retries }),
	});
	if (made.status !== 201) throw new Error(`The route was not made: ${await made.text()}`);
	return (await owner.createKey("chaos")).secret;
}

async function round(port: number, random: () => number): Promise<SeenCall[]> {
	return Promise.all(Array.from({ length: clients }, () => callOnce(port, random)));
}

function openSocketsOf({ pid }: TestServer): number {
	const folder = `/proc/${pid}/fd`;
	return readdirSync(folder).filter((fd) => linkOf(`${folder}/${fd}`).startsWith("socket:")).length;
}

/** Empty for one that was closed since it was listed. */
function linkOf(path: string): string {
	try {
		return readlinkSync(path);
	} catch {
		return "";
	}
}

/** What the clients and the providers saw, against what was recorded; asked until it fits or the time is over. */
async function compare(records: Records, { fromMs, seen, reached }: Compared) {
	const had = new Set([...reached, ...seen.filter(({ callId }) => callId !== undefined).map(({ traceId }) => traceId)]);
	const sent = new Set(seen.map(({ traceId }) => traceId));
	for (const deadline = performance.now() + 30_000; ; await Bun.sleep(250)) {
		const calls = await records.callsSince(fromMs);
		const traces = new Set(calls.map(({ traceId }) => traceId));
		const missing = [...had].filter((traceId) => !traces.has(traceId)).length;
		const doubled = calls.length - traces.size;
		const unknown = [...traces].filter((traceId) => !sent.has(traceId)).length;
		if (missing + doubled + unknown === 0 || performance.now() > deadline)
			return { seen: had.size, spans: calls.length, missing, doubled, unknown, ...endings(calls) };
	}
}

interface Compared {
	fromMs: number;
	seen: readonly SeenCall[];
	reached: readonly string[];
}

function endings(calls: readonly Call[]) {
	const by = (status: Call["status"]) => calls.filter((call) => call.status === status).length;
	return {
		ok: by("ok"),
		error: by("error"),
		left: by("client_closed"),
		interrupted: by("interrupted"),
		internalErrors: calls.filter(({ errorType }) => errorType === "internal_error").length,
		attemptsOfRouted: calls.reduce((sum, { attemptCount }) => sum + (attemptCount ?? 0), 0),
	};
}

async function check(server: TestServer, providers: readonly MoodyProvider[]): Promise<number> {
	const port = Number(new URL(server.url).port);
	const key = await makeRoute(server);
	const fromMs = Date.now();
	const random = seededRandom(seed);
	const seen = await round(port, random);
	const rssBefore = await restingRssMiB(server.pid, restMs);
	const socketsBefore = openSocketsOf(server);
	const startedAt = performance.now();
	for (let each = 0; each < rounds; each++) seen.push(...(await round(port, random)));
	const roundMs = (performance.now() - startedAt) / rounds;
	const isQuiet = () => providers.every(({ busy }) => busy() === 0);
	await until(isQuiet, 10_000).catch(() => undefined);
	const busy = providers.reduce((sum, each) => sum + each.busy(), 0);
	const rssGrowthMiB = (await restingRssMiB(server.pid, restMs)) - rssBefore;
	const reached = providers.flatMap(({ traces }) => [...traces]);
	const {
		seen: known,
		missing,
		doubled,
		unknown,
		interrupted,
		internalErrors,
		...figures
	} = await compare(recordsOf(server.url, key), {
		fromMs,
		seen,
		reached,
	});
	const open = providers.reduce((sum, { upstream }) => sum + upstream.connections(), 0);
	return report(
		[
			{ name: "clients", value: seen.length, atLeast: (rounds + 1) * clients },
			// Those that left before the server had their request are no calls.
			{ name: "calls", value: known, atLeast: seen.length / 2 },
			{ name: "missing", value: missing, atMost: 0 },
			{ name: "doubled", value: doubled, atMost: 0 },
			{ name: "unknown", value: unknown, atMost: 0 },
			{ name: "interrupted", value: interrupted, atMost: 0 },
			{ name: "internalErrors", value: internalErrors, atMost: 0 },
			{ name: "stuckClients", value: seen.filter(({ isStuck }) => isStuck).length, atMost: 0 },
			{ name: "busyRequests", value: busy, atMost: 0 },
			{ name: "upstreamConnections", value: open, atMost: idleConnections },
			{ name: "socketGrowth", value: openSocketsOf(server) - socketsBefore, atMost: idleConnections },
			{ name: "rssGrowthMiB", value: rssGrowthMiB, atMost: 64 },
		],
		{ ...figures, roundMs: Math.round(roundMs), rssBeforeMiB: Math.round(rssBefore), seed },
	);
}

const providers = await Promise.all([startMoody(seededRandom(seed + 1)), startMoody(seededRandom(seed + 2))]);
const [openai, groq] = providers.map(({ upstream }) => upstream.url);
const server = await startServer({
	env: {
		LENSAI_UPSTREAM_OPENAI: openai ?? "",
		LENSAI_UPSTREAM_GROQ: new URL(groq ?? "").origin,
		GROQ_API_KEY: "gsk-chaos",
		LENSAI_UPSTREAM_TIMEOUT_MS: "1500",
	},
});
let code = 1;
try {
	code = await check(server, providers);
} finally {
	await server.stop();
	for (const { upstream } of providers) upstream.close();
}
process.exit(code);
