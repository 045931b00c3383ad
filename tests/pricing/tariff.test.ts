import { describe, expect, test } from "bun:test";
import { type ConditionalPrice, calcPrice, findProvider, type Provider } from "@pydantic/genai-prices";
import root from "../../package.json";
import { price } from "../../server/src/pricing/price";
import { findTariff, priceBook } from "../../server/src/pricing/tariff";
import { inputTokens, outputTokens, type Usage } from "../../server/src/pricing/usage";

const providers = ["openai", "anthropic", "google", "azure", "aws", "deepseek", "mistral", "groq", "x-ai"]
	.map((providerId) => findProvider({ providerId }))
	.filter((provider): provider is Provider => provider !== undefined);

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
		expect(priceBook).toBe(`genai-prices@${root.workspaces.catalog["@pydantic/genai-prices"]}`);
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
		findTariff({ provider, name }, new Date(time))?.steps[0]?.rates.uncachedInput;

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

	test("is found anew, and the same, after more models were asked for than are kept", () => {
		const at = new Date("2026-11-22T12:00:00Z");
		const find = () => findTariff({ provider: "openai", name: "gpt-4o" }, at);
		const before = find();
		expect(find()).toBe(before);
		for (let i = 0; i < 2100; i++) findTariff({ provider: "openai", name: `no-such-model-${i}` }, at);
		expect(find()).not.toBe(before);
		expect(find()).toEqual(before);
	});
});
