import type { BookEntry, BookFile } from "../book-file";
import { type TextRates, textRates, timesAll } from "./text-rates";

const page = "https://api-docs.deepseek.com/quick_start/pricing";
const read = "2026-11-22";

/** 01:00 to 04:00 and 06:00 to 10:00 UTC. */
const peaks = [
	{ from: 60, until: 240 },
	{ from: 360, until: 600 },
];
const weekend = [0, 6];

type From = NonNullable<BookEntry["from"]>;

/**
 * Twice as dear in peak hours, from 2026-08-23 on not at weekends. Nor on public holidays in China, which stand in no calendar
 * here: on those days a price is too high.
 */
function byTheHour(models: readonly string[], offPeak: TextRates, from: From, weekendsFrom: From): BookEntry[] {
	const entry = { models, source: page, read } as const;
	return [
		{ ...entry, from, perMillion: textRates(offPeak) },
		...peaks.flatMap((minutes): BookEntry[] => [
			{ ...entry, from, conditions: { minutes }, perMillion: textRates(timesAll(offPeak, 2)) },
			{ ...entry, from: weekendsFrom, conditions: { minutes, days: weekend }, perMillion: textRates(offPeak) },
		]),
	];
}

const began = "2026-08-16T16:00:00Z";
const weekendsBegan = "2026-08-23";
const flash = { input: 0.15, cacheRead: 0.003, output: 0.6 };

export const deepseek: BookFile = {
	provider: "deepseek",
	entries: [
		{
			models: ["deepseek-v4-flash*"],
			perMillion: textRates({ input: 0.14, cacheRead: 0.0028, output: 0.28 }),
			source: page,
			read,
		},
		{
			models: ["deepseek-v4-pro*"],
			perMillion: textRates({ input: 0.435, cacheRead: 0.003625, output: 0.87 }),
			source: page,
			read,
		},
		...byTheHour(["deepseek-v4-flash*"], { input: 0.22, cacheRead: 0.007, output: 0.66 }, began, weekendsBegan),
		...byTheHour(["deepseek-v4-pro*"], { input: 0.66, cacheRead: 0.022, output: 1.98 }, began, weekendsBegan),
		...byTheHour(["deepseek-flash*"], flash, began, weekendsBegan),
		// Served by V4.1 Flash under its old name; the first day on which a reader of the page found it so.
		...byTheHour(["deepseek-v4-flash*"], flash, "2026-10-16", "2026-10-16"),
	],
};
