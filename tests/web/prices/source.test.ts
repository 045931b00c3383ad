import { expect, test } from "bun:test";
import type { PriceSource } from "../../../web/src/api/model";
import { formatFullRate } from "../../../web/src/prices/rate";
import { addressOf, distinctSources, linkOf, nameOfSource, numbersOf } from "../../../web/src/prices/source";

const list: PriceSource = {
	kind: "list",
	id: "genai-prices@0.1.8",
	url: "https://a.example/p",
	date: "2026-09-23",
	note: null,
	isOwn: false,
};
const row: PriceSource = {
	kind: "price",
	id: "1",
	url: "https://b.example/x",
	date: "2026-11-22",
	note: null,
	isOwn: false,
};

test("rows of one page and day are one source, by which rates are numbered", () => {
	const sources = distinctSources([{ sources: [list] }, { sources: [row] }, { sources: [{ ...row, id: "2" }, list] }]);
	expect(sources).toHaveLength(2);
	expect(numbersOf([{ ...row, id: "3" }, list, row], sources)).toEqual([2, 1]);
});

test.each<[Partial<PriceSource>, string]>([
	[list, "genai-prices@0.1.8"],
	[row, "b.example/x"],
	[{ ...row, kind: "factor" }, "b.example/x"],
	[{ ...row, url: null }, "LensAI's price book"],
	[{ ...row, isOwn: true }, "your own price"],
	[{ ...row, isOwn: true, kind: "factor" }, "your own factor"],
])("%p is called %s", (source, name) => {
	expect(nameOfSource({ ...row, ...source })).toBe(name);
});

test("a long address is cut, and only the web is linked to", () => {
	expect(addressOf(`https://a.example/${"x".repeat(80)}`)).toHaveLength(48);
	expect(addressOf("not an address")).toBe("not an address");
	expect(linkOf("https://a.example/")).toBe("https://a.example/");
	expect(linkOf("javascript:alert(1)")).toBeUndefined();
	expect(linkOf(null)).toBeUndefined();
});

test.each([
	["output", "10000000", "$10.00 per 1M tokens"],
	["webSearches", "10000000000", "$10.00 per 1,000 searches"],
	["audioInputHours", "360000000000", "$0.36 per hour"],
	["somethingNew", "1000000000000", "$1.00 per one"],
])("a rate of %s is written for as many as price lists do", (unit, picoUsd, words) => {
	expect(formatFullRate(unit, picoUsd)).toBe(words);
});
