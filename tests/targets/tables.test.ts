import { describe, expect, test } from "bun:test";
import type { Attempt } from "../../server/src/targets/attempt";
import { sumCosts } from "../../server/src/targets/attempt-cost";
import { attemptsText, targetReasonsText } from "../../server/src/targets/attempts-text";
import type { Candidate } from "../../server/src/targets/choose-targets";
import { matchesGlob } from "../../server/src/targets/glob";
import { planNext } from "../../server/src/targets/plan-next";
import { retryAfterMs } from "../../server/src/targets/retry-after";
import { retryWait } from "../../server/src/targets/retry-wait";

describe("a pattern", () => {
	test.each([
		["gpt-4*", "gpt-4o", true],
		["gpt-4*", "gpt-4", true],
		["gpt-4*", "GPT-4", false],
		["*-mini", "gpt-4o-mini", true],
		["*-mini", "gpt-4o-mini-2024", false],
		["*4*mini*", "gpt-4o-mini-2024", true],
		["gpt.4", "gpt-4", false],
		["*", "", true],
		["", "", true],
		["", "x", false],
		["a*b*c", "abbbcbc", true],
		["*a", "*a", true],
	])("%j and %j: %p", (pattern, text, expected) => {
		expect(matchesGlob(pattern, text)).toBe(expected);
	});

	test("with many stars takes no longer than its length allows", () => {
		const startedAt = performance.now();
		expect(matchesGlob("*a".repeat(120), `${"a".repeat(119)}b`.repeat(2))).toBe(false);
		expect(performance.now() - startedAt).toBeLessThan(100);
	});
});

describe("Retry-After", () => {
	const now = Date.parse("Sun, 22 Nov 2026 12:00:00 GMT");
	test.each<[Record<string, string>, number | undefined]>([
		[{ "retry-after": "2" }, 2000],
		[{ "retry-after": " 1.5 " }, 1500],
		[{ "retry-after": "0" }, 0],
		[{ "retry-after": "Sun, 22 Nov 2026 12:00:30 GMT" }, 30_000],
		[{ "retry-after": "Sunday, 22-Nov-26 12:00:30 GMT" }, 30_000],
		[{ "retry-after": "Sun Nov 22 12:00:30 2026 GMT" }, 30_000],
		[{ "retry-after": "Sun, 22 Nov 2026 11:00:00 GMT" }, 0],
		[{ "retry-after-ms": "120", "retry-after": "1" }, 120],
		[{ "retry-after-ms": "soon", "retry-after": "1" }, 1000],
		[{ "retry-after": "-1" }, undefined],
		[{ "retry-after": "soon" }, undefined],
		[{ "retry-after": "" }, undefined],
		[{}, undefined],
	])("%j asks for %p ms", (headers, expected) => {
		expect(retryAfterMs(new Headers(headers), now)).toBe(expected);
	});
});

describe("the wait before a retry", () => {
	const retries = { count: 3, baseMs: 200, maxWaitMs: 500 };
	const wait = (more: Partial<Parameters<typeof retryWait>[1]>) =>
		retryWait(retries, { tryNumber: 0, retryAfterMs: undefined, leftMs: 10_000, random: () => 0.5, ...more });

	test.each([
		[0, 100],
		[1, 200],
		[2, 250],
	])("is drawn from twice the time with each try: try %d waits %d ms", (tryNumber, expected) => {
		expect(wait({ tryNumber })).toBe(expected);
	});

	test("may be anything from nothing to its bound", () => {
		expect(wait({ random: () => 0 })).toBe(0);
		expect(wait({ random: () => 0.9999, tryNumber: 2 })).toBeCloseTo(500, 0);
	});

	test("is never shorter than Retry-After", () => {
		expect(wait({ retryAfterMs: 300, random: () => 0 })).toBe(300);
		expect(wait({ retryAfterMs: 300, random: () => 0.5 })).toBe(400);
		expect(wait({ retryAfterMs: 490 })).toBe(500);
	});

	test.each<[string, Partial<Parameters<typeof retryWait>[1]>]>([
		["tried 4 times", { tryNumber: 3 }],
		["Retry-After of 501 ms is more than the wait allowed (500 ms)", { retryAfterMs: 501 }],
		["no time is left to try again", { leftMs: 50 }],
	])("is none: %s", (expected, more) => {
		expect(wait(more)).toBe(expected);
	});
});

