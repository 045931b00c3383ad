/** The usage buckets in the words of the page. They do not overlap, and together they are all tokens of the call. */
const buckets: Record<string, { name: string; meaning: string }> = {
	uncachedInput: { name: "Input", meaning: "Tokens of the request that were not in the provider's cache" },
	cacheRead: { name: "Input, cached", meaning: "Tokens of the request that the provider read from its cache" },
	cacheWrite5m: { name: "Cache write, 5 min", meaning: "Tokens that the provider put into its cache for five minutes" },
	cacheWrite1h: { name: "Cache write, 1 h", meaning: "Tokens that the provider put into its cache for an hour" },
	audioInput: { name: "Audio input", meaning: "Tokens of the sound in the request" },
	imageInput: { name: "Image input", meaning: "Tokens of the images in the request" },
	output: { name: "Output", meaning: "Tokens of the answer that can be read" },
	reasoning: { name: "Reasoning", meaning: "Tokens that the model thought with, and that are not in the answer" },
	audioOutput: { name: "Audio output", meaning: "Tokens of the sound in the answer" },
	imageOutput: { name: "Image output", meaning: "Tokens of the images in the answer" },
};

/** A bucket's name and meaning; one that this page does not know yet is called by its own name. */
export function describeBucket(bucket: string): { name: string; meaning: string } {
	return buckets[bucket] ?? { name: bucket, meaning: bucket };
}
