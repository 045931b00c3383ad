/**
 * A million calls in a month, as numbers: the n-th one is the same in SQL, which puts them into ClickHouse, and in TypeScript, which
 * works out their cost apart from the server. Rates are pico-USD per token, as https://developers.openai.com/api/docs/pricing has them
 * (2026-11-22) unless a line says otherwise.
 */
export const firstMs = Date.UTC(2026, 9, 1);
const monthMs = 30 * 86_400_000;

interface Rates {
	uncachedInput: bigint;
	cacheRead: bigint;
	output: bigint;
}

interface Model {
	name: string;
	/** As the spans have it; undefined: they are unpriced. */
	recorded: Rates | undefined;
	/** From `fromMs` on, as the organization enters them. */
	later?: { rates: Rates; fromMs: number };
}

const rates = (uncachedInput: bigint, cacheRead: bigint, output: bigint): Rates => ({
	uncachedInput,
	cacheRead,
	output,
});

/** When the price of gpt-4o changes: in the middle of a second, in the middle of the month. */
export const changeMs = firstMs + monthMs / 2 + 137;

export const models: readonly Model[] = [
	// A price change from a date on.
	{
		name: "gpt-4o",
		recorded: rates(2_500_000n, 1_250_000n, 10_000_000n),
		later: { rates: rates(2_250_000n, 1_125_000n, 9_000_001n), fromMs: changeMs },
	},
	{ name: "gpt-4o-mini", recorded: rates(150_000n, 75_000n, 600_000n) },
	{ name: "gpt-4.1", recorded: rates(2_000_000n, 500_000n, 8_000_000n) },
	// Recorded at a price that was entered wrong, and is corrected.
	{
		name: "house-large",
		recorded: rates(3_000_000n, 300_000n, 15_000_000n),
		later: { rates: rates(3_000_000n, 30_000n, 12_500_000n), fromMs: firstMs },
	},
	// Priced late.
	{
		name: "house-small",
		recorded: undefined,
		later: { rates: rates(90_000n, 9_000n, 333_333n), fromMs: firstMs },
	},
];

/** How many milliseconds lie between two of `count` calls. */
export const stepOf = (count: number) => Math.floor(monthMs / count);

export const tokensSql = {
	uncachedInput: "toUInt64(100 + (number * 7919) % 4001)",
	cacheRead: "toUInt64((number * 104729) % 1009)",
	output: "toUInt64(10 + (number * 1299709) % 701)",
};

function tokensOf(n: number): Rates {
	return rates(BigInt(100 + ((n * 7919) % 4001)), BigInt((n * 104729) % 1009), BigInt(10 + ((n * 1299709) % 701)));
}

const costOf = (tokens: Rates, by: Rates) =>
	tokens.uncachedInput * by.uncachedInput + tokens.cacheRead * by.cacheRead + tokens.output * by.output;

export interface Expected {
	/** Of calls whose cost is known. */
	before: bigint;
	after: bigint;
	adjusted: number;
	unpricedBefore: number;
}

/** What the calls cost before and after, worked out one by one. */
export function expectedOf(count: number): Expected {
	const expected: Expected = { before: 0n, after: 0n, adjusted: 0, unpricedBefore: 0 };
	for (let n = 0; n < count; n++) {
		const { recorded, later } = models[n % models.length] as Model;
		const tokens = tokensOf(n);
		const before = recorded && costOf(tokens, recorded);
		const holds = later !== undefined && firstMs + n * stepOf(count) >= later.fromMs;
		const after = holds ? costOf(tokens, later.rates) : before;
		if (before === undefined) expected.unpricedBefore++;
		if (before !== after) expected.adjusted++;
		expected.before += before ?? 0n;
		expected.after += after ?? 0n;
	}
	return expected;
}
