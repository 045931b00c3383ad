import { isRecord, type JsonRecord } from "../proxy/dialects/json-values";
import { readAmount } from "./amount";
import { startOf } from "./days";
import { readListedKeys } from "./listed-keys";
import { countIn, readPages, resultsIn, textIn, unreadable } from "./pages";
import {
	type CostLine,
	type DayRange,
	type ReportClient,
	ReportFailure,
	type ReportReader,
	type UsageLine,
} from "./report";

/** What usage and costs of the default workspace are under: its id is null. */
const defaultWorkspace = "default";

/**
 * Anthropic's usage by API key and its costs by workspace (2026-11-22):
 * https://platform.claude.com/docs/en/api/admin/usage_report/retrieve_messages
 * https://platform.claude.com/docs/en/api/admin/cost_report
 * Costs of the priority tier are in no report.
 */
export const anthropicReport: ReportReader = {
	headers: (secret) => ({ "x-api-key": secret, "anthropic-version": "2023-06-01", accept: "application/json" }),
	async read(client, days) {
		const usage = await readUsage(client, days);
		const costs = await readCosts(client, days);
		const names = new Map([[defaultWorkspace, "Default workspace"]]);
		return { usage, costs, keys: await readKeys(client), names };
	},
};

async function readBuckets(client: ReportClient, path: string, days: DayRange, groups: readonly string[]) {
	const query = [
		["starting_at", `${days.from}T00:00:00Z`],
		["ending_at", `${days.to}T00:00:00Z`],
		["bucket_width", "1d"],
		["limit", "31"],
		...groups.map((group) => ["group_by[]", group] as const),
	] as const;
	const buckets = await readPages(client, { path, query, cursor: "page", next: "next_page" });
	return buckets.flatMap((bucket) => {
		const day = dayIn(bucket, path);
		return resultsIn(bucket, path).map((result) => ({ day, result }));
	});
}

function dayIn(bucket: JsonRecord, path: string): string {
	const day = textIn(bucket, "starting_at")?.slice(0, 10) ?? "";
	if (Number.isNaN(startOf(day))) throw unreadable(path);
	return day;
}

async function readUsage(client: ReportClient, days: DayRange): Promise<UsageLine[]> {
	const path = "v1/organizations/usage_report/messages";
	const lines = await readBuckets(client, path, days, ["api_key_id", "workspace_id", "model", "service_tier"]);
	return lines.map(({ day, result }) => usageLine(day, result));
}

function usageLine(day: string, result: JsonRecord): UsageLine {
	const writes = isRecord(result.cache_creation) ? result.cache_creation : {};
	return {
		day,
		account: textIn(result, "workspace_id") ?? defaultWorkspace,
		keyId: textIn(result, "api_key_id") ?? null,
		model: textIn(result, "model") ?? "",
		isOtherTier: (textIn(result, "service_tier") ?? "standard") !== "standard",
		tokens: {
			uncachedInput: countIn(result, "uncached_input_tokens") ?? 0,
			cacheRead: countIn(result, "cache_read_input_tokens") ?? 0,
			cacheWrite5m: countIn(writes, "ephemeral_5m_input_tokens") ?? 0,
			cacheWrite1h: countIn(writes, "ephemeral_1h_input_tokens") ?? 0,
			output: countIn(result, "output_tokens") ?? 0,
		},
	};
}

async function readCosts(client: ReportClient, days: DayRange): Promise<CostLine[]> {
	const path = "v1/organizations/cost_report";
	const lines = await readBuckets(client, path, days, ["workspace_id", "description"]);
	return lines.map(({ day, result }) => {
		if (textIn(result, "currency")?.toUpperCase() !== "USD")
			throw new ReportFailure("unreadable", "Anthropic's costs are not in US dollars.");
		// A decimal text in cents: "123.45" is $1.2345.
		const read = readAmount(textIn(result, "amount") ?? "", -2);
		if (read === undefined) throw unreadable(path);
		const item = textIn(result, "model") ?? textIn(result, "description") ?? textIn(result, "cost_type") ?? "";
		return { day, account: textIn(result, "workspace_id") ?? defaultWorkspace, item, ...read };
	});
}

/** https://platform.claude.com/docs/en/api/admin-api/apikeys/list-api-keys (2026-11-22) */
function readKeys(client: ReportClient) {
	const path = "v1/organizations/api_keys";
	const listing = { path, query: [["limit", "1000"]] as const, cursor: "after_id", next: "last_id" as const };
	return readListedKeys(client, [listing], "partial_key_hint");
}
