import { expect, test } from "bun:test";
import { callOf } from "../../server/src/traces/call";
import { callDetail } from "../../server/src/traces/call-detail";
import { spanFixture } from "../support/spans";

test("a call's token counts add up its buckets", () => {
	const usage = { uncachedInput: 5, cacheRead: 16, output: 4, reasoning: 3 };
	expect(callOf(spanFixture({ usage }))).toMatchObject({ inputTokens: 21, outputTokens: 7, usage });
});

test("a call whose provider said nothing of tokens has none, which is not zero", () => {
	expect(callOf(spanFixture({ usage: {} }))).toMatchObject({ inputTokens: null, outputTokens: null });
});

test("a call says when it began in UTC with milliseconds", () => {
	expect(callOf(spanFixture({ startedAtMs: 1795346730632 })).startedAt).toBe("2026-11-22T11:25:30.632Z");
});

test("a call's cost is explained bucket by bucket, and the lines add up to it", () => {
	const detail = callDetail(spanFixture(), undefined);
	expect(detail.costLines).toEqual([
		{ bucket: "uncachedInput", tokens: 1000, picoUsdPerToken: "2500000", per: 1, picoUsd: "2500000000" },
		{ bucket: "output", tokens: 100, picoUsdPerToken: "10000000", per: 1, picoUsd: "1000000000" },
	]);
	const sum = detail.costLines.reduce((total, { picoUsd }) => total + BigInt(picoUsd ?? 0), 0n);
	expect(sum.toString()).toBe(detail.costPicoUsd as string);
});

test("a bucket without a rate has no amount", () => {
	const span = spanFixture({ usage: { audioInput: 7 }, costState: "partial", costRates: "{}" });
	expect(callDetail(span, undefined).costLines).toEqual([
		{ bucket: "audioInput", tokens: 7, picoUsdPerToken: null, per: 1, picoUsd: null },
	]);
});

test("an unpriced call shows its tokens without amounts", () => {
	const span = spanFixture({ costState: "unpriced", costPicoUsd: null, costRates: null, usage: { output: 2 } });
	const detail = callDetail(span, undefined);
	expect(detail.costPicoUsd).toBeNull();
	expect(detail.costLines).toEqual([{ bucket: "output", tokens: 2, picoUsdPerToken: null, per: 1, picoUsd: null }]);
});

test("a body that was cut says so beside its full size", () => {
	const bodies = { request: "kept", requestTruncated: true, response: null, responseTruncated: false };
	const detail = callDetail(spanFixture({ requestBytes: 2_000_000 }), bodies);
	expect(detail.request).toEqual({ text: "kept", truncated: true, bytes: 2_000_000 });
	expect(detail.response).toBeNull();
});

test("a call without a route has no targets and no attempts to show", () => {
	expect(callDetail(spanFixture(), undefined)).toMatchObject({ routeId: null, targets: [], attempts: [] });
});

test("a call without labels, route and cache says so with null and nothing", () => {
	expect(callOf(spanFixture())).toMatchObject({
		usageState: null,
		environment: null,
		user: null,
		session: null,
		tags: [],
		callSite: null,
		cache: null,
		savedPicoUsd: null,
		attemptCount: null,
	});
	expect(callDetail(spanFixture(), undefined)).toMatchObject({ parentSpanId: null, metadata: {}, cachedCallId: null });
});

test("a call says how much of its input was cached where that is known, which zero is and silence is not", () => {
	expect(callOf(spanFixture({ usage: { uncachedInput: 20, cacheRead: 80 } })).cachedInputTokens).toBe(80);
	expect(callOf(spanFixture({ usage: { uncachedInput: 20, cacheRead: 0 } })).cachedInputTokens).toBe(0);
	expect(callOf(spanFixture({ usage: { uncachedInput: 20 } })).cachedInputTokens).toBeNull();
});

test("a call that went by a route says how often it was sent, also when it never was", () => {
	const attempt = { target: "openai gpt-4o", at: 0, ms: 12, reason: "answered" };
	expect(callOf(spanFixture({ attempts: JSON.stringify([attempt, attempt]) })).attemptCount).toBe(2);
	expect(callOf(spanFixture({ attempts: "[]" })).attemptCount).toBe(0);
});

test("a call that the cache answered says whose answer it was, and what that saved", () => {
	const cachedCallId = "0198c0de-0000-7000-8000-000000000001";
	const hit = spanFixture({ cache: "hit", cachedCallId, savedPicoUsd: "3500000000", usage: {}, costPicoUsd: "0" });
	expect(callDetail(hit, undefined)).toMatchObject({
		cache: "hit",
		cachedCallId,
		savedPicoUsd: "3500000000",
		costPicoUsd: "0",
	});
});
