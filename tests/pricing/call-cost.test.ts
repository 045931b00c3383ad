import { describe, expect, test } from "bun:test";
import { answerCost } from "../../server/src/pricing/answer-cost";
import { callCost } from "../../server/src/pricing/call-cost";
import { price } from "../../server/src/pricing/price";
import { writeRates } from "../../server/src/pricing/rates-text";
import { releasedBook } from "../../server/src/pricing/released";
import { attemptsText } from "../../server/src/targets/attempts-text";
import { spanFixture } from "../support/spans";

const at = new Date("2026-11-22T12:00:00Z");
const sonnet = { provider: "anthropic", name: "claude-sonnet-4-6" };
const usage = { uncachedInput: 1000, output: 100 };

describe("the cost of an answer", () => {
	// sonnet 1,000 × 3 + 100 × 15, opus 10 × 5 + 20 × 25 USD per million
	const further = [{ model: "claude-opus-5", usage: { uncachedInput: 10, output: 20 } }];

	test("is that of its usage where nothing else is said", () => {
		expect(answerCost(price, { usage }, sonnet, at)).toEqual(price(usage, sonnet, at));
	});

	test("has what further models did at their own rates", () => {
		const cost = answerCost(price, { usage, furtherUsage: further }, sonnet, at);
		expect(cost).toMatchObject({ state: "priced", picoUsd: 4_500_000_000n + 550_000_000n });
		expect(cost.further?.[0]).toMatchObject({ model: "claude-opus-5", picoUsd: 550_000_000n });
	});

	test("is partial when one of the models has no price, and unpriced when none has", () => {
		const unknown = [{ model: "nobody-knows", usage: { output: 1 } }];
		expect(answerCost(price, { usage, furtherUsage: unknown }, sonnet, at)).toMatchObject({
			state: "partial",
			picoUsd: 4_500_000_000n,
		});
		const nothing = answerCost(price, { furtherUsage: unknown }, sonnet, at);
		expect([nothing.state, nothing.picoUsd]).toEqual(["unpriced", undefined]);
	});

	test("is partial or estimated as one of its parts is", () => {
		const partial = [{ model: "claude-fable-5-2", usage: { output: 1, cacheRead: 1 } }];
		expect(answerCost(price, { usage, furtherUsage: partial }, sonnet, at).state).toBe("partial");
		const tier = { ...sonnet, serviceTier: "unheard-of" };
		expect(answerCost(price, { usage, furtherUsage: further }, tier, at).state).toBe("estimated");
	});

	test("is estimated when the usage is what was told before the answer broke off", () => {
		expect(answerCost(price, { usage, usageSoFar: true }, sonnet, at)).toMatchObject({
			state: "estimated",
			picoUsd: 4_500_000_000n,
		});
		expect(answerCost(price, { usage: { audioInput: 1, output: 1 }, usageSoFar: true }, sonnet, at).state).toBe(
			"partial",
		);
	});
});

describe("a call's cost", () => {
	test("is the sum of its lines and of earlier attempts, each rate with its source", () => {
		const model = { provider: "openai", name: "gpt-5.4", serviceTier: "batch" };
		const cost = answerCost(
			price,
			{ usage, furtherUsage: [{ model: "gpt-4o", usage: { uncachedInput: 3 } }] },
			model,
			at,
		);
		const attempt = {
			target: { provider: "openai" },
			startedMs: 0,
			durationMs: 1,
			reason: "why",
			billing: "told" as const,
		};
		const attempts = attemptsText([
			{ ...attempt, target: { target: attempt.target } as never, costPicoUsd: 77n },
			{ ...attempt, target: { target: attempt.target } as never, costPicoUsd: cost.picoUsd },
		]);
		const total = (cost.picoUsd ?? 0n) + 77n;
		const span = spanFixture({
			model: "gpt-5.4",
			responseModel: null,
			usage,
			costState: "priced",
			costPicoUsd: total.toString(),
			costRates: writeRates(usage, cost),
			costSource: cost.source ?? null,
			attempts,
		});
		const view = callCost(span, releasedBook);
		const lines = view.lines.reduce((sum, { picoUsd }) => sum + BigInt(picoUsd ?? 0), 0n);
		const earlier = view.earlierAttempts.reduce((sum, { picoUsd }) => sum + BigInt(picoUsd ?? 0), 0n);
		expect(lines + earlier).toBe(total);
		expect(view.lines.map(({ model, unit }) => [model, unit])).toEqual([
			["gpt-5.4", "uncachedInput"],
			["gpt-5.4", "output"],
			["gpt-4o", "uncachedInput"],
		]);
		expect(view.lines[0]?.sources.map(({ kind, url }) => [kind, url])).toEqual([
			["price", expect.stringContaining("langfuse")],
			["price", expect.stringContaining("langfuse")],
			["factor", "https://github.com/BerriAI/litellm/discussions/39633"],
		]);
		expect(view.lines[2]?.sources.map(({ kind }) => kind)).toEqual(["list", "factor"]);
	});

	test("that is not known has lines without amounts, and no sources", () => {
		const span = spanFixture({
			costState: "unpriced",
			costPicoUsd: null,
			costRates: null,
			costSource: null,
			usage: { output: 2 },
		});
		expect(callCost({ ...span, usageState: "measured" }, releasedBook)).toEqual({
			id: span.id,
			state: "unpriced",
			picoUsd: null,
			usageState: "measured",
			source: null,
			serviceTier: null,
			region: null,
			lines: [{ model: expect.any(String), unit: "output", amount: 2, rate: null, per: 1, picoUsd: null, sources: [] }],
			earlierAttempts: [],
			adjustments: [],
			current: { state: "unpriced", picoUsd: null },
		});
	});

	test("names rows that this server does not have by their id alone", () => {
		const span = spanFixture({ usage: { output: 1 }, costRates: '{"output":"5 =gone *away"}', costSource: null });
		const [line] = callCost(span, releasedBook).lines;
		const unknown = { url: null, date: null, note: null, isOwn: false };
		expect(line?.sources).toEqual([
			{ kind: "price", id: "gone", ...unknown },
			{ kind: "factor", id: "away", ...unknown },
		]);
		const listed = callCost(
			spanFixture({ usage: { output: 1 }, costRates: '{"output":"5"}', costSource: null }),
			releasedBook,
		);
		expect(listed.lines[0]?.sources).toEqual([{ kind: "list", id: null, ...unknown, date: "2026-09-23" }]);
	});
});
