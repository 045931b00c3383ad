import { describe, expect, test } from "bun:test";
import { usageBuckets, usageUnits } from "../../../server/src/pricing/usage";
import { builtInProviders } from "../../../server/src/providers/list";
import { allCases } from "./all-cases";
import { workOut } from "./money";

const source = /^https?:\/\/.+ \(2026-\d{2}-\d{2}\)$/;

describe("the cases", () => {
	test("are of every built-in provider", () => {
		const covered = new Set(allCases.map(({ provider }) => provider));
		expect(builtInProviders.map(({ id }) => id).filter((id) => !covered.has(id))).toEqual([]);
	});

	test("bill everything that a usage can tell, but for what no answer tells yet", () => {
		const billed = new Set(allCases.flatMap(({ cost }) => Object.keys(cost)));
		const untold = ["pages", "audioOutputSeconds", "videoSeconds"];
		expect([...usageBuckets, ...usageUnits].filter((unit) => !billed.has(unit))).toEqual(
			untold as (typeof usageUnits)[number][],
		);
	});

	test("have names of their own", () => {
		const names = allCases.map(({ provider, name }) => `${provider}: ${name}`);
		expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
	});

	test("name the page of their shape and of their rates, and the day it was read", () => {
		const unnamed = allCases.filter(({ shape, rates }) => !source.test(shape) || !source.test(rates));
		expect(unnamed.map(({ name }) => name)).toEqual([]);
	});

	test("are partial or unpriced where a rate is missing, and nowhere else without one", () => {
		const odd = allCases.filter(({ cost, state = "priced" }) => {
			const lacksRate = Object.values(cost).some((text) => workOut(text).picoUsd === undefined);
			return lacksRate && state !== "partial" && state !== "unpriced";
		});
		expect(odd.map(({ name }) => name)).toEqual([]);
	});

	test.each([
		["BerriAI/litellm", [37923, 9812, 11789, 11364, 42663, 40016, 14849, 16341, 30816]],
		["Portkey-AI/gateway", [1564, 1567, 1754, 1259]],
		["anomalyco/opencode", [4160, 20171, 22028, 39427]],
		["pydantic/genai-prices", [703]],
	])("have what %s is publicly said to get wrong", (repository, threads) => {
		const named = new Set(allCases.map(({ mispriced }) => mispriced));
		expect(threads.filter((thread) => !named.has(`${repository}#${thread}`))).toEqual([]);
	});
});
