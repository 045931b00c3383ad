/** A sum of money as a provider wrote it. */
export interface Amount {
	picoUsd: bigint;
	/** The finest step that the provider can have rounded to: of `0.06` a cent, of `0.0612` a hundredth of one. */
	stepPicoUsd: bigint;
}

const picoDigits = 12;
const cent = 10_000_000_000n;
const decimal = /^(-?)(\d{1,30})(?:\.(\d{1,60}))?(?:[eE]([+-]?\d{1,2}))?$/;

/**
 * A decimal text as integer pico-USD, exactly; digits below one pico-USD are rounded half away from zero. `exponent` is the
 * power of ten of its unit in USD: 0 for dollars, -2 for cents. `12.345` in cents is 123_450_000_000. Undefined for what is no
 * number.
 */
export function readAmount(text: string, exponent = 0): Amount | undefined {
	const [, sign, whole = "", fraction = "", power = "0"] = decimal.exec(text.trim()) ?? [];
	if (sign === undefined) return undefined;
	const scale = picoDigits + exponent + Number(power) - fraction.length;
	const digits = BigInt(whole + fraction);
	const picoUsd = scale >= 0 ? digits * 10n ** BigInt(scale) : divideRounded(digits, 10n ** BigInt(-scale));
	return { picoUsd: sign === "-" ? -picoUsd : picoUsd, stepPicoUsd: stepOf(digits, scale) };
}

function divideRounded(dividend: bigint, divisor: bigint): bigint {
	return (dividend + divisor / 2n) / divisor;
}

/** Of the last digit that is not zero, and never more than a cent. */
function stepOf(digits: bigint, scale: number): bigint {
	if (digits === 0n) return cent;
	const zeros = digits.toString().length - digits.toString().replace(/0+$/, "").length;
	const power = scale + zeros;
	if (power <= 0) return 1n;
	const step = 10n ** BigInt(power);
	return step < cent ? step : cent;
}
