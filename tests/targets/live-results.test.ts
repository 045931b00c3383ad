import { afterEach, describe, expect, test } from "bun:test";
import { until } from "../support/until";
import { answering, type Behaviour, hanging, streaming } from "../support/upstream";
import { answered, type Providers, readAll, reasons, startProviders } from "./sending";

const open: Providers[] = [];
afterEach(() => {
	for (const each of open.splice(0)) each.close();
});

async function providers(behaviours: Record<string, Behaviour>): Promise<Providers> {
	const started = await startProviders(behaviours);
	open.push(started);
	return started;
}

const good = answering('{"ok":true}');
const refusing = (status: number, headers: Record<string, string> = {}) =>
	answering(`{"error":${status}}`, { status, headers });
const letters = new TextEncoder().encode("data: é\n\n");

describe("breakers, by the results of live calls,", () => {
	test("keep calls away after failures, and let one live call find out", async () => {
		const { call, of, breakers } = await providers({ bad: refusing(500), good });
		for (let each = 0; each < 5; each++) answered(await call()).end({});
		expect(breakers.of("bad").state).toBe("open");
		expect(reasons(answered(await call()))).toEqual(["good 200: answered"]);
		expect(of("bad").requests).toHaveLength(5);
	});

	test("follow a 429 with Retry-After, and try again when it is over", async () => {
		const { call, of, breakers } = await providers({ a: refusing(429, { "retry-after-ms": "80" }), good });
		answered(await call()).end({});
		expect(breakers.of("a").state).toBe("open");
		of("a").behave(good);
		await until(() => breakers.of("a").state === "half_open");
		expect(reasons(answered(await call()))).toEqual(["a 200: answered"]);
		expect(breakers.of("a").state).toBe("closed");
	});

	test("let one of many calls be the probe", async () => {
		const { call, of, breakers } = await providers({ a: refusing(429, { "retry-after-ms": "30" }), good });
		answered(await call()).end({});
		await until(() => breakers.of("a").state === "half_open");
		of("a").behave(hanging);
		const before = of("a").requests.length;
		const sent = await Promise.all(Array.from({ length: 20 }, () => call()));
		expect(of("a").requests.length - before).toBe(1);
		expect(sent.every(({ outcome }) => outcome === "answered")).toBe(true);
	});

	test("give the probe's place back when its caller leaves", async () => {
		const { call, of, breakers } = await providers({ a: refusing(429, { "retry-after-ms": "30" }), good });
		answered(await call()).end({});
		await until(() => breakers.of("a").state === "half_open");
		of("a").behave(hanging);
		const caller = new AbortController();
		const sending = call({ callerSignal: caller.signal });
		await until(() => of("a").requests.length === 2);
		caller.abort();
		await sending;
		expect(breakers.of("a")).toMatchObject({ state: "half_open", probing: false });
	});

	test("count what breaks off in the middle: ten answers that began and broke are half of twenty results", async () => {
		const { call, of, breakers } = await providers({ a: good });
		for (let each = 0; each < 10; each++) {
			const seen = Promise.withResolvers<void>();
			of("a").behave(streaming([letters], { ending: "reset", beforeEnding: seen.promise }));
			const sent = answered(await call());
			seen.resolve();
			await readAll(sent);
			sent.end({ error: sent.failure() });
		}
		expect(breakers.of("a").state).toBe("open");
	});

	test("that are all open leave one attempt, and no retries", async () => {
		const { call, of } = await providers({ a: refusing(500) });
		for (let each = 0; each < 5; each++) answered(await call()).end({});
		const sent = answered(await call({ policy: { retries: { count: 5, baseMs: 1, maxWaitMs: 1 } } }));
		expect(reasons(sent)).toEqual(["a 500: 500: tried once, past its breaker, and no other target is left"]);
		expect(of("a").requests).toHaveLength(6);
	});
});
