import { expect, test } from "bun:test";
import { hasRatesFor } from "../../server/src/pricing/has-rates";
import type { Tariff, TariffStep } from "../../server/src/pricing/tariff";

const step = (rates: TariffStep["rates"], above = -1): TariffStep => ({
	above,
	rates,
	origins: {},
	numbers: undefined,
});
const tariff = (...steps: TariffStep[]): Tariff => ({
	steps,
	source: "",
	hasRequestFee: false,
	isEstimate: false,
	from: 0,
	until: 1,
});
const both = step({ uncachedInput: 1n, output: 2n });

test.each<[string, readonly string[], Tariff | undefined, boolean]>([
	["all that was used", ["output", "uncachedInput"], tariff(both), true],
	["a rate by the hour for seconds", ["audioInputSeconds"], tariff(step({ audioInputHours: 1n })), true],
	["a part of it", ["output", "pages"], tariff(both), false],
	["short calls alone", ["output"], tariff(step({ output: 1n }), step({}, 200_000)), false],
	["a unit that nothing is counted in", ["requests"], tariff(step({ requests: 1n })), false],
	["a model that the book does not know", ["output"], undefined, false],
	["all but a fee that is not known", ["output"], { ...tariff(both), hasRequestFee: true }, false],
])("with rates for %s", (_, units, given, isWhole) => {
	expect(hasRatesFor(units, given)).toBe(isWhole);
});
