import type { Call } from "@lensai/server/traces/model";
import type { Row } from "./call-rows";

/** The buckets and units of a usage in words, in their order; see docs/reference/usage.md. */
const names: Readonly<Record<string, string>> = {
	uncachedInput: "input",
	cacheRead: "input, cached",
	cacheReadAudio: "audio input, cached",
	cacheReadImage: "image input, cached",
	cacheWrite5m: "cache write, 5 min",
	cacheWrite1h: "cache write, 1 h",
	audioInput: "audio input",
	imageInput: "image input",
	output: "output",
	reasoning: "reasoning",
	audioOutput: "audio output",
	imageOutput: "image output",
	webSearches: "web searches",
	fileSearches: "file searches",
	codeSessions: "code sessions",
	pages: "pages",
	imagesOutput: "images made",
	inputCharacters: "characters",
	audioInputSeconds: "seconds of sound in",
	audioOutputSeconds: "seconds of sound out",
	videoSeconds: "seconds of video",
	searchUnits: "search units",
	lowContextRequests: "requests, low search context",
	mediumContextRequests: "requests, medium search context",
	highContextRequests: "requests, high search context",
};

const order = Object.keys(names);

/** One row for each bucket or unit that was used; `≈` before an estimate. None for an answer from our own cache, which used none. */
export function bucketRows({ usage, usageState, cache }: Call): Row[] {
	if (cache === "hit") return [];
	const mark = usageState === "estimated" ? "≈" : "";
	// A call that an older version kept has no usage.
	return Object.entries(usage ?? {})
		.filter(([, amount]) => amount > 0)
		.sort(([a], [b]) => placeOf(a) - placeOf(b))
		.map(([bucket, amount]) => [`&emsp;${nameOf(bucket)}`, mark + formatCount(amount)]);
}

/** One that this version does not know yet comes last, under its own name, of which only letters and digits are taken. */
function nameOf(bucket: string): string {
	return names[bucket] ?? bucket.replace(/[^A-Za-z0-9]/g, "");
}

function placeOf(bucket: string): number {
	const place = order.indexOf(bucket);
	return place < 0 ? order.length : place;
}

/** `12,345`. */
export function formatCount(count: number): string {
	return count.toLocaleString("en-US");
}
