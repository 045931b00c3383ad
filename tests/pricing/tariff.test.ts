import { describe, expect, test } from "bun:test";
import { type ConditionalPrice, calcPrice, findProvider, type Provider } from "@pydantic/genai-prices";
import root from "../../package.json";
import { PriceBook } from "../../server/src/pricing/book";
import { listName } from "../../server/src/pricing/listed";
import { createPrice } from "../../server/src/pricing/price";
import { inputTokens, outputTokens, type Usage } from "../../server/src/pricing/usage";

const providers = ["openai", "anthropic", "google", "azure", "aws", "deepseek", "mistral", "groq", "x-ai"]
	.map((providerId) => findProvider({ providerId }))
	.filter((provider): provider is Provider => provider !== undefined);

/** Without a price of our own: what is compared is how the list is read. */
const book = new PriceBook("lensai@test", []);
const price = createPrice(book);

const times = ["2025-01-01T00:00:00Z", "2025-06-10T17:45:00Z", "2026-11-22T03:30:00Z"].map((time) => new Date(time));
const usages: Usage[] = [
	{ uncachedInput: 1234, cacheRead: 567, output: 89, reasoning: 10 },
	{ uncachedInput: 250_001, cacheRead: 50_000, cacheWrite5m: 777, output: 4000, reasoning: 0 },
];

/** What the package itself makes of the same usage, in USD. */
function calcUsd(usage: Usage, providerId: string, model: string, timestamp: Date): number | undefined {
	const reported = {
		input_tokens: inputTokens(usage),
		cache_read_tokens: usage.cacheRead,
		cache_write_tokens: usage.cacheWrite5m ?? 0,
		output_tokens: outputTokens(usage),
		output_reasoning_tokens: usage.reasoning,
	};
	return calcPrice(reported, model, { providerId, timestamp })?.total_price;
}

function conditionalPrices(): ConditionalPrice[] {
	return providers.flatMap(({ models }) => models.flatMap(({ prices }) => (Array.isArray(prices) ? prices : [])));
}

describe("the price book", () => {
	test("names the release that is installed", () => {
		expect(listName).toBe(`genai-prices@${root.workspaces.catalog["@pydantic/genai-prices"]}`);
	});

	test("agrees with the package's own sums for every model, size and time it is asked for", () => {
		let compared = 0;
		for (const { id: provider, models } of providers) {
			for (const { id: name } of models) {
				for (const usage of usages) {
					for (const at of times) {
						const cost = price(usage, { provider, name }, at);
						if (cost.state !== "priced") continue;
						const usd = calcUsd(usage, provider, name, at) ?? Number.NaN;
						const difference = Math.abs(Number(cost.picoUsd) / 1e12 - usd);
						if (!(difference <= usd * 1e-12))
							throw new Error(`${provider}/${name}: ${cost.picoUsd} pico-USD, not ${usd} USD`);
						compared++;
					}
				}
			}
		}
		expect(compared).toBeGreaterThan(1000);
	});

	test("has prices by the time of day that change at whole minutes only, as the kept tariffs assume", () => {
		const windows = conditionalPrices().flatMap(({ constraint }) =>
			constraint?.type === "time_of_date" ? [constraint.start_time, constraint.end_time] : [],
		);
		expect(windows.length).toBeGreaterThan(0);
		for (const time of windows) expect(time).toMatch(/^\d{2}:\d{2}:00(Z|[+-]\d{2}:\d{2})$/);
	});

	test("has prices by date that begin with a day in UTC, as the kept tariffs assume", () => {
		const starts = conditionalPrices().flatMap(({ constraint }) =>
			constraint?.type === "start_date" ? [constraint.start_date] : [],
		);
		expect(starts.length).toBeGreaterThan(0);
		for (const start of starts) expect(start).toMatch(/^\d{4}-\d{2}-\d{2}$/);
	});
});

describe("a tariff", () => {
	const inputRate = (name: string, provider: string, time: string) =>
		book.tariff({ provider, name }, new Date(time))?.steps[0]?.rates.uncachedInput;

	test("changes to the minute where the provider has hours, though it has been kept", () => {
		const rate = (time: string) => inputRate("deepseek-chat", "deepseek", `2025-06-01T${time}Z`);
		expect(["16:29:59.999", "16:30:00", "16:29:59", "00:29:59", "00:30:00"].map(rate)).toEqual([
			270_000n,
			135_000n,
			270_000n,
			135_000n,
			270_000n,
		]);
	});

	test("changes with the day of a price cut, though it has been kept", () => {
		const rate = (day: string) => inputRate("o3", "openai", day);
		expect(["2025-06-09T23:59:59Z", "2025-06-10T00:00:00Z", "2025-06-09T00:00:00Z"].map(rate)).toEqual([
			10_000_000n,
			2_000_000n,
			10_000_000n,
		]);
	});

	const at = new Date("2026-11-22T12:00:00Z");
	const find = (name: string) => book.tariff({ provider: "openai", name }, at);

	test("stays in memory while it is asked for, however many other models are", () => {
		const before = find("gpt-4o");
		for (let i = 0; i < 5000; i++) {
			find(`gpt-4o-audio-preview-${i}`);
			if (i % 1000 === 0) expect(find("gpt-4o")).toBe(before);
		}
		for (let i = 0; i < 3000; i++) find(`no-such-model-${i}`);
		expect(find("gpt-4o")).toBe(before);
	});

	test("is found anew, and the same, once it has not been asked for in a long time", () => {
		const before = find("gpt-4o");
		for (let i = 0; i < 5000; i++) find(`gpt-4o-audio-preview-long-ago-${i}`);
		expect(find("gpt-4o")).not.toBe(before);
		expect(find("gpt-4o")).toEqual(before);
	});

	test("of both days stay in memory around midnight", () => {
		const on = (day: string) => book.tariff({ provider: "openai", name: "gpt-4o" }, new Date(day));
		const days = ["2026-11-21T23:59:59Z", "2026-11-22T00:00:01Z"];
		expect(days.map(on)).toEqual(days.map(on));
		expect(on("2026-11-21T23:59:59Z")).toBe(on("2026-11-21T00:00:00Z"));
		for (const day of ["2026-11-01", "2026-11-02", "2026-11-03", "2026-11-04", "2026-11-05"]) on(day);
		expect(on("2026-11-22T00:00:01Z")).toEqual(on("2026-11-22T00:00:02Z"));
	});

	test("has a place of its own for each service tier and region", () => {
		const of = (tier: string, region?: string) =>
			book.tariff({ provider: "openai", name: "gpt-4o", serviceTier: tier, region }, at);
		const flex = of("flex");
		expect(of("flex")).toBe(flex);
		expect(of("flex", "eu")).not.toBe(flex);
		for (let i = 0; i < 60; i++) of(`made-up-${i}`);
		expect(of("flex")).toEqual(flex);
	});
});
