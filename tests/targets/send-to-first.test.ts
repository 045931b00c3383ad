import { afterEach, describe, expect, test } from "bun:test";
import { until } from "../support/until";
import { answering, type Behaviour, chunkText, hanging, headText, streaming } from "../support/upstream";
import { answered, type Providers, readAll, reasons, startProviders, unanswered } from "./sending";

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
const resetting: Behaviour = async (exchange) => {
	await exchange.body();
	exchange.reset();
};
/** Headers, and then nothing. */
const headersOnly = streaming([], { ending: "hang" });
const headersThenReset = streaming([], { ending: "reset" });
const letters = new TextEncoder().encode("data: é\n\n");
const half = letters.subarray(0, 7);

describe("before the first byte, the next target is tried", () => {
	test.each<[string, Behaviour, string]>([
		["resets", resetting, "bad connection_failed: connection_failed (ECONNRESET): not tried again, moves on to good"],
		[
			"hangs before its headers",
			hanging,
			"bad first_byte_timeout: first_byte_timeout: not tried again, moves on to good",
		],
		[
			"hangs after its headers",
			headersOnly,
			"bad first_byte_timeout: first_byte_timeout: not tried again, moves on to good",
		],
		["answers 500", refusing(500), "bad 500: 500: not tried again, moves on to good"],
		["answers 503", refusing(503), "bad 503: 503: not tried again, moves on to good"],
		["answers 529", refusing(529), "bad 529: 529: not tried again, moves on to good"],
		["answers 429", refusing(429), "bad 429: 429: not tried again, moves on to good"],
		[
			"answers 429 with Retry-After",
			refusing(429, { "retry-after": "7" }),
			"bad 429: 429: not tried again, moves on to good",
		],
	])("when a provider %s", async (_, bad, expected) => {
		const { call, of } = await providers({ bad, good });
		const sent = answered(await call());
		expect(reasons(sent)).toEqual([expected, "good 200: answered"]);
		expect((await readAll(sent)).bytes.toString()).toBe('{"ok":true}');
		expect([of("bad").requests.length, of("good").requests.length]).toEqual([1, 1]);
		sent.end({});
	});

	test("when a provider breaks off after its headers", async () => {
		const { call } = await providers({ bad: headersThenReset, good });
		const [first, second] = reasons(answered(await call()));
		expect(first).toStartWith("bad broke_off: broke_off");
		expect(second).toBe("good 200: answered");
	});

	test("when a provider cannot be reached, and then nothing was paid", async () => {
		const { call, of } = await providers({ bad: good, good });
		of("bad").close();
		const sent = answered(await call());
		expect(sent.attempts.map(({ billing }) => billing)).toEqual(["none", "unknown"]);
		expect(sent.attempts[0]?.error).toBe("connection_failed");
	});

	test("but not for a status that the route does not name", async () => {
		const { call, of } = await providers({ bad: refusing(400), good });
		const sent = answered(await call());
		expect(reasons(sent)).toEqual(["bad 400: answered"]);
		expect((await readAll(sent)).bytes.toString()).toBe('{"error":400}');
		expect(of("good").requests).toHaveLength(0);
	});
});

describe("from the first byte on there is no other attempt", () => {
	test.each<[string, Uint8Array, "reset" | "hang", string]>([
		["resets", letters, "reset", "broke_off"],
		["hangs", letters, "hang", "total_timeout"],
		["sends half a letter and resets", half, "reset", "broke_off"],
		["sends half a letter and hangs", half, "hang", "total_timeout"],
	])("when a provider %s", async (_, bytes, ending, failure) => {
		const seen = Promise.withResolvers<void>();
		const bad = streaming([bytes], { ending, beforeEnding: seen.promise });
		const { call, of } = await providers({ bad, good });
		const sent = answered(await call({ policy: { timeouts: { connectMs: 200, firstByteMs: 200, totalMs: 400 } } }));
		seen.resolve();
		expect(await readAll(sent)).toEqual({ bytes: Buffer.from(bytes), failure });
		sent.end({ error: sent.failure() });
		expect(reasons(sent)).toEqual([`bad ${failure}: ${failure} after the first byte: no other attempt`]);
		expect(of("good").requests).toHaveLength(0);
	});

	test("the bytes are the provider's, whatever their borders", async () => {
		const chunks = [letters.subarray(0, 1), letters.subarray(1, 7), letters.subarray(7)];
		const { call } = await providers({ good: streaming(chunks) });
		expect((await readAll(answered(await call()))).bytes).toEqual(Buffer.from(letters));
	});

	test("an answer without a body is one", async () => {
		const { call } = await providers({ good: answering("", { status: 204 }) });
		const sent = answered(await call());
		expect((await readAll(sent)).bytes).toHaveLength(0);
	});
});

describe("the last target's answer is the caller's", () => {
	test("with its own status, headers and body", async () => {
		const { call } = await providers({ a: refusing(503), b: refusing(429, { "retry-after": "7" }) });
		const sent = answered(await call());
		expect(sent.response.status).toBe(429);
		expect(sent.response.headers.get("retry-after")).toBe("7");
		expect((await readAll(sent)).bytes.toString()).toBe('{"error":429}');
		expect(reasons(sent)[1]).toBe("b 429: 429: not tried again, and no other target is left");
	});

	test("is none when it gave none", async () => {
		const { call } = await providers({ a: refusing(503), b: resetting });
		const sent = unanswered(await call());
		expect(sent).toMatchObject({ outcome: "failed", error: "connection_failed" });
		expect(sent.attempts).toHaveLength(2);
	});
});

