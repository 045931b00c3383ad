/** What a line of an expected cost comes to. */
export interface Line {
	/** Tokens, or units such as searches or seconds. */
	count: number;
	/** Pico-USD for one; undefined for `?`: nobody publishes a rate for it. */
	rate: Fraction | undefined;
	/** Rounded half up. */
	picoUsd: bigint | undefined;
}

/** `digits` ÷ `scale`: a rate by the hour is no whole number of pico-USD a second. */
export interface Fraction {
	digits: bigint;
	scale: bigint;
}

/** By how much a rate's unit is more than one token, search or second. */
const units: Readonly<Record<string, bigint>> = {
	M: 1_000_000n,
	k: 1000n,
	each: 1n,
	min: 60n,
	h: 3600n,
};

const form = /^([\d,]+(?:\.\d+)?) × (?:\?|\$(\d+(?:\.\d+)?)\/([A-Za-z]+)((?: × \d+(?:\.\d+)?)*))$/;

/**
 * Works out one line, written as a person would: `"1,000 × $2.50/M"` is 2,500,000,000 pico-USD. `/M` is by the million, `/k` by
 * the thousand, `/each`, and `/min` and `/h` for seconds. A factor of a tier or region stands behind the rate:
 * `"400 × $3/M × 1.1"`. `"500 × ?"` has no rate. Throws for any other text.
 */
export function workOut(text: string): Line {
	const match = form.exec(text);
	if (match === null) throw new Error(`not a line of a cost: ${text}`);
	const [, counted = "", usd, unit = "", factors = ""] = match;
	const count = Number(counted.replaceAll(",", ""));
	if (usd === undefined) return { count, rate: undefined, picoUsd: undefined };
	const divisor = units[unit];
	if (divisor === undefined) throw new Error(`no unit of a rate: /${unit}`);
	const parts = [usd, ...factors.split(" × ").slice(1)].map(decimal);
	const rate = parts.reduce(product, { digits: 10n ** 12n, scale: divisor });
	return { count, rate, picoUsd: roundHalfUp(product(decimal(String(count)), rate)) };
}

/** Whether `picoUsd` for `per` of something is this rate exactly. */
export function isRate({ digits, scale }: Fraction, picoUsd: bigint, per: number): boolean {
	return picoUsd * scale === digits * BigInt(per);
}

function decimal(text: string): Fraction {
	const [whole = "", places = ""] = text.split(".");
	return { digits: BigInt(whole + places), scale: 10n ** BigInt(places.length) };
}

function product(a: Fraction, b: Fraction): Fraction {
	return { digits: a.digits * b.digits, scale: a.scale * b.scale };
}

function roundHalfUp({ digits, scale }: Fraction): bigint {
	return (digits + scale / 2n) / scale;
}
