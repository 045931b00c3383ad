import { expect, test } from "bun:test";
import type { Status } from "../../extension/src/status/state";
import { escapeMarkdown, tooltip } from "../../extension/src/status/tooltip";
import { aCall } from "./calls";

const startedAt = new Date(2026, 10, 22, 14, 5).toISOString();
const nowMs = Date.parse(startedAt) + 5_000;
const live: Status = {
	link: "live",
	serverUrl: "http://localhost:5367",
	project: "default",
	lastCall: aCall({ startedAt }),
	today: {
		startMs: 0,
		calls: 14,
		errors: 1,
		pricedCalls: 14,
		partialCalls: 0,
		estimatedCalls: 0,
		unpricedCalls: 0,
		costPicoUsd: 1_230_000_000_000n,
	},
};
const whole = { startMs: 0, calls: 3, errors: 0, pricedCalls: 3, partialCalls: 0, estimatedCalls: 0, unpricedCalls: 0 };

/** The tooltip as its reader sees it: without Markdown's escapes. */
const read = (status: Status) => tooltip(status, nowMs).replace(/\\(.)/g, "$1").replaceAll("&lt;", "<");

test("shows today's spend, calls, errors and unpriced calls", () => {
	expect(read(live)).toContain("| Spend | $1.23 |\n| Calls | 14 |\n| Errors | 1 |\n| Unpriced | 0 |");
});

test("shows the last call's provider, model, status, cost, latency, tokens and attempts", () => {
	expect(read(live)).toContain(
		[
			"| **Last call** | 14:05 |",
			"|:--|:--|",
			"| Provider | openai |",
			"| Model | gpt-4o-mini-2024-07-18 |",
			"| Status | ok · 200 |",
			"| Cost | ● $0.0042 (measured) |",
			"| Latency | 1.3 s, first byte 400 ms |",
			"| Tokens | 120 in, 40 out |",
			"| &emsp;input | 120 |",
			"| &emsp;output | 40 |",
			"| Attempts | 1 |",
		].join("\n"),
	);
});

test("calls today's spend a lower bound while calls in it are unpriced", () => {
	const today = { ...whole, pricedCalls: 1, unpricedCalls: 2, costPicoUsd: 42_000_000_000n };
	expect(read({ ...live, today })).toContain("| Spend | ≥$0.042 |");
});

test.each([
	["exact", {}, "| Spend | $0.042 |", "| Unpriced | 0 |\n\n"],
	["a lower bound with partial calls", { partialCalls: 1 }, "| Spend | ≥$0.042 |", "| Unpriced | 0 |\n| Partial | 1 |"],
	["an estimate with estimated calls", { estimatedCalls: 2 }, "| Spend | ≈$0.042 |", "| Estimated | 2 |"],
	[
		"a lower bound with both, and counts each",
		{ partialCalls: 1, estimatedCalls: 2 },
		"| Spend | ≥$0.042 |",
		"| Partial | 1 |\n| Estimated | 2 |",
	],
])("today's spend is %s", (_, counts, spend, rows) => {
	const markdown = read({ ...live, today: { ...whole, ...counts, costPicoUsd: 42_000_000_000n } });
	expect(markdown).toContain(spend);
	expect(markdown).toContain(rows);
});

test("does not call today's spend $0.00 when no call has a known cost", () => {
	const today = { ...whole, errors: 1, pricedCalls: 0, unpricedCalls: 2, costPicoUsd: 0n };
	expect(read({ ...live, today })).toContain("| Spend | unpriced |");
	expect(read({ ...live, today: { ...today, unpricedCalls: 0 } })).toContain("| Spend | — |");
});

const unknown = { costPicoUsd: null, usageState: null, inputTokens: null, outputTokens: null } as const;
const withCall = (given: Parameters<typeof aCall>[0]) => read({ ...live, lastCall: aCall({ startedAt, ...given }) });

test("calls the cost of estimated tokens an estimate, whatever is known of its rates", () => {
	const broken = withCall({ usageState: "estimated", status: "client_closed" });
	expect(broken).toContain("| Cost | ◌ ≈$0.0042 (estimated: the provider did not tell all) |");
	expect(withCall({ usageState: "estimated", costState: "estimated" })).toContain(
		"(estimated: the provider did not tell all)",
	);
	expect(withCall({ usageState: "estimated", costState: "partial" })).toContain("| Cost | ◐ ≥$0.0042 (partial: ");
});

test("tells measured, estimated and unknown tokens apart", () => {
	expect(withCall({})).toContain("| Tokens | 120 in, 40 out |");
	expect(withCall({ usageState: "estimated" })).toContain(
		"| Tokens | ≈120 in, ≈40 out (estimated: the provider did not tell all) |",
	);
	expect(withCall({ usageState: "estimated", outputTokens: null })).toContain("| ≈120 in, ? out (estimated");
	expect(withCall({ ...unknown, costState: "unpriced" })).toContain(
		"| Tokens | ? in, ? out (the provider told none) |",
	);
});

test.each([
	[96, "cached 80 %"],
	[0, "cached 0 %"],
	[120, "cached 100 %"],
	[1, "cached <1 %"],
	[119.5, "cached >99 %"],
])("of 120 tokens in, %d from the provider's cache are %p", (cachedInputTokens, words) => {
	expect(withCall({ cachedInputTokens })).toContain(`| Tokens | 120 in (${words}), 40 out |`);
});

test("says nothing of a cached share that the provider did not tell", () => {
	expect(withCall({ cachedInputTokens: null })).not.toContain("cached");
	expect(withCall({ ...unknown, cachedInputTokens: 0 })).not.toContain("cached");
	expect(withCall({ inputTokens: 0, cachedInputTokens: 0 })).not.toContain("cached");
});

