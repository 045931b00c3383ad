import { expect, test } from "bun:test";
import { usedTokens } from "../../server/src/limits/used-tokens";

test.each([
	["all buckets together", { status: "ok", usage: { input: 100, cacheRead: 800, output: 50, reasoning: 7 } }, 957],
	["what an error said", { status: "error", usage: { input: 3 } }, 3],
	["nothing for an error that said nothing", { status: "error" }, 0],
	["what was estimated for an answer that said nothing", { status: "ok" }, undefined],
	["what was estimated for one whose caller left", { status: "client_closed" }, undefined],
] as [string, Parameters<typeof usedTokens>[0], number | undefined][])("a call used %s", (_, end, expected) => {
	expect(usedTokens(end)).toBe(expected);
});
