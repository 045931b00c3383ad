import { expect, test } from "bun:test";
import type { SpanStatus } from "../../server/src/journal/span";
import { usedTokens } from "../../server/src/limits/used-tokens";
import type { Usage } from "../../server/src/pricing/usage";

interface End {
	status: SpanStatus;
	usage?: Usage;
}

test.each<[string, End, number | undefined]>([
	[
		"all buckets together",
		{ status: "ok", usage: { uncachedInput: 100, cacheRead: 800, output: 50, reasoning: 7 } },
		957,
	],
	["no searches and no seconds", { status: "ok", usage: { output: 5, webSearches: 3, audioInputSeconds: 60 } }, 5],
	["what an error said", { status: "error", usage: { uncachedInput: 3 } }, 3],
	["nothing for an error that said nothing", { status: "error" }, 0],
	["what was estimated for an answer that said nothing", { status: "ok" }, undefined],
	["what was estimated for one whose caller left", { status: "client_closed" }, undefined],
])("a call used %s", (_, end, expected) => {
	expect(usedTokens(end)).toBe(expected);
});
