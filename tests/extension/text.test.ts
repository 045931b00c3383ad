import { describe, expect, test } from "bun:test";
import type { Call } from "@lensai/server/traces/model";
import type { Link, Status } from "../../extension/src/status/state";
import { idleAfterMs, statusText } from "../../extension/src/status/text";
import { aCall } from "./calls";

const startedMs = new Date(2026, 10, 22, 14, 5).getTime();
const nowMs = startedMs + 5_000;

function aStatus(link: Link, call?: Partial<Call>): Status {
	const lastCall = call && aCall({ startedAt: new Date(startedMs).toISOString(), ...call });
	return { link, serverUrl: "http://localhost:5367", lastCall };
}

const textOf = (link: Link, call?: Partial<Call>, atMs = nowMs) => statusText(aStatus(link, call), atMs).text;

test("a live status is the cost and latency of the last call, and nothing else", () => {
	expect(textOf("live", {})).toBe("$0.0042 · 1.3 s");
});

test("measured, estimated, partial and unknown costs look different", () => {
	expect(textOf("live", { costState: "estimated" })).toBe("≈$0.0042 · 1.3 s");
	expect(textOf("live", { usageState: "estimated" })).toBe("≈$0.0042 · 1.3 s");
	expect(textOf("live", { costState: "partial" })).toBe("≥$0.0042 · 1.3 s");
	expect(textOf("live", { costState: "unpriced", costPicoUsd: null })).toBe("unpriced · 1.3 s");
	expect(textOf("live", { kind: "other", costState: "unpriced", costPicoUsd: null })).toBe("— · 1.3 s");
});

test("a failed call without a cost says that it failed, with its status when there was one", () => {
	const failed = { status: "error", costState: "unpriced", costPicoUsd: null, durationMs: 80 } as const;
	expect(textOf("live", { ...failed, httpStatus: 429 })).toBe("failed 429 · 80 ms");
	expect(textOf("live", { ...failed, httpStatus: null })).toBe("failed · 80 ms");
});

test("a failed call that cost something shows what it cost", () => {
	expect(textOf("live", { status: "error", costState: "estimated" })).toBe("≈$0.0042 · 1.3 s");
});

test("an interrupted call has no latency", () => {
	const interrupted = { status: "interrupted", costState: "unpriced", costPicoUsd: null, durationMs: null } as const;
	expect(textOf("live", interrupted)).toBe("unpriced · interrupted");
});

test("a live status becomes idle, and says when its call was, after ten minutes without one", () => {
	const endedMs = startedMs + 1300;
	expect(textOf("live", {}, endedMs + idleAfterMs - 1)).toBe("$0.0042 · 1.3 s");
	expect(textOf("live", {}, endedMs + idleAfterMs)).toBe("$0.0042 · 1.3 s · 14:05");
});

test("a lost link keeps the last call and marks it as old", () => {
	expect(textOf("stale", {})).toBe("$(history) $0.0042 · 1.3 s");
	expect(textOf("connecting", {})).toBe("$(history) $0.0042 · 1.3 s");
	expect(textOf("gone", {})).toBe("$(debug-disconnect) $0.0042 · 1.3 s · 14:05");
});

describe("without a call", () => {
	test.each<[Link, string]>([
		["signedOut", "$(plug) LensAI: not connected"],
		["connecting", "$(history) LensAI: connecting"],
		["live", "LensAI: no calls yet"],
		["stale", "$(history) LensAI: reconnecting"],
		["gone", "$(debug-disconnect) LensAI: server gone"],
		["refused", "$(key) LensAI: key refused"],
	])("%s reads %s", (link, text) => {
		expect(textOf(link)).toBe(text);
	});
});

test("no status has more than one icon or invents a zero", () => {
	for (const link of ["signedOut", "connecting", "live", "stale", "gone", "refused"] as const) {
		for (const call of [undefined, {}, { costState: "unpriced", costPicoUsd: null } as const]) {
			const { text } = statusText(aStatus(link, call), nowMs);
			expect(text.match(/\$\(/g)?.length ?? 0).toBeLessThan(2);
			expect(text).not.toContain("$0.00 ");
		}
	}
});

test("a click goes where the user needs to go", () => {
	const commandOf = (link: Link, call?: Partial<Call>) => statusText(aStatus(link, call), nowMs).command;
	expect(commandOf("signedOut")).toBe("lensai.connect");
	expect(commandOf("refused", {})).toBe("lensai.connect");
	expect(commandOf("live")).toBe("lensai.openDashboard");
	expect(commandOf("live", {})).toBe("lensai.openLastCall");
	expect(commandOf("gone", {})).toBe("lensai.openLastCall");
});

test("a screen reader hears words in place of signs and icons", () => {
	const label = (link: Link, call?: Partial<Call>) => statusText(aStatus(link, call), nowMs).label;
	expect(label("live", { costState: "estimated" })).toBe("LensAI, live. Last call: about $0.0042, 1.3 s");
	expect(label("gone", { costState: "partial" })).toBe(
		"LensAI, server gone. Last call, 14:05: at least $0.0042, 1.3 s",
	);
	expect(label("live", { kind: "other", costPicoUsd: null })).toBe("LensAI, live. Last call: nothing to pay, 1.3 s");
	expect(label("signedOut")).toBe("LensAI: not connected. Connect");
});
