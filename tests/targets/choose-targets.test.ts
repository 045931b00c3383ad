import { describe, expect, test } from "bun:test";
import type { BreakerState } from "../../server/src/targets/breaker";
import { chooseTargets, directPolicy, type Health, type Policy } from "../../server/src/targets/choose-targets";
import type { RoutedCall } from "../../server/src/targets/condition";
import type { Target } from "../../server/src/targets/model";
import { seededRandom } from "../support/random";

const healthy: Health = { of: () => ({ state: "closed" }) };
const call: RoutedCall = { model: "gpt-4o", modelIsRoute: false, tags: ["batch", "team:search"], environment: "prod" };

/** Targets named by their provider, which is also their breaker's key. */
const policyOf = (...targets: Target[]): Policy => ({
	targets: targets.map((target) => ({ target, healthKey: target.provider })),
});
const resting = (states: Record<string, BreakerState>): Health => ({
	of: (key) => states[key] ?? { state: "closed" },
});

/** `provider: reason` of those that are tried, and of those left out behind a minus. */
function chosen(
	policy: Policy,
	{
		health = healthy,
		random = () => 0,
		...more
	}: Partial<RoutedCall> & {
		health?: Health;
		random?: () => number;
	} = {},
) {
	const { targets, leftOut } = chooseTargets(policy, { ...call, ...more }, health, random);
	return [
		...targets.map(({ target, reason }) => `${target.provider}: ${reason}`),
		...leftOut.map(({ target, reason }) => `-${target.provider}: ${reason}`),
	];
}

const open = (untilMs: number): BreakerState => ({ state: "open", untilMs, cause: "503; 5 failures in a row" });
const [a, b, c] = [{ provider: "a" }, { provider: "b" }, { provider: "c" }];

describe("targets without weights", () => {
	test("are tried in their order", () => {
		expect(chosen(policyOf(a, b, c))).toEqual(["a: first in order", "b: next in order", "c: next in order"]);
	});

	test("the only one says so", () => {
		expect(chosen(policyOf(a))).toEqual(["a: only target"]);
	});
});

describe("a target that is not for this call", () => {
	const refuses = ({ provider }: Target, model: string | undefined) =>
		provider === "a" ? `not ${model} at a` : undefined;

	test("is left out, and says why; the others share its calls", () => {
		const weighted = policyOf({ ...a, weight: 3 }, { ...b, weight: 1 }, { ...c, weight: 1 });
		expect(chosen(weighted, { refuses, random: () => 0.6 })).toEqual([
			"c: weight 1 of 2",
			"b: weight 1 of 2",
			"-a: not gpt-4o at a",
		]);
	});

	test("does not keep one whose breaker is open from being the last resort", () => {
		expect(chosen(policyOf(a, b), { refuses, health: resting({ b: open(5000) }) })).toEqual([
			expect.stringMatching(/^b: first in order; breaker open until .*; tried all the same/),
			"-a: not gpt-4o at a",
		]);
	});
});

describe("neighbours with weights share their place", () => {
	const weighted = policyOf({ ...a, weight: 3 }, { ...b, weight: 1 }, c);

	test.each([
		[0, ["a: weight 3 of 4", "b: weight 1 of 4", "c: next in order"]],
		[0.749, ["a: weight 3 of 4", "b: weight 1 of 4", "c: next in order"]],
		[0.75, ["b: weight 1 of 4", "a: weight 3 of 4", "c: next in order"]],
		[0.999, ["b: weight 1 of 4", "a: weight 3 of 4", "c: next in order"]],
	])("as chance %d falls", (chance, expected) => {
		expect(chosen(weighted, { random: () => chance })).toEqual(expected);
	});

	test("in proportion, over many calls", () => {
		const random = seededRandom(7);
		const firsts = Array.from({ length: 10_000 }, () => chosen(weighted, { random })[0]?.[0]);
		expect(firsts.filter((first) => first === "a").length / 10_000).toBeCloseTo(0.75, 1);
		expect(firsts).not.toContain("c");
	});

	test("but not across one without a weight that stands between, even when that is left out", () => {
		const policy = policyOf({ ...a, weight: 1 }, { ...b, when: { tags: ["none"] } }, { ...c, weight: 9 });
		expect(chosen(policy, { random: () => 0.99 }).slice(0, 2)).toEqual(["a: weight 1 of 1", "c: weight 9 of 9"]);
	});

	test("and one with weight 0 gets nothing", () => {
		expect(chosen(policyOf({ ...a, weight: 0 }, { ...b, weight: 1 }))).toEqual(["b: weight 1 of 1", "-a: weight 0"]);
	});
});

