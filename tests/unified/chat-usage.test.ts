import { expect, test } from "bun:test";
import type { Usage } from "../../server/src/pricing/usage";
import { chatUsage } from "../../server/src/unified/chat-usage";

const cases: [Usage | undefined, ReturnType<typeof chatUsage>][] = [
	[undefined, undefined],
	[{}, undefined],
	[{ webSearches: 2 }, undefined],
	[
		{ uncachedInput: 10, cacheRead: 6000, cacheWrite5m: 1000, cacheWrite1h: 2000, output: 500 },
		{
			prompt_tokens: 9010,
			completion_tokens: 500,
			total_tokens: 9510,
			prompt_tokens_details: { cached_tokens: 6000, cache_write_tokens: 3000 },
		},
	],
	[
		{ uncachedInput: 60, cacheRead: 0, output: 20, reasoning: 880 },
		{
			prompt_tokens: 60,
			completion_tokens: 900,
			total_tokens: 960,
			prompt_tokens_details: { cached_tokens: 0 },
			completion_tokens_details: { reasoning_tokens: 880 },
		},
	],
	[
		{ uncachedInput: 4, audioInput: 6, output: 1, audioOutput: 9 },
		{
			prompt_tokens: 10,
			completion_tokens: 10,
			total_tokens: 20,
			prompt_tokens_details: { audio_tokens: 6 },
			completion_tokens_details: { audio_tokens: 9 },
		},
	],
	[{ uncachedInput: 7 }, { prompt_tokens: 7, completion_tokens: 0, total_tokens: 7 }],
];
test.each(cases)("%j is %j in OpenAI's words", (usage, expected) => {
	expect(chatUsage(usage)).toEqual(expected);
});
