import { describe, expect, test } from "bun:test";
import type { CountedMeasure, Standing } from "../../server/src/limits/limit";
import { type LimitStyle, limitHeaders } from "../../server/src/limits/limit-headers";
import { LimitReached } from "../../server/src/limits/limit-reached";

function standing(measure: CountedMeasure, used: number, waitMs: number | undefined, max = 100): Standing {
	return { limit: { id: measure, organizationId: "o", scope: "project", targetId: "p", measure, max }, used, waitMs };
}

const now = Date.UTC(2026, 10, 22, 12, 0, 0, 500);
const headersOf = (standings: Standing[], style: LimitStyle) => limitHeaders(new LimitReached(standings), style, now);

describe("the headers of a refusal", () => {
	const both = [standing("requests", 100, 12_300), standing("tokens", 40, 0), standing("streams", 1, 0)];

	test("are OpenAI's for a client of OpenAI", () => {
		expect(headersOf(both, "openai")).toEqual({
			"x-should-retry": "true",
			"retry-after": "13",
			"x-ratelimit-limit-requests": "100",
			"x-ratelimit-remaining-requests": "0",
			"x-ratelimit-reset-requests": "13s",
			"x-ratelimit-limit-tokens": "100",
			"x-ratelimit-remaining-tokens": "60",
			"x-ratelimit-reset-tokens": "0ms",
		});
	});

	test("are Anthropic's for a client of Anthropic", () => {
		expect(headersOf(both, "anthropic")).toEqual({
			"x-should-retry": "true",
			"retry-after": "13",
			"anthropic-ratelimit-requests-limit": "100",
			"anthropic-ratelimit-requests-remaining": "0",
			"anthropic-ratelimit-requests-reset": "2026-11-22T12:00:12Z",
			"anthropic-ratelimit-tokens-limit": "100",
			"anthropic-ratelimit-tokens-remaining": "60",
			"anthropic-ratelimit-tokens-reset": "2026-11-22T12:00:00Z",
		});
	});

	test("are Retry-After alone for everybody else", () => {
		expect(headersOf(both, "plain")).toEqual({ "x-should-retry": "true", "retry-after": "13" });
	});

	test("tell a client not to try again what would never fit, and no time", () => {
		const headers = headersOf([standing("tokens", 10, undefined), standing("requests", 100, 5000)], "openai");
		expect(headers).toMatchObject({ "x-should-retry": "false", "x-ratelimit-remaining-tokens": "90" });
		expect(Object.keys(headers)).not.toContain("retry-after");
		expect(Object.keys(headers)).not.toContain("x-ratelimit-reset-tokens");
	});

	test("speak of the limit that keeps the caller waiting longest, and never of less than nothing", () => {
		const standings = [standing("tokens", 20, 0), standing("tokens", 900, 60_001, 500), standing("tokens", 5, 10, 10)];
		expect(headersOf(standings, "openai")).toMatchObject({
			"retry-after": "61",
			"x-ratelimit-limit-tokens": "500",
			"x-ratelimit-remaining-tokens": "0",
			"x-ratelimit-reset-tokens": "1m1s",
		});
	});
});

describe("what a refusal says", () => {
	test.each([
		[
			[standing("requests", 100, 12_300)],
			"rate_limit_exceeded",
			"The limit of the project is reached: 100 requests per minute. Try again in 13 s.",
		],
		[
			[standing("streams", 100, 1000)],
			"rate_limit_exceeded",
			"The limit of the project is reached: 100 streams at one time. Try again when one of them has ended.",
		],
		[
			[standing("tokens", 0, undefined)],
			"request_over_limit",
			"This call alone needs more tokens than the limit of the project allows: 100 tokens per minute. Make it shorter, or lower max_tokens.",
		],
	])("names the limit and when to try again (%#)", (standings, code, message) => {
		const refusal = new LimitReached(standings);
		expect({ status: refusal.status, code: refusal.code, message: refusal.message }).toEqual({
			status: 429,
			code,
			message,
		});
	});
});