describe("conditions", () => {
	test.each<[Target["when"], string]>([
		[{ models: ["claude-*", "gpt-4*"] }, "a: first in order; matched condition model gpt-4*"],
		[{ tags: ["team:search"] }, "a: first in order; matched condition tag team:search"],
		[
			{ models: ["*"], environments: ["staging", "prod"] },
			"a: first in order; matched condition model * and environment prod",
		],
		[{}, "a: first in order"],
	])("%j holds", (when, expected) => {
		expect(chosen(policyOf({ ...a, when }, b))[0]).toBe(expected);
	});

	test.each<[Target["when"], Partial<RoutedCall>, string]>([
		[{ models: ["claude-*"] }, {}, "wants model claude-*; the call has gpt-4o"],
		[{ models: ["*"] }, { model: undefined }, "wants model *; the call names none"],
		[{ tags: ["x", "y"] }, {}, "wants tag x or y; the call has batch, team:search"],
		[{ tags: ["x"] }, { tags: [] }, "wants tag x; the call names none"],
		[{ models: ["gpt*"], environments: ["dev"] }, {}, "wants environment dev; the call has prod"],
	])("%j does not hold for a call with %j", (when, more, expected) => {
		expect(chosen(policyOf({ ...a, when }, b), more)).toEqual([
			"b: first in order",
			`-a: condition not met: ${expected}`,
		]);
	});

	test("a call that no target takes has none", () => {
		const choice = chooseTargets(policyOf({ ...a, when: { tags: ["x"] } }), call, healthy, () => 0);
		expect(choice.targets).toEqual([]);
		expect(choice.leftOut).toHaveLength(1);
	});
});

describe("the model that is asked for", () => {
	const models = (policy: Policy, modelIsRoute: boolean) =>
		chooseTargets(policy, { ...call, modelIsRoute }, healthy, () => 0).targets.map(({ model }) => model);

	test("is the target's, else the caller's", () => {
		expect(models(policyOf({ ...a, model: "mistral-large" }, b), false)).toEqual(["mistral-large", "gpt-4o"]);
	});

	test("cannot be the caller's when that is the route's name", () => {
		expect(models(policyOf({ ...a, model: "mistral-large" }, b), true)).toEqual(["mistral-large"]);
		expect(chosen(policyOf(a, { ...b, model: "m" }), { modelIsRoute: true })[1]).toBe(
			"-a: names no model, and the call names the route in its place",
		);
	});
});

describe("breakers", () => {
	const until = Date.UTC(2026, 10, 22, 12);

	test("leave out what is open, and say until when and why", () => {
		expect(chosen(policyOf(a, b), { health: resting({ a: open(until) }) })).toEqual([
			"b: first in order",
			"-a: breaker open until 2026-11-22T12:00:00.000Z (503; 5 failures in a row)",
		]);
	});

	test("let one call through when half-open", () => {
		const half = (probing: boolean) => resting({ a: { state: "half_open", probing, cause: "503" } });
		expect(chosen(policyOf(a, b), { health: half(false) })[0]).toBe(
			"a: first in order; breaker half-open: this call is its probe",
		);
		expect(chosen(policyOf(a, b), { health: half(true) })[1]).toBe("-a: breaker half-open: another call is its probe");
	});

	test("that are all open do not refuse the call: the one that closes first is tried, once", () => {
		const health = resting({ a: open(until + 2), b: open(until), c: open(until + 1) });
		const { targets, leftOut } = chooseTargets(policyOf(a, b, c), call, health, () => 0);
		expect(targets.map(({ target, lastResort }) => [target.provider, lastResort])).toEqual([["b", true]]);
		expect(targets[0]?.reason).toEndWith("tried all the same, because no other target is left");
		expect(leftOut.map(({ target }) => target.provider)).toEqual(["a", "c"]);
	});
});

test("a call without a route has one target, which is the same object for every call", () => {
	const policy = directPolicy({ provider: "openai" });
	const first = chooseTargets(policy, call, healthy, () => 0);
	expect(first.targets).toMatchObject([{ target: { provider: "openai" }, reason: "only target" }]);
	expect(chooseTargets(policy, { ...call, model: "other" }, healthy, () => 0)).toBe(first);
});
