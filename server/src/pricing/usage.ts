/**
 * The token buckets of a call. They never overlap, and together they are every token that the provider counted:
 * input = uncachedInput + cacheRead + cacheReadAudio + cacheReadImage + cacheWrite5m + cacheWrite1h + audioInput + imageInput,
 * output = output + reasoning + audioOutput + imageOutput.
 * Cached sound and pictures stand in `cacheRead` where the provider does not tell them apart.
 */
export const usageBuckets = [
	"uncachedInput",
	"cacheRead",
	"cacheReadAudio",
	"cacheReadImage",
	"cacheWrite5m",
	"cacheWrite1h",
	"audioInput",
	"imageInput",
	"output",
	"reasoning",
	"audioOutput",
	"imageOutput",
] as const;

export type UsageBucket = (typeof usageBuckets)[number];

/**
 * What providers bill by something other than tokens, beside the buckets and not among them. `…ContextRequests` is 1 for a
 * request that searched the web with so much context, where its fee goes by that.
 */
export const usageUnits = [
	"webSearches",
	"fileSearches",
	"codeSessions",
	"pages",
	"imagesOutput",
	"inputCharacters",
	"audioInputSeconds",
	"audioOutputSeconds",
	"videoSeconds",
	"searchUnits",
	"lowContextRequests",
	"mediumContextRequests",
	"highContextRequests",
] as const;

export type UsageUnit = (typeof usageUnits)[number];

/** Tokens per bucket, and numbers of units. Absent: the provider did not mention it; `0` is a zero that it did. */
export type Usage = Partial<Record<UsageBucket | UsageUnit, number>>;

const inputBuckets = [
	"uncachedInput",
	"cacheRead",
	"cacheReadAudio",
	"cacheReadImage",
	"cacheWrite5m",
	"cacheWrite1h",
	"audioInput",
	"imageInput",
] as const;
const outputBuckets = ["output", "reasoning", "audioOutput", "imageOutput"] as const;

/** All input tokens, or undefined when no input bucket is known. */
export function inputTokens(usage: Usage): number | undefined {
	return sumKnown(usage, inputBuckets);
}

const cachedBuckets = ["cacheRead", "cacheReadAudio", "cacheReadImage"] as const;

/** All input tokens that came from the provider's cache, or undefined when it did not mention it. */
export function cachedTokens(usage: Usage): number | undefined {
	return sumKnown(usage, cachedBuckets);
}

/** All output tokens, or undefined when no output bucket is known. */
export function outputTokens(usage: Usage): number | undefined {
	return sumKnown(usage, outputBuckets);
}

function sumKnown(usage: Usage, buckets: readonly UsageBucket[]): number | undefined {
	let sum: number | undefined;
	for (const bucket of buckets) {
		const tokens = usage[bucket];
		if (tokens !== undefined) sum = (sum ?? 0) + tokens;
	}
	return sum;
}
