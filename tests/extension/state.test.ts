import { describe, expect, test } from "bun:test";
import { reduce, type Status, type StatusEvent } from "../../extension/src/status/state";
import { addToToday, type Today, todayOf } from "../../extension/src/status/today";
import { aCall } from "./calls";

const serverUrl = "http://localhost:5367";
const signedOut: Status = { link: "signedOut", serverUrl };
const midnightMs = Date.parse("2026-11-22T00:00:00.000Z");
const none = { calls: 0, errors: 0, pricedCalls: 0, partialCalls: 0, estimatedCalls: 0, unpricedCalls: 0 };
const today: Today = { ...none, startMs: midnightMs, calls: 2, pricedCalls: 2, costPicoUsd: 10n };

const after = (...events: StatusEvent[]) => events.reduce(reduce, signedOut);
const connecting: StatusEvent = { type: "connecting", serverUrl };
const opened: StatusEvent = { type: "opened" };
const lost: StatusEvent = { type: "lost" };
const unreachable: StatusEvent = { type: "unreachable", reason: "nothing listens there" };
const called = (given = {}): StatusEvent => ({ type: "called", call: aCall(given) });
const figures = (given: Partial<Extract<StatusEvent, { type: "figuresRead" }>> = {}): StatusEvent => ({
	type: "figuresRead",
	today,
	settled: true,
	...given,
});

describe("the link", () => {
	test.each<[string, StatusEvent[]]>([
		["connecting", [connecting]],
		["live", [connecting, opened]],
		["stale", [connecting, opened, lost]],
		["gone", [connecting, opened, lost, unreachable]],
		["gone", [connecting, unreachable]],
		["live", [connecting, opened, lost, unreachable, opened]],
		["refused", [connecting, { type: "refused" }]],
		["refused", [connecting, opened, { type: "refused" }]],
		["connecting", [connecting, { type: "refused" }, connecting]],
		["signedOut", [connecting, opened, { type: "signedOut", serverUrl }]],
	])("is %s after %j", (link, events) => {
		expect(after(...events).link).toBe(link as Status["link"]);
	});

	test("stays gone when a try that never opened is lost", () => {
		expect(after(connecting, unreachable, lost).link).toBe("gone");
	});

	test("forgets why the server was gone when it is back", () => {
		expect(after(connecting, unreachable).reason).toBe("nothing listens there");
		expect(after(connecting, unreachable, opened).reason).toBeUndefined();
	});
});

describe("the last call", () => {
	test("is kept while the server is gone", () => {
		expect(after(connecting, opened, called(), lost, unreachable).lastCall?.id).toBe(aCall().id);
	});

	test("comes from the cache before the server has answered", () => {
		expect(after({ ...connecting, lastCall: aCall() }).lastCall?.id).toBe(aCall().id);
	});

	test("is known better once its usage is estimated; another call is not put in its place, and nothing is counted again", () => {
		const [known, other] = [aCall({ id: "known", costPicoUsd: null }), aCall({ id: "other" })];
		const before = after(connecting, opened, figures({ lastCall: known }));
		const better = { ...known, usageState: "estimated" as const, costPicoUsd: "7" };
		expect(reduce(before, { type: "estimated", call: better })).toEqual({ ...before, lastCall: better });
		expect(reduce(before, { type: "estimated", call: other })).toBe(before);
	});

	test("is the one that ended last, however the calls come in", () => {
		const long = { id: "long", startedAt: "2026-11-22T10:00:00.000Z", durationMs: 60_000 };
		const short = { id: "short", startedAt: "2026-11-22T10:00:30.000Z", durationMs: 1_000 };
		expect(after(connecting, opened, called(short), called(long)).lastCall?.id).toBe("long");
		expect(after(connecting, opened, called(long), figures({ lastCall: aCall(short) })).lastCall?.id).toBe("long");
	});

	test("is forgotten on sign-out, with all other figures", () => {
		expect(after(connecting, opened, called(), figures(), { type: "signedOut", serverUrl })).toEqual(signedOut);
	});
});

describe("today's figures", () => {
	test("grow with every call, exactly", () => {
		const counted = after(
			connecting,
			opened,
			figures(),
			called(),
			called({ status: "error", costPicoUsd: null }),
		).today;
		expect(counted).toEqual({
			startMs: midnightMs,
			calls: 4,
			errors: 1,
			pricedCalls: 3,
			partialCalls: 0,
			estimatedCalls: 0,
			unpricedCalls: 1,
			costPicoUsd: 4_200_000_010n,
		});
	});

	test.each([
		[
			"partial",
			{ costState: "partial", usageState: "estimated" },
			{ pricedCalls: 3, partialCalls: 1, estimatedCalls: 0 },
		],
		["estimated", { costState: "estimated" }, { pricedCalls: 3, partialCalls: 0, estimatedCalls: 1 }],
		["estimated", { usageState: "estimated" }, { pricedCalls: 3, partialCalls: 0, estimatedCalls: 1 }],
		["unpriced", { costState: "partial", costPicoUsd: null }, { pricedCalls: 2, partialCalls: 0, unpricedCalls: 1 }],
	] as const)("count a call as %s: %p", (_, given, counts) => {
		expect(addToToday(today, aCall(given))).toMatchObject(counts);
	});

	test("are taken from a server that does not tell partial and estimated calls yet", () => {
		const { partialCalls, estimatedCalls, ...old } = { ...none, costPicoUsd: "7" };
		expect(todayOf(old as Parameters<typeof todayOf>[0], midnightMs)).toEqual({
			...none,
			startMs: midnightMs,
			costPicoUsd: 7n,
		});
	});

	test("do not call a refused call unpriced: nobody bills it", () => {
		const refused = aCall({ status: "error", httpStatus: 429, costState: "unpriced", costPicoUsd: null });
		expect(addToToday(today, refused)).toMatchObject({ calls: 3, errors: 1, pricedCalls: 2, unpricedCalls: 0 });
	});

	test("do not count a request without a model, as the server does not", () => {
		expect(addToToday(today, aCall({ kind: "other", costState: "unpriced", costPicoUsd: null }))).toBe(today);
	});

	test("do not count a call that began yesterday", () => {
		expect(addToToday(today, aCall({ startedAt: "2026-11-21T23:59:59.999Z" }))).toBe(today);
	});

	test("are not guessed before the server has told them", () => {
		expect(after(connecting, opened, called()).today).toBeUndefined();
	});

	test("do not shrink while the server's sums run behind the stream", () => {
		const behind = figures({ settled: false });
		expect(after(connecting, opened, figures(), called(), behind).today?.calls).toBe(3);
	});

	test("are corrected by the server once it has settled", () => {
		expect(after(connecting, opened, figures(), called(), figures()).today?.calls).toBe(2);
	});

	test("begin anew at midnight", () => {
		const nextMs = midnightMs + 86_400_000;
		const next = after(connecting, opened, figures(), { type: "dayBegan", startMs: nextMs }).today;
		expect(next).toEqual({ ...none, startMs: nextMs, costPicoUsd: 0n });
	});

	test("hold sums beyond what a double holds", () => {
		const sums = { ...none, calls: 1, pricedCalls: 1, costPicoUsd: "9007199254740993" };
		const cache = { cacheHits: 0, savedPicoUsd: "0", unpricedCacheHits: 0 };
		const summary = {
			from: "",
			to: "",
			p50Ms: null,
			p95Ms: null,
			otherRequests: 0,
			byModel: [],
			byHour: [],
			...sums,
			...cache,
		};
		expect(todayOf(summary, midnightMs).costPicoUsd).toBe(9_007_199_254_740_993n);
	});
});
