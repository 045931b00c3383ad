import { expect, test } from "bun:test";
import { likelyCause, type Sides } from "../../server/src/reconciliation/cause";

const tokens = { uncachedInput: 1000, cacheRead: 500, output: 100 };

function sides(change: {
	theirs?: Partial<Sides["theirs"]>;
	ours?: Partial<Sides["ours"]>;
	isKnown?: boolean;
	isFinal?: boolean;
}): Sides {
	const theirs = { tokens, picoUsd: 50n, roundingPicoUsd: 0n, otherTierTokens: {}, unseenTokens: {}, ...change.theirs };
	const ours = { tokens, picoUsd: 50n, calls: 3, unpricedCalls: 0, ...change.ours };
	return { theirs, ours, isKnown: change.isKnown, isFinal: change.isFinal ?? true };
}

const noCalls = { tokens: {}, picoUsd: 0n, calls: 0 };
const more = { ...tokens, output: 150 };

test.each<[string, ReturnType<typeof sides>, string]>([
	["all is equal", sides({}), "none"],
	["nothing of it came through here", sides({ ours: noCalls }), "unseen_key"],
	["its key is none of ours", sides({ ours: noCalls, isKnown: false }), "unseen_key"],
	["its key is ours and was used elsewhere", sides({ ours: noCalls, isKnown: true }), "outside"],
	[
		"another key of the workspace used it",
		sides({ theirs: { tokens: more, unseenTokens: { output: 50 } } }),
		"unseen_key",
	],
	["more was used than came through here", sides({ theirs: { tokens: more } }), "outside"],
	["a batch is what is more", sides({ theirs: { tokens: more, otherTierTokens: { output: 50 } } }), "tier"],
	["the same tokens in another tier", sides({ theirs: { picoUsd: 25n, otherTierTokens: tokens } }), "tier"],
	["cached tokens differ", sides({ theirs: { tokens: { uncachedInput: 900, cacheRead: 600, output: 100 } } }), "cache"],
	["cache writes differ", sides({ theirs: { tokens: { ...tokens, cacheWrite5m: 20 } } }), "cache"],
	["cents are rounded", sides({ theirs: { picoUsd: 60n, roundingPicoUsd: 10n } }), "rounding"],
	["it is beyond rounding", sides({ theirs: { picoUsd: 61n, roundingPicoUsd: 10n } }), "price"],
	["the same tokens cost less here", sides({ theirs: { picoUsd: 80n } }), "price"],
	["we have no price", sides({ ours: { picoUsd: undefined } }), "price"],
	["theirs is less and not final", sides({ theirs: { tokens: { output: 1 } }, isFinal: false }), "late"],
	["theirs is less and final", sides({ theirs: { tokens: { output: 1 } } }), "unknown"],
	["their cost is not told yet", sides({ theirs: { picoUsd: undefined }, isFinal: false }), "late"],
	["their cost is never told", sides({ theirs: { picoUsd: undefined } }), "unknown"],
	[
		"neither has tokens, nor they a cost",
		sides({ theirs: { tokens: {}, picoUsd: undefined }, ours: { tokens: {} } }),
		"none",
	],
	["a search is billed by itself", sides({ theirs: { tokens: undefined }, ours: noCalls }), "tools"],
	["a line of nothing", sides({ theirs: { tokens: undefined, picoUsd: 0n }, ours: noCalls }), "none"],
	["money alone is equal", sides({ theirs: { tokens: undefined } }), "none"],
	["money alone is rounded", sides({ theirs: { tokens: undefined, picoUsd: 51n, roundingPicoUsd: 1n } }), "rounding"],
	["money alone differs", sides({ theirs: { tokens: undefined, picoUsd: 51n } }), "unknown"],
	["money alone differs yet", sides({ theirs: { tokens: undefined, picoUsd: 51n }, isFinal: false }), "late"],
	["tokens differ both ways", sides({ theirs: { tokens: { uncachedInput: 2000, output: 90 } } }), "unknown"],
	[
		"tokens differ both ways yet",
		sides({ theirs: { tokens: { uncachedInput: 2000, output: 90 } }, isFinal: false }),
		"late",
	],
])("when %s", (_, given, cause) => {
	expect(likelyCause(given)).toBe(cause as never);
});
