import { PriceBook } from "../../server/src/pricing/book";
import type { PricedModel } from "../../server/src/pricing/cost";
import { createPrice } from "../../server/src/pricing/price";
import { writeRates } from "../../server/src/pricing/rates-text";
import { bookVersion, releasedRows } from "../../server/src/pricing/released";
import type { Usage } from "../../server/src/pricing/usage";
import { median, report } from "./figures";

/**
 * What one price costs, over models, tiers, regions, organizations and days as a day of calls mixes them: once as it is, once with
 * the text of its rates that a span carries, and once for the first call of a model. `--quick`: fewer rounds, the same bar.
 */
const quick = process.argv.includes("--quick");
const rounds = quick ? 5 : 25;
const calls = quick ? 200_000 : 1_000_000;

const own = releasedRows.slice(0, 1).map((row) => ({ ...row, id: "own", organizationId: "acme" }));
const book = new PriceBook(bookVersion, [...releasedRows, ...own]);
const price = createPrice(book);
const models: PricedModel[] = [
	{ provider: "openai", name: "gpt-4o" },
	{ provider: "openai", name: "gpt-4o-2024-08-06", serviceTier: "default" },
	{ provider: "openai", name: "gpt-5.4", serviceTier: "flex", region: "eu" },
	{ provider: "anthropic", name: "claude-sonnet-4-5", organizationId: "acme" },
	{ provider: "google", name: "gemini-2.5-pro", region: "global" },
	{ provider: "deepseek", name: "deepseek-v4-pro" },
	{ provider: "aws", name: "eu.anthropic.claude-sonnet-4-5-20250929-v1:0", organizationId: "others" },
	{ provider: "openai", name: "gpt-realtime" },
];
const usages: Usage[] = [
	{ uncachedInput: 1000, cacheRead: 600, output: 100, reasoning: 0 },
	{ uncachedInput: 250_000, cacheRead: 50_000, output: 4000 },
	{ uncachedInput: 30, cacheWrite5m: 90, cacheWrite1h: 10, output: 15, webSearches: 1 },
	{ uncachedInput: 30, audioInput: 90, output: 15, audioOutput: 45 },
];
const days = ["2026-11-21T23:59:59Z", "2026-11-22T00:00:01Z"].map((day) => new Date(day));

function microsPer(run: (usage: Usage, model: PricedModel, at: Date) => unknown): number {
	const times: number[] = [];
	for (let round = 0; round < rounds; round++) {
		const began = Bun.nanoseconds();
		for (let i = 0; i < calls; i++) {
			run(usages[i & 3] as Usage, models[i & 7] as PricedModel, days[(i >> 3) & 1] as Date);
		}
		times.push((Bun.nanoseconds() - began) / 1000 / calls);
	}
	return median(times);
}

const priceMicros = microsPer(price);
const withTextMicros = microsPer((usage, model, at) => writeRates(usage, price(usage, model, at)));
const first = Bun.nanoseconds();
for (let i = 0; i < 200; i++)
	price({ uncachedInput: 1 }, { provider: "openai", name: `gpt-4o-audio-preview-${i}` }, new Date());
const firstMicros = (Bun.nanoseconds() - first) / 1000 / 200;

process.exitCode = report(
	[
		{ name: "priceMicros", value: priceMicros, atMost: 2 },
		{ name: "withTextMicros", value: withTextMicros, atMost: 2 },
	],
	{ firstMicros: Math.round(firstMicros), calls: calls * rounds },
);
