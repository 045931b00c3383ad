import { expect, setDefaultTimeout, test } from "bun:test";
import { createProvider } from "../../../server/src/providers/create-provider";
import { groq } from "../../../server/src/providers/groq";
import { callDetail } from "../../../server/src/traces/call-detail";
import { callOnce, routeName } from "../../chaos/leaving/client";
import { startMoody } from "../../chaos/leaving/moody";
import { startGateway } from "../../support/gateway";
import { seededRandom } from "../../support/random";
import { routeRow } from "../../support/routes";
import { until } from "../../support/until";

setDefaultTimeout(90_000);

const clients = 300;
/** Bun keeps so many connections that wait for their next request (1.4.5), for each of two providers at most. */
const idleConnections = 2 * 64;

/** `bun run check:leaving` does the same with a thousand at once, again and again, and looks at the server's memory. */
test(`${clients} callers, most of whom leave at random, of providers that do everything wrong: each call is one span`, async () => {
	const random = seededRandom(20_261_122);
	const providers = await Promise.all([startMoody(random), startMoody(random)]);
	const [one, two] = providers.map(({ upstream }) => upstream.url);
	const world = { fetch, clock: Date.now };
	const targets = ["openai", "groq"].map((provider) => ({ provider, model: "gpt-4o", weight: 1 }));
	const gateway = await startGateway({
		upstreamUrl: one ?? "",
		providers: createProvider(groq, world, { upstream: new URL(two ?? "").origin, key: { secret: "gsk-server" } }),
		routes: [
			routeRow(targets, {
				name: routeName,
				timeouts: { connectMs: 500, firstByteMs: 500, totalMs: 3000 },
				retries: { count: 1, baseMs: 10, maxWaitMs: 50 },
			}),
		],
		silenceMs: 800,
		random,
	});

	const seen = await Promise.all(Array.from({ length: clients }, () => callOnce(gateway.port, random)));
	await until(() => providers.every(({ busy }) => busy() === 0), 20_000);
	await until(() => gateway.entries.length === gateway.started.length, 20_000);

	expect(seen.filter(({ isStuck }) => isStuck)).toEqual([]);
	const spans = gateway.entries.map(({ span }) => span);
	// Every call that a provider or its caller saw, each once. One who left before its request had arrived made none.
	const recorded = spans.map(({ traceId }) => traceId);
	expect(new Set(recorded).size).toBe(recorded.length);
	expect(recorded.length).toBeGreaterThan(clients / 2);
	const answered = seen.filter(({ callId }) => callId !== undefined).map(({ traceId }) => traceId);
	const known = new Set([...answered, ...providers.flatMap(({ traces }) => [...traces])]);
	expect([...known].filter((traceId) => !recorded.includes(traceId))).toEqual([]);
	expect(new Set(spans.map(({ status }) => status))).toEqual(new Set(["ok", "error", "client_closed"]));
	expect(gateway.faults).toEqual([]);

	for (const span of spans) {
		const { attempts } = callDetail(span, undefined);
		const began = attempts.findIndex(({ reason }) => /answered|after the first byte/.test(reason));
		expect(began === -1 || began === attempts.length - 1).toBe(true);
	}
	for (const { upstream } of providers) expect(upstream.connections()).toBeLessThanOrEqual(idleConnections);
	await gateway.close();
	for (const { upstream } of providers) upstream.close();
});
