/** What is counted and billed, in the words of the page. */
export interface UnitWords {
	name: string;
	meaning: string;
	/** Price lists give its price for so many: a million tokens, a thousand searches. */
	per: 1 | 1000 | 1_000_000;
	/** `1M tokens`, `1,000 searches`, `hour`. */
	perWords: string;
}

const tokens = { per: 1_000_000, perWords: "1M tokens" } as const;
const each = (thing: string) => ({ per: 1, perWords: thing }) as const;
const thousand = (things: string) => ({ per: 1000, perWords: `1,000 ${things}` }) as const;

/** The usage buckets, which do not overlap and together are all tokens of a call, and what is billed beside them, in their order. */
const units: Readonly<Record<string, UnitWords>> = {
	uncachedInput: { name: "Input", meaning: "Tokens of the request that were not in the provider's cache", ...tokens },
	cacheRead: {
		name: "Input, cached",
		meaning: "Tokens of the request that the provider read from its cache",
		...tokens,
	},
	cacheReadAudio: {
		name: "Audio input, cached",
		meaning: "Tokens of sound that the provider read from its cache",
		...tokens,
	},
	cacheReadImage: {
		name: "Image input, cached",
		meaning: "Tokens of images that the provider read from its cache",
		...tokens,
	},
	cacheWrite5m: {
		name: "Cache write, 5 min",
		meaning: "Tokens that the provider put into its cache for five minutes",
		...tokens,
	},
	cacheWrite1h: {
		name: "Cache write, 1 h",
		meaning: "Tokens that the provider put into its cache for an hour",
		...tokens,
	},
	audioInput: { name: "Audio input", meaning: "Tokens of the sound in the request", ...tokens },
	imageInput: { name: "Image input", meaning: "Tokens of the images in the request", ...tokens },
	output: { name: "Output", meaning: "Tokens of the answer that can be read", ...tokens },
	reasoning: {
		name: "Reasoning",
		meaning: "Tokens that the model thought with, and that are not in the answer",
		...tokens,
	},
	audioOutput: { name: "Audio output", meaning: "Tokens of the sound in the answer", ...tokens },
	imageOutput: { name: "Image output", meaning: "Tokens of the images in the answer", ...tokens },
	webSearches: { name: "Web searches", meaning: "Searches of the web that the provider made", ...thousand("searches") },
	fileSearches: {
		name: "File searches",
		meaning: "Searches of stored files that the provider made",
		...thousand("searches"),
	},
	codeSessions: { name: "Code sessions", meaning: "Containers that the provider ran code in", ...each("session") },
	pages: { name: "Pages", meaning: "Pages of documents that were read", ...thousand("pages") },
	imagesOutput: { name: "Images made", meaning: "Images, where they are billed by their number", ...each("image") },
	inputCharacters: {
		name: "Characters",
		meaning: "Characters of the text to be spoken",
		per: 1_000_000,
		perWords: "1M characters",
	},
	audioInputSeconds: { name: "Sound in, seconds", meaning: "Seconds of sound that were heard", ...each("second") },
	audioOutputSeconds: { name: "Sound out, seconds", meaning: "Seconds of sound that were made", ...each("second") },
	videoSeconds: { name: "Video, seconds", meaning: "Seconds of video that were made", ...each("second") },
	searchUnits: {
		name: "Search units",
		meaning: "What rerankers count: one query with up to 100 documents",
		...thousand("units"),
	},
	lowContextRequests: {
		name: "Requests, low context",
		meaning: "Requests that searched the web with little context",
		...thousand("requests"),
	},
	mediumContextRequests: {
		name: "Requests, medium context",
		meaning: "Requests that searched the web with some context",
		...thousand("requests"),
	},
	highContextRequests: {
		name: "Requests, high context",
		meaning: "Requests that searched the web with much context",
		...thousand("requests"),
	},
	requests: { name: "Requests", meaning: "A fee for each request, whatever it used", ...thousand("requests") },
	searchedRequests: {
		name: "Requests that searched",
		meaning: "A fee for a request that searched the web, however often",
		...thousand("requests"),
	},
	audioInputHours: { name: "Sound in", meaning: "Sound that was heard, billed by the hour", ...each("hour") },
	tokens: { name: "All tokens", meaning: "Every bucket of tokens", ...tokens },
};

/** All units that a price can be for, in their order; a factor alone is for all tokens. */
export const pricedUnits: readonly string[] = Object.keys(units).filter((unit) => unit !== "tokens");

/** A unit in words; one that this page does not know yet is called by its own name. */
export function describeUnit(unit: string): UnitWords {
	return units[unit] ?? { name: unit, meaning: unit, ...each("one") };
}

/** Several units in a line: `input · input, cached · output`. Their names may hold commas. */
export function listUnits(units: readonly string[]): string {
	return units.map((unit) => describeUnit(unit).name.toLowerCase()).join(" · ");
}
