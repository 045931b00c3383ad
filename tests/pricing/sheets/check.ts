/**
 * `bun run prices:check [--litellm <file>] [--models-dev <file>] [--at 2026-07-24] [--all]`: sets our price book against
 * genai-prices as installed, LiteLLM's `model_prices_and_context_window.json` and models.dev's `api.json`. Every disagreement is
 * listed by what is known of it (`reviews.ts`, or the page that stands in our own row); one that nobody has looked at makes the
 * exit code non-zero. `--at`: the day that the files are of; today without it. `--all`: each rate, not groups of them.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { PriceBook } from "../../../server/src/pricing/book";
import { releasedBook } from "../../../server/src/pricing/released";
import { builtInProviders } from "../../../server/src/providers/list";
import { type Compared, compareSheet, type Disagreement } from "./compare";
import { readGenaiPrices } from "./genai-prices";
import { readLitellm } from "./litellm";
import { readModelsDev } from "./models-dev";
import { reviewOf } from "./review";
import { reviews } from "./reviews";
import type { SheetName, SheetRate } from "./sheet";

const { values: options } = parseArgs({
	options: {
		litellm: { type: "string" },
		"models-dev": { type: "string" },
		at: { type: "string" },
		all: { type: "boolean", default: false },
	},
});
const at = new Date(options.at === undefined ? Date.now() : `${options.at}T12:00:00Z`);
const providers = builtInProviders.flatMap(({ priceBook }) => priceBook ?? []);

function readJson(path: string): unknown {
	return JSON.parse(readFileSync(path, "utf8"));
}

const sheets: [SheetName, SheetRate[]][] = [["genai-prices", readGenaiPrices([...new Set(providers)], at)]];
if (options.litellm !== undefined) sheets.push(["litellm", readLitellm(readJson(options.litellm))]);
if (options["models-dev"] !== undefined) sheets.push(["models.dev", readModelsDev(readJson(options["models-dev"]))]);

function show(name: SheetName, { disagreements }: Compared, book: PriceBook) {
	const groups = new Map<string, string[]>();
	let open = 0;
	for (const each of disagreements) {
		const review = reviewOf(name, each, { reviews, book });
		if (review === undefined) open++;
		const head = review === undefined ? "to be looked at" : `${review.right} right: ${review.why} — ${review.source}`;
		groups.set(head, [...(groups.get(head) ?? []), lineOf(each)]);
	}
	for (const [head, lines] of [...groups].sort(([a], [b]) => a.localeCompare(b))) {
		console.log(`${name}, ${head}`);
		const shown = options.all || head === "to be looked at" ? lines : lines.slice(0, 3);
		for (const line of shown) console.log(`\t${line}`);
		if (shown.length < lines.length) console.log(`\t… ${lines.length - shown.length} more`);
	}
	return open;
}

function lineOf({ provider, model, tier, unit, above, picoUsd, ours }: Disagreement): string {
	const size = above < 0 ? "" : ` above ${above}`;
	return `${provider} ${model}${tier === undefined ? "" : ` ${tier}`} ${unit}${size}: ours ${ours ?? "none"}, theirs ${picoUsd}`;
}

const figures: Record<string, unknown> = {};
let open = 0;
for (const [name, rates] of sheets) {
	const compared = compareSheet(rates, releasedBook, at);
	const unreviewed = show(name, compared, releasedBook);
	open += unreviewed;
	const { agreeing, unknown, disagreements } = compared;
	figures[name] = {
		rates: rates.length,
		agreeing,
		modelsWeLack: unknown,
		disagreements: disagreements.length,
		unreviewed,
	};
}
console.log(JSON.stringify({ at: at.toISOString().slice(0, 10), ...figures, unreviewed: open }));
process.exit(open === 0 ? 0 : 1);
