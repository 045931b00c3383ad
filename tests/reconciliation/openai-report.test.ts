import { expect, test } from "bun:test";
import { openaiReport } from "../../server/src/reconciliation/openai-report";
import type { ReportClient } from "../../server/src/reconciliation/report";

const start = String(Date.parse("2026-11-01T00:00:00Z") / 1000);

/** Answers `usage/completions` and `costs` with one bucket; numbers are texts, as the client gives them. */
function clientOf(usage: object[], costs: object[] = []): ReportClient {
	const bucket = (results: object[]) => ({ data: [{ start_time: start, results }], has_more: false });
	return {
		async get(path) {
			if (path.endsWith("completions")) return bucket(usage);
			return path.endsWith("costs") ? bucket(costs) : { data: [], has_more: false };
		},
	};
}

const range = { from: "2026-11-01", to: "2026-11-02" };
const read = (usage: object[], costs: object[] = []) => openaiReport.read(clientOf(usage, costs), range);
const money = (line_item: string) => ({ amount: { value: "1", currency: "usd" }, line_item, api_key_id: "key" });

test.each([
	[
		// metacpan.org, OpenAPI::Client::OpenAI 0.27, organization-usage-completions (2026-11-22): text, with sound beside it.
		"before input_uncached_tokens",
		{
			input_tokens: "5000",
			output_tokens: "1000",
			input_cached_tokens: "4000",
			input_audio_tokens: "300",
			output_audio_tokens: "200",
		},
		{ uncachedInput: 1000, cacheRead: 4000, cacheWrite5m: 0, audioInput: 300, output: 1000, audioOutput: 200 },
	],
	[
		// openai-node, src/resources/admin/organization/usage.ts (2026-11-22): every kind in one sum.
		"with input_uncached_tokens",
		{
			input_tokens: "5000",
			input_uncached_tokens: "900",
			input_cached_tokens: "4000",
			input_cache_write_tokens: "100",
			input_audio_tokens: "300",
			output_tokens: "1000",
			output_audio_tokens: "200",
		},
		{ uncachedInput: 600, cacheRead: 4000, cacheWrite5m: 100, audioInput: 300, output: 800, audioOutput: 200 },
	],
])("tokens %s are put into buckets that do not overlap", async (_, group, tokens) => {
	expect((await read([{ ...group, model: "o3", api_key_id: "key" }])).usage[0]?.tokens).toEqual(tokens);
});

test.each([
	[{ batch: true }, true],
	[{ batch: false, service_tier: "default" }, false],
	[{ service_tier: null }, false],
	[{ service_tier: "flex" }, true],
	[{ service_tier: "priority" }, true],
])("%p is another tier: %p", async (group, expected) => {
	expect((await read([group])).usage[0]?.isOtherTier).toBe(expected);
});

test("a line item is the longest model that it begins with, or itself", async () => {
	const usage = ["gpt-4o", "gpt-4o-mini"].map((model) => ({ model, api_key_id: "key" }));
	const items = ["gpt-4o-mini, input", "gpt-4o, cached input", "gpt-4o", "gpt-4o-mini-tts, output", "Text tokens"];
	const { costs } = await read(usage, items.map(money));
	expect(costs.map(({ item }) => item)).toEqual([
		"gpt-4o-mini",
		"gpt-4o",
		"gpt-4o",
		"gpt-4o-mini-tts, output",
		"Text tokens",
	]);
});

test("an amount in another currency, or that is none, is no part of a sum", async () => {
	await expect(read([], [{ amount: { value: "1", currency: "eur" } }])).rejects.toThrow("not in US dollars");
	await expect(read([], [{ amount: { value: "much", currency: "usd" } }])).rejects.toThrow("another shape");
	await expect(read([], [{}])).rejects.toThrow("not in US dollars");
});
