import { describe, expect, test } from "bun:test";
import { allCases } from "./all-cases";
import type { ConformanceCase } from "./case";
import { differences, settleCase } from "./run-case";

describe("what the gateway makes of documented answers", () => {
	const providers = [...new Set(allCases.map(({ provider }) => provider))];
	test.each(providers)("is exactly what the published rates of %s give", (provider) => {
		const wrong = allCases
			.filter((given) => given.provider === provider)
			.flatMap((given) => differences(given, settleCase(given)).map((text) => `${given.name}: ${text}`));
		expect(wrong).toEqual([]);
	});

	const [plain] = allCases.filter(({ name }) => name === "gpt-4o, JSON");
	const { cost, ...given } = plain as ConformanceCase;
	test.each<[what: string, changed: Partial<ConformanceCase>, found: string]>([
		["another rate", { cost: { ...cost, output: "100 × $11/M" } }, "output at 10000000"],
		["another count", { cost: { ...cost, output: "99 × $10/M" } }, "output is 100"],
		["a line too few", { cost: { output: "100 × $10/M" } }, "uncachedInput is 1000"],
		["a line too many", { cost: { ...cost, webSearches: "1 × $10/k" } }, "webSearches is 0"],
		["another state", { state: "partial" }, "state is priced"],
	])("differs from a case with %s", (_, changed, found) => {
		const other: ConformanceCase = { ...given, cost, ...changed };
		expect(differences(other, settleCase(other)).join("\n")).toContain(found);
	});
});