describe("retries", () => {
	const retries = { count: 2, baseMs: 10, maxWaitMs: 100 };
	const oddly = (behaviour: Behaviour, times: number): Behaviour => {
		let seen = 0;
		return (exchange) => (seen++ < times ? behaviour : good)(exchange);
	};

	test("try the same target again, after a while", async () => {
		const { call } = await providers({ a: oddly(refusing(503), 2), b: good });
		const sent = answered(await call({ policy: { retries } }));
		expect(reasons(sent)).toEqual([
			"a 503: 503: tried again after 5 ms",
			"a 503: 503: tried again after 10 ms",
			"a 200: answered",
		]);
	});

	test("wait as long as Retry-After says", async () => {
		const { call } = await providers({ a: oddly(refusing(429, { "retry-after-ms": "60" }), 1) });
		const sent = answered(await call({ policy: { retries } }));
		expect(reasons(sent)[0]).toBe("a 429: 429: tried again after 65 ms");
		expect(sent.attempts[1]?.startedMs).toBeGreaterThanOrEqual(60);
		expect(sent.response.status).toBe(200);
	});

	test("do not wait for a date that is too far", async () => {
		const date = new Date(Date.now() + 60_000).toUTCString();
		const { call } = await providers({ a: refusing(429, { "retry-after": date }), b: good });
		const [first] = reasons(answered(await call({ policy: { retries } })));
		expect(first).toMatch(
			/^a 429: 429: Retry-After of \d+ ms is more than the wait allowed \(100 ms\), moves on to b$/,
		);
	});

	test("end with the call's time", async () => {
		const { call } = await providers({ a: hanging, b: good });
		const timeouts = { connectMs: 50, firstByteMs: 5000, totalMs: 100 };
		const sent = unanswered(await call({ policy: { retries, timeouts } }));
		expect(reasons(sent)).toEqual(["a total_timeout: total_timeout: this error does not move on"]);
	});
});

describe("an attempt's cost", () => {
	test("is read from an answer that the caller does not get", async () => {
		const { call } = await providers({ a: answering('{"cost":7}', { status: 503 }), good });
		const sent = answered(
			await call({
				readCost: (_, __, body) => ({ costPicoUsd: BigInt(JSON.parse(Buffer.from(body).toString()).cost) }),
			}),
		);
		expect(sent.attempts[0]).toMatchObject({ billing: "told", costPicoUsd: 7n });
		sent.end({ costPicoUsd: 5n, usage: { output: 1 } });
		sent.end({ costPicoUsd: 9n, error: "broke_off" });
		expect(sent.attempts[1]).toMatchObject({
			billing: "told",
			costPicoUsd: 5n,
			usage: { output: 1 },
			reason: "answered",
		});
	});

	test("does not hold the call back when that answer does not end", async () => {
		const bad: Behaviour = async (exchange) => {
			await exchange.body();
			await exchange.send(headText(503, { "transfer-encoding": "chunked" }));
			await exchange.send(chunkText(new Uint8Array(10)));
			await exchange.closed;
		};
		const { call, of } = await providers({ bad, good });
		const startedAt = performance.now();
		answered(await call());
		expect(performance.now() - startedAt).toBeLessThan(1500);
		await of("bad").requests[0]?.closed;
	});
});

describe("a caller who leaves", () => {
	test("stops the attempt under way, and no other begins", async () => {
		const { call, of } = await providers({ a: hanging, b: good });
		const caller = new AbortController();
		const sending = call({ callerSignal: caller.signal });
		await until(() => of("a").requests.length === 1);
		caller.abort();
		const sent = unanswered(await sending);
		expect(sent.outcome).toBe("caller_left");
		expect(reasons(sent)).toEqual(["a caller_left: the caller left"]);
		await of("a").requests[0]?.closed;
		expect(of("b").requests).toHaveLength(0);
	});

	test("ends a wait", async () => {
		const { call, of } = await providers({ a: refusing(503) });
		const caller = new AbortController();
		const retries = { count: 1, baseMs: 10_000, maxWaitMs: 60_000 };
		const timeouts = { connectMs: 200, firstByteMs: 200, totalMs: 60_000 };
		const sending = call({ callerSignal: caller.signal, policy: { retries, timeouts } });
		await until(() => of("a").requests.length === 1);
		caller.abort();
		expect((await sending).outcome).toBe("caller_left");
	});

	test("before it began costs nothing", async () => {
		const { call, of } = await providers({ a: good });
		expect(unanswered(await call({ callerSignal: AbortSignal.abort() })).attempts).toEqual([]);
		expect(of("a").requests).toHaveLength(0);
	});

	test("does not stop a provider that finishes anyway: its answer comes, for the bill", async () => {
		let answer: () => void = () => undefined;
		const told = new Promise<void>((resolve) => {
			answer = resolve;
		});
		const late: Behaviour = async (exchange) => {
			await exchange.body();
			await told;
			await good(exchange);
		};
		const { call, of } = await providers({ late });
		const caller = new AbortController();
		const sending = call({ callerSignal: caller.signal, finishesWithoutCaller: () => true });
		await until(() => of("late").requests.length === 1);
		caller.abort();
		answer();
		const sent = answered(await sending);
		expect(sent.callerLeft).toBe(true);
		expect((await readAll(sent)).bytes.toString()).toBe('{"ok":true}');
	});
});
