/** The usage buckets, and what else is billed, in the words of the page. The buckets do not overlap, and together they are all tokens of the call. */
const buckets: Record<string, { name: string; meaning: string }> = {
	uncachedInput: { name: "Input", meaning: "Tokens of the request that were not in the provider's cache" },
	cacheRead: { name: "Input, cached", meaning: "Tokens of the request that the provider read from its cache" },
	cacheReadAudio: { name: "Audio, cached", meaning: "Tokens of sound that the provider read from its cache" },
	cacheReadImage: { name: "Images, cached", meaning: "Tokens of images that the provider read from its cache" },
	cacheWrite5m: { name: "Cache write, 5 min", meaning: "Tokens that the provider put into its cache for five minutes" },
	cacheWrite1h: { name: "Cache write, 1 h", meaning: "Tokens that the provider put into its cache for an hour" },
	audioInput: { name: "Audio input", meaning: "Tokens of the sound in the request" },
	imageInput: { name: "Image input", meaning: "Tokens of the images in the request" },
	output: { name: "Output", meaning: "Tokens of the answer that can be read" },
	reasoning: { name: "Reasoning", meaning: "Tokens that the model thought with, and that are not in the answer" },
	audioOutput: { name: "Audio output", meaning: "Tokens of the sound in the answer" },
	imageOutput: { name: "Image output", meaning: "Tokens of the images in the answer" },
	webSearches: { name: "Web searches", meaning: "Searches of the web by the provider, each billed" },
	searchedRequests: { name: "Searched request", meaning: "A request that searched the web, billed once" },
	fileSearches: { name: "File searches", meaning: "Searches in files by the provider" },
	codeSessions: { name: "Code sessions", meaning: "Containers that ran code at the provider" },
	pages: { name: "Pages", meaning: "Pages that were read" },
	imagesOutput: { name: "Images", meaning: "Images that were made, billed by the piece" },
	inputCharacters: { name: "Characters", meaning: "Characters of the text in the request" },
	audioInputSeconds: { name: "Sound, seconds", meaning: "Seconds of the sound in the request" },
	audioInputHours: { name: "Sound, seconds", meaning: "Seconds of the sound in the request, billed by the hour" },
	searchUnits: { name: "Search units", meaning: "Units in which the provider bills a rerank" },
	lowContextRequests: { name: "Request, low context", meaning: "The fee for a request whose search brought little" },
	mediumContextRequests: {
		name: "Request, medium context",
		meaning: "The fee for a request whose search brought more",
	},
	highContextRequests: { name: "Request, high context", meaning: "The fee for a request whose search brought much" },
	requests: { name: "Request", meaning: "The fee for the request itself" },
};

/** A bucket's name and meaning; one that this page does not know yet is called by its own name. */
export function describeBucket(bucket: string): { name: string; meaning: string } {
	return buckets[bucket] ?? { name: bucket, meaning: bucket };
}
