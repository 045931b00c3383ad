import { describe, expect, test } from "bun:test";
import type { PricedModel } from "../../server/src/pricing/cost";
import { costLines } from "../../server/src/pricing/cost-lines";
import { price } from "../../server/src/pricing/price";
import { releasedRows } from "../../server/src/pricing/released";
import type { Usage } from "../../server/src/pricing/usage";
import { cases, now } from "../fixtures/prices/released";

describe("the released prices", () => {
	test.each(cases)("%s", (_, usage, model, at, picoUsd) => {
		expect(price(usage, model, new Date(at))).toMatchObject({ state: "priced", picoUsd });
	});

	test.each(cases)("lines sum to the cost exactly: %s", (_, usage, model, at) => {
		const { rates = {}, picoUsd } = price(usage, model, new Date(at));
		expect(costLines(usage, rates).reduce((sum, line) => sum + (line.picoUsd ?? 0n), 0n)).toBe(picoUsd as bigint);
	});

	test.each([
		[
			"cached input in a batch of an older model",
			{ uncachedInput: 10, cacheRead: 10 },
			{ provider: "openai", name: "gpt-4o", serviceTier: "batch" },
		],
		[
			"a call of a model that always searches",
			{ uncachedInput: 10 },
			{ provider: "openai", name: "gpt-4o-search-preview" },
		],
		["a code container", { uncachedInput: 10, codeSessions: 1 }, { provider: "openai", name: "gpt-5" }],
		[
			"the cache of a model of which only the rest is known",
			{ uncachedInput: 10, cacheRead: 10 },
			{ provider: "anthropic", name: "claude-fable-5-2" },
		],
		["a request fee by unknown context", { uncachedInput: 10 }, { provider: "perplexity", name: "sonar" }],
		[
			"seconds of sound beside tokens",
			{ uncachedInput: 10, audioInputSeconds: 1.5 },
			{ provider: "mistral", name: "voxtral-small-latest" },
		],
	] as [string, Usage, PricedModel][])("leave a cost partial, and never guess: %s", (_, usage, model) => {
		expect(price(usage, model, new Date(now)).state).toBe("partial");
	});

	test("have an id each, a page, and a day on which it was read", () => {
		expect(new Set(releasedRows.map(({ id }) => id)).size).toBe(releasedRows.length);
		for (const { id, sourceUrl, sourceDate, picoUsd = 0n, factor = 1n } of releasedRows) {
			expect(id).toMatch(/^[0-9a-f]{10}$/);
			expect(URL.canParse(sourceUrl)).toBe(true);
			expect(sourceDate).toMatch(/^2026-\d\d-\d\d$/);
			expect([picoUsd >= 0n, factor > 0n]).toEqual([true, true]);
		}
	});
});