test("shows each bucket and unit that was used, in their order and with what makes them an estimate", () => {
	const usage = { reasoning: 1_200, output: 40, webSearches: 2, cacheRead: 96, uncachedInput: 24, audioInput: 0 };
	const rows = (mark: string) =>
		[
			`| &emsp;input | ${mark}24 |`,
			`| &emsp;input, cached | ${mark}96 |`,
			`| &emsp;output | ${mark}40 |`,
			`| &emsp;reasoning | ${mark}1,200 |`,
			`| &emsp;web searches | ${mark}2 |`,
			"| Attempts |",
		].join("\n");
	expect(withCall({ usage })).toContain(rows(""));
	expect(withCall({ usage, usageState: "estimated" })).toContain(rows("≈"));
	expect(withCall({ usage, cache: "hit" })).not.toContain("&emsp;");
});

test("names a bucket of a newer server by its own name, without what Markdown would read in it", () => {
	expect(withCall({ usage: { "x](command:a) | b": 3, output: 1 } })).toContain(
		"| &emsp;output | 1 |\n| &emsp;xcommandab | 3 |",
	);
});

test("never calls an unknown cost $0.00, and gives each state a look of its own", () => {
	const states = ["priced", "estimated", "partial", "unpriced"] as const;
	const looks = states.map((costState) => /\| Cost \| (\S+ \S)/.exec(withCall({ costState }))?.[1]);
	expect(looks).toEqual(["● $", "◌ ≈", "◐ ≥", "○ u"]);
	expect(withCall({ costState: "partial", costPicoUsd: null })).toContain("| Cost | ○ unpriced (");
});

test("says how often a call by a route was sent, and that one that got no answer may not have been sent", () => {
	expect(withCall({ attemptCount: 3 })).toContain("| Attempts | 3 |");
	expect(withCall({ attemptCount: 0, firstByteMs: null })).toContain("| Attempts | 0 |");
	expect(withCall({ status: "error", httpStatus: 429, firstByteMs: null })).toContain("| Attempts | 1 at most |");
});

test("says that an answer came from the cache, and what that saved where it is known", () => {
	const hit = { cache: "hit", costPicoUsd: "0", usageState: null, inputTokens: null, outputTokens: null } as const;
	const saved = withCall({ ...hit, savedPicoUsd: "4200000000" });
	expect(saved).toContain("| Cost | ● $0.00 (from the cache, saved $0.0042) |");
	expect(saved).toContain("| Tokens | none used |\n| Attempts | none: nothing was sent |");
	expect(withCall(hit)).toContain("| Cost | ● $0.00 (from the cache) |");
	expect(withCall({ cache: "miss" })).toContain("| Cost | ● $0.0042 (measured) |");
});

test("a request without a model has no cost, rather than an unknown one", () => {
	const models = withCall({
		...unknown,
		kind: "other",
		operation: "models",
		model: null,
		costState: "unpriced",
		usage: {},
	});
	expect(models).toContain("| Cost | — (no usage: this path is not billed by tokens) |");
	expect(models).toContain("| Tokens | none used |");
});

test("shows a call that an older version kept, which has none of the newer members", () => {
	const { usage, usageState, cachedInputTokens, cache, savedPicoUsd, attemptCount, ...old } = aCall({ startedAt });
	const markdown = read({ ...live, lastCall: old as ReturnType<typeof aCall> });
	expect(markdown).toContain("| Tokens | 120 in, 40 out |\n| Attempts | 1 |");
	expect(markdown).not.toMatch(/undefined|NaN/);
});

test("says why a cost is not exact, and that unknown tokens are unknown", () => {
	expect(withCall({ costState: "estimated" })).toContain("◌ ≈$0.0042 (estimated: its own rates may be others)");
	expect(withCall({ costState: "partial" })).toContain(
		"◐ ≥$0.0042 (partial: some of it has no known price, so at least this)",
	);
	expect(withCall({ costState: "unpriced", ...unknown })).toContain("○ unpriced (no price or no usage is known)");
	expect(withCall({ costState: "unpriced", ...unknown })).toContain("| Tokens | ? in, ? out (");
});

test("says where and why the server is gone, and that the figures are old", () => {
	const gone = read({ ...live, link: "gone", reason: "nothing listens there" });
	expect(gone).toContain(
		"No answer from http://localhost:5367: nothing listens there. The figures are the last ones known.",
	);
});

test("links to the commands that make sense", () => {
	const commands = (status: Status) =>
		[...tooltip(status, nowMs).matchAll(/\(command:lensai\.(\w+)\)/g)].map(([, name]) => name);
	expect(commands({ link: "signedOut", serverUrl: live.serverUrl })).toEqual(["connect", "openDashboard"]);
	expect(commands({ ...live, lastCall: undefined })).toEqual(["openDashboard", "disconnect"]);
	expect(commands(live)).toEqual(["openLastCall", "openDashboard", "disconnect"]);
	expect(commands({ ...live, link: "refused" })).toEqual(["openLastCall", "openDashboard", "connect"]);
});

test("a model's or a project's name cannot smuggle in links, tables or HTML", () => {
	const evil = "x](command:lensai.disconnect) | <img src=//evil> `a` **b**\n\n# c $(plug) http://evil";
	const markdown = tooltip({ ...live, project: evil, lastCall: aCall({ startedAt, responseModel: evil }) }, nowMs);
	expect(markdown).toContain("x\\]\\(command\\:lensai.disconnect\\) \\| &lt;img src=//evil>");
	expect(markdown.match(/(?<!\\)\]\(/g)).toHaveLength(3);
	expect(escapeMarkdown("a\nb")).toBe("a b");
});
