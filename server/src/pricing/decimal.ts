const pico = 12;

/**
 * A decimal number of USD for `per` things (a power of ten) as integer pico-USD for one, through its digits, so without the
 * error of a float product: 0.075 per million → 75,000. What lies below a pico-USD is rounded half up.
 */
export function picoUsd(usd: number | string, per: 1 | 1000 | 1_000_000): bigint {
	return scaled(usd, pico - Math.round(Math.log10(per)));
}

/** A decimal factor in millionths: 1.1 → 1,100,000. */
export function millionths(factor: number | string): bigint {
	return scaled(factor, 6);
}

/** `amount × rate / per`, rounded half up to a pico-USD. The amount may have a fraction: seconds do. */
export function multiply(amount: number, rate: bigint, per: bigint): bigint {
	const [digits, places] = digitsOf(String(amount));
	return divide(digits * rate, per * 10n ** BigInt(places));
}

/** A rate times a factor in millionths. */
export function timesFactor(rate: bigint, factor: bigint): bigint {
	return divide(rate * factor, 1_000_000n);
}

function scaled(value: number | string, exponent: number): bigint {
	const [digits, places] = digitsOf(String(value));
	return places <= exponent
		? digits * 10n ** BigInt(exponent - places)
		: divide(digits, 10n ** BigInt(places - exponent));
}

/** `2.50` → 250 and 2 places; `5e-7` → 5 and 7 places. */
function digitsOf(text: string): [digits: bigint, places: number] {
	const [mantissa, exponent = "0"] = text.split("e") as [string, string?];
	const [whole, fraction = ""] = mantissa.split(".") as [string, string?];
	const digits = BigInt(whole + fraction);
	const places = fraction.length - Number(exponent);
	return places >= 0 ? [digits, places] : [digits * 10n ** BigInt(-places), 0];
}

function divide(value: bigint, by: bigint): bigint {
	return (value + by / 2n) / by;
}
