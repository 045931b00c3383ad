import { describe, expect, test } from "bun:test";
import {
	costHeaders,
	renderCostComment,
	renderIgnored,
	renderOverheadMs,
	renderUsd,
	wantsCost,
} from "../../server/src/labels/answer-headers";

describe("the cost in an answer", () => {
	test.each([
		[0n, "0"],
		[1n, "0.000000000001"],
		[150_000_000n, "0.00015"],
		[1_000_000_000_000n, "1"],
		[12_345_600_000_000_000n, "12345.6"],
	])("of %d pico-USD is $%s", (picoUsd, text) => {
		expect(renderUsd(picoUsd)).toBe(text);
	});

	test("stands in the headers of a JSON answer, and at the end of a stream as a comment", () => {
		const cost = { state: "priced", picoUsd: 150_000_000n } as const;
		expect(costHeaders(cost)).toEqual({ "x-lensai-cost-state": "priced", "x-lensai-cost-usd": "0.00015" });
		expect(renderCostComment(cost)).toBe(": x-lensai-cost-usd=0.00015 x-lensai-cost-state=priced\n\n");
	});

	test("is never 0 when it is not known", () => {
		expect(costHeaders({ state: "unpriced" })).toEqual({ "x-lensai-cost-state": "unpriced" });
		expect(renderCostComment({ state: "unpriced" })).toBe(": x-lensai-cost-state=unpriced\n\n");
	});

	test.each([
		[{ "x-lensai-cost": "true" }, true],
		[{ "x-lensai-cost": " TRUE " }, true],
		[{ "x-lensai-cost": "1" }, false],
		[{}, false],
	])("is told to whoever asks: %j", (headers, wanted) => {
		expect(wantsCost(headers as Record<string, string>)).toBe(wanted);
	});
});

test("the overhead is what the provider did not take", () => {
	expect(renderOverheadMs({ arrivedAt: 100, sentAt: 100.2, answeredAt: 350.2, now: 350.4123 })).toBe("0.412");
	expect(renderOverheadMs({ arrivedAt: 100, sentAt: 100, answeredAt: 100, now: 99 })).toBe("0.000");
});

test("what was ignored is told in characters that a header may hold", () => {
	const ignored = [
		{ header: "x-lensai-user", reason: "is longer than 256 characters" },
		{ header: "x-bf-dim-é", reason: "has a value longer than 512 characters" },
	];
	expect(renderIgnored(ignored)).toBe(
		"x-lensai-user is longer than 256 characters, x-bf-dim-? has a value longer than 512 characters",
	);
});
