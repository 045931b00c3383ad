import { describe, expect, test } from "bun:test";
import { builtInProviders } from "../../../server/src/providers/list";
import { allCases } from "./all-cases";
import { workOut } from "./money";

const source = /^https?:\/\/.+ \(2026-\d{2}-\d{2}\)$/;

describe("the cases", () => {
	test("are of every built-in provider", () => {
		const covered = new Set(allCases.map(({ provider }) => provider));
		expect(builtInProviders.map(({ id }) => id).filter((id) => !covered.has(id))).toEqual([]);
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
});
