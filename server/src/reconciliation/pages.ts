import { isRecord, type JsonRecord } from "../proxy/dialects/json-values";
import { type ReportClient, ReportFailure } from "./report";

type Query = readonly (readonly [string, string])[];

/** A list that comes in pages. */
export interface Listing {
	path: string;
	query: Query;
	/** The parameter that names the next page. */
	cursor: string;
	/** Where that is told: `next_page`, or the last id of the page. */
	next: "next_page" | "last_id";
}

/** A month by day is a handful of pages; a provider that never ends is not followed for ever. */
const maxPages = 500;

/**
 * Everything under `data`, over all pages. Throws ReportFailure `pages_cut` when there is more and no way to it, so that a part is
 * never taken for the whole.
 */
export async function readPages(client: ReportClient, { path, query, cursor, next }: Listing): Promise<JsonRecord[]> {
	const all: JsonRecord[] = [];
	const seen = new Set<string>();
	let page: string | undefined;
	for (let count = 0; count < maxPages; count++) {
		const answer = await client.get(path, page === undefined ? query : [...query, [cursor, page]]);
		if (!isRecord(answer) || !Array.isArray(answer.data)) throw unreadable(path);
		for (const each of answer.data) {
			if (!isRecord(each)) throw unreadable(path);
			all.push(each);
		}
		if (answer.has_more !== true) return all;
		const following = answer[next];
		if (typeof following !== "string" || following === "" || seen.has(following)) throw cut(path);
		seen.add(following);
		page = following;
	}
	throw cut(path);
}

function cut(path: string): ReportFailure {
	return new ReportFailure(
		"pages_cut",
		`The report ${path} has more pages, but does not lead to them. Nothing of it is kept.`,
	);
}

export function unreadable(path: string): ReportFailure {
	return new ReportFailure("unreadable", `The report ${path} has another shape than its documentation says.`);
}

/** A text that stands there; undefined for null, "" and whatever is none. */
export function textIn(record: JsonRecord, name: string): string | undefined {
	const value = record[name];
	return typeof value === "string" && value !== "" ? value : undefined;
}

/** A count, which stands there as the text of a number. Undefined when it is absent or none. */
export function countIn(record: JsonRecord, name: string): number | undefined {
	const value = record[name];
	return typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}

/** The groups of a bucket of time. */
export function resultsIn(bucket: JsonRecord, path: string): JsonRecord[] {
	const { results } = bucket;
	if (!Array.isArray(results)) throw unreadable(path);
	return results.map((result) => {
		if (!isRecord(result)) throw unreadable(path);
		return result;
	});
}
