import { isRecord, type JsonRecord } from "../proxy/dialects/json-values";
import { readAmount } from "./amount";
import { dayOf, startOf } from "./days";
import { readListedKeys } from "./listed-keys";
import { countIn, readPages, resultsIn, textIn, unreadable } from "./pages";
import {
	type CostLine,
	type DayRange,
	type ReportClient,
	ReportFailure,
	type ReportReader,
	type Tokens,
	type UsageLine,
} from "./report";

/**
 * OpenAI's usage and costs, by day, project and API key (2026-11-22):
 * https://developers.openai.com/api/reference/cli/resources/admin/subresources/organization/subresources/usage/methods/completions
 * https://developers.openai.com/api/reference/cli/resources/admin/subresources/organization/subresources/usage/methods/costs
 */
export const openaiReport: ReportReader = {
	headers: (secret) => ({ authorization: `Bearer ${secret}`, accept: "application/json" }),
	async read(client, days) {
		const usage = [
			...(await readUsage(client, days, "completions", ["batch", "service_tier"])),
			...(await readUsage(client, days, "embeddings", [])),
		];
		const models = new Set(usage.map(({ model }) => model));
		const costs = await readCosts(client, days, models);
		const told = asCostsAreTold(usage, costs);
		const projects = new Set([...usage, ...costs].flatMap(({ project }) => project ?? []));
		return { ...told, keys: await readKeys(client, projects), names: new Map() };
	},
};

/**
 * Money that OpenAI tells of a project and no key, for a model that keys of that project have used: then the project is the
 * account of all of it, so that tokens and money of one thing stand in one row.
 */
function asCostsAreTold(usage: WithProject<UsageLine>[], costs: WithProject<CostLine>[]) {
	const placeOf = (day: string, project: string | undefined, model: string) => JSON.stringify([day, project, model]);
	const used = new Set(usage.map(({ day, project, model }) => placeOf(day, project, model)));
	const ofProjects = costs.filter(({ account, project }) => project !== undefined && account === project);
	const places = ofProjects.map(({ day, project, item }) => placeOf(day, project, item));
	const whole = new Set(places.filter((place) => used.has(place)));
	const accountOf = (line: WithProject<UsageLine | CostLine>, model: string) =>
		whole.has(placeOf(line.day, line.project, model)) ? (line.project ?? line.account) : line.account;
	return {
		usage: usage.map((line) => ({ ...line, account: accountOf(line, line.model) })),
		costs: costs.map((line) => ({ ...line, account: accountOf(line, line.item) })),
	};
}

type WithProject<Line> = Line & { project: string | undefined };

async function readUsage(client: ReportClient, days: DayRange, kind: string, also: string[]) {
	const path = `organization/usage/${kind}`;
	const groups = ["project_id", "api_key_id", "model", ...also];
	const query = [...rangeOf(days), ["limit", "31"] as const, ...groups.map((group) => ["group_by", group] as const)];
	const buckets = await readPages(client, { path, query, cursor: "page", next: "next_page" });
	return buckets.flatMap((bucket) => {
		const day = dayIn(bucket, path);
		return resultsIn(bucket, path).map((result) => usageLine(day, result));
	});
}

/** Unix seconds; the end is exclusive. */
function rangeOf({ from, to }: DayRange) {
	return [
		["start_time", String(startOf(from) / 1000)],
		["end_time", String(startOf(to) / 1000)],
		["bucket_width", "1d"],
	] as const;
}

function dayIn(bucket: JsonRecord, path: string): string {
	const seconds = countIn(bucket, "start_time");
	if (seconds === undefined) throw unreadable(path);
	return dayOf(seconds * 1000);
}

function usageLine(day: string, result: JsonRecord): WithProject<UsageLine> {
	const project = textIn(result, "project_id");
	const keyId = textIn(result, "api_key_id") ?? null;
	return {
		day,
		project,
		account: keyId ?? project ?? "",
		keyId,
		model: textIn(result, "model") ?? "",
		isOtherTier: result.batch === true || !usualTiers.has(textIn(result, "service_tier") ?? "default"),
		tokens: tokensIn(result),
	};
}

const usualTiers = new Set(["default", "standard", "auto"]);

/**
 * `input_tokens` counts every kind of input since there is `input_uncached_tokens`; before, text alone, with sound beside it. The
 * official client describes the former (openai-node, src/resources/admin/organization/usage.ts), the Perl client's copy of
 * the description the latter (2026-11-22).
 */
function tokensIn(result: JsonRecord): Tokens {
	const count = (name: string) => countIn(result, name) ?? 0;
	const uncached = countIn(result, "input_uncached_tokens");
	const cacheRead = count("input_cached_tokens");
	const audioInput = count("input_audio_tokens");
	const audioOutput = count("output_audio_tokens");
	const isWhole = uncached !== undefined;
	return {
		uncachedInput: isWhole ? uncached - audioInput : count("input_tokens") - cacheRead,
		cacheRead,
		cacheWrite5m: count("input_cache_write_tokens"),
		audioInput,
		output: count("output_tokens") - (isWhole ? audioOutput : 0),
		audioOutput,
	};
}

async function readCosts(
	client: ReportClient,
	days: DayRange,
	models: ReadonlySet<string>,
): Promise<WithProject<CostLine>[]> {
	const path = "organization/costs";
	const groups = ["project_id", "line_item", "api_key_id"].map((group) => ["group_by", group] as const);
	const query = [...rangeOf(days), ["limit", "180"] as const, ...groups];
	const buckets = await readPages(client, { path, query, cursor: "page", next: "next_page" });
	return buckets.flatMap((bucket) => {
		const day = dayIn(bucket, path);
		return resultsIn(bucket, path).map((result) => costLine(day, result, models));
	});
}

/** `amount.value` is a number by the documentation and often a text: https://github.com/steipete/CodexBar/issues/999 (2026-11-22). */
function costLine(day: string, result: JsonRecord, models: ReadonlySet<string>): WithProject<CostLine> {
	const amount = isRecord(result.amount) ? result.amount : {};
	if (textIn(amount, "currency")?.toLowerCase() !== "usd")
		throw new ReportFailure("unreadable", "OpenAI's costs are not in US dollars.");
	const read = readAmount(textIn(amount, "value") ?? "");
	if (read === undefined) throw unreadable("organization/costs");
	const project = textIn(result, "project_id");
	const item = modelOrItem(textIn(result, "line_item") ?? "", models);
	return { day, project, account: textIn(result, "api_key_id") ?? project ?? "", item, ...read };
}

/**
 * The model that a line item begins with, as in `gpt-4o-2024-08-06, input`, else the item itself. Which words follow is not
 * documented, so the models are those that the usage of these days names; the longest name wins.
 */
function modelOrItem(item: string, models: ReadonlySet<string>): string {
	const named = [...models].filter(
		(model) => item === model || item.startsWith(`${model},`) || item.startsWith(`${model} `),
	);
	return named.sort((a, b) => b.length - a.length)[0] ?? item;
}

/**
 * The keys of these projects:
 * https://developers.openai.com/api/reference/resources/organization/subresources/projects/subresources/api_keys/methods/list
 * (2026-11-22)
 */
function readKeys(client: ReportClient, projects: ReadonlySet<string>) {
	const listings = [...projects].map((project) => ({
		path: `organization/projects/${encodeURIComponent(project)}/api_keys`,
		query: [["limit", "100"]] as const,
		cursor: "after",
		next: "last_id" as const,
	}));
	return readListedKeys(client, listings, "redacted_value");
}