const candidate = (provider: string, more: Partial<Candidate> = {}): Candidate => ({
	target: { provider, model: "m" },
	healthKey: provider,
	index: 0,
	run: 1,
	reason: "first in order",
	lastResort: false,
	...more,
});

describe("what follows a setback", () => {
	const targets = [candidate("a"), candidate("b"), candidate("c")];
	const setback = {
		targets,
		place: 0,
		tryNumber: 0,
		retries: { count: 1, baseMs: 100, maxWaitMs: 1000 },
		retryAfterMs: undefined,
		leftMs: 1000,
		isReadyIn: () => true,
		random: () => 0.5,
	};

	test("is the same target while retries last", () => {
		expect(planNext(setback)).toEqual({ to: "same", waitMs: 50, reason: "tried again after 50 ms" });
	});

	test("is the next target then", () => {
		expect(planNext({ ...setback, tryNumber: 1 })).toEqual({ to: "later", reason: "tried 2 times, moves on to b m" });
	});

	test("is the next target whose breaker lets it in", () => {
		const isReadyIn = ({ healthKey }: Candidate) => healthKey === "c";
		expect(planNext({ ...setback, isReadyIn })).toEqual({
			to: "later",
			reason: "its breaker is open, moves on to c m",
		});
	});

	test.each([
		["the last target was tried", { place: 2, tryNumber: 1 }, "tried 2 times, and no other target is left"],
		["the time is over", { leftMs: 0 }, "the call's time is over"],
		[
			"it was the last resort",
			{ targets: [candidate("a", { lastResort: true })] },
			"tried once, past its breaker, and no other target is left",
		],
	])("is nothing when %s", (_, more, reason) => {
		expect(planNext({ ...setback, ...more })).toEqual({ to: "none", reason });
	});
});

const attempt = (more: Partial<Attempt>): Attempt => ({
	target: candidate("openai"),
	startedMs: 0,
	durationMs: 12.34567,
	reason: "answered",
	billing: "none",
	...more,
});

describe("the cost of a call", () => {
	test.each<[string, Partial<Attempt>[], Parameters<typeof sumCosts>[1], ReturnType<typeof sumCosts>]>([
		["one attempt", [{}], { state: "priced", picoUsd: 500n }, { state: "priced", picoUsd: 500n }],
		["after a refusal", [{}, {}], { state: "priced", picoUsd: 500n }, { state: "priced", picoUsd: 500n }],
		[
			"after one that told its bill",
			[{ billing: "told", costPicoUsd: 200n }, {}],
			{ state: "priced", picoUsd: 500n },
			{ state: "priced", picoUsd: 700n },
		],
		[
			"after one that timed out",
			[{ billing: "unknown" }, {}],
			{ state: "priced", picoUsd: 500n },
			{ state: "partial", picoUsd: 500n },
		],
		[
			"with an unknown answer",
			[{ billing: "told", costPicoUsd: 200n }, {}],
			{ state: "unpriced" },
			{ state: "partial", picoUsd: 200n },
		],
		["with nothing known", [{ billing: "unknown" }, {}], { state: "unpriced" }, { state: "unpriced" }],
		[
			"estimated stays so",
			[{ billing: "told", costPicoUsd: 1n }, {}],
			{ state: "estimated", picoUsd: 1n },
			{ state: "estimated", picoUsd: 2n },
		],
	])("%s", (_, attempts, answer, expected) => {
		expect(sumCosts(attempts.map(attempt), answer)).toEqual(expected);
	});
});

describe("what a span keeps", () => {
	test("is JSON without what is not known", () => {
		const text = attemptsText([
			attempt({ status: 503, reason: "503: moves on", billing: "told", costPicoUsd: 9_007_199_254_740_993n }),
			attempt({ error: "first_byte_timeout", billing: "unknown", startedMs: 20 }),
		]);
		expect(JSON.parse(text)).toEqual([
			{ target: "openai m", at: 0, ms: 12.346, status: 503, cost: "9007199254740993", reason: "503: moves on" },
			{ target: "openai m", at: 20, ms: 12.346, error: "first_byte_timeout", costUnknown: true, reason: "answered" },
		]);
	});

	test("holds no half characters and no endless reasons", () => {
		const target = candidate("openai", { reason: `\ud83d${"x".repeat(1000)}` });
		const [kept] = JSON.parse(targetReasonsText({ targets: [target], leftOut: [] }));
		expect(kept.reason).toHaveLength(300);
		expect(kept.reason.isWellFormed()).toBe(true);
	});
});
