import { isWellFormed } from "../keys/secret";

/** A word that starts as lens keys do; inside of a longer word, a provider's key for one, only a whole lens key counts. */
const lensKeyStart = /(?<![\w-])lk_/;

/** Whether there may be a lens key in a header's value, or in another text. The plain search spares nearly every value the pattern. */
export function holdsLensKey(value: string): boolean {
	return value.includes("lk_") && (lensKeyStart.test(value) || holdsWholeLensKey(value));
}

/** `lk_` and 49 characters. */
const lensKeyLength = 52;

/**
 * Whether a lens key stands in a text, whatever is before and behind it. The checksum tells: one in 600 tokens of 2,000 base64url
 * characters holds what only looks like a key.
 */
function holdsWholeLensKey(text: string): boolean {
	for (let at = text.indexOf("lk_"); at >= 0; at = text.indexOf("lk_", at + 3))
		if (isWellFormed(text.slice(at, at + lensKeyLength))) return true;
	return false;
}

/** The second letter of `Basic`. */
const letterA = ["a", "A"];

/** The lens key in `Basic …`, as user or as password, or the one of these in which it stands; undefined when there is none. */
export function lensKeyInBasic(authorization: string): string | undefined {
	// Nearly every value is `Bearer …`, and a pattern takes 3 µs when the caches are cold.
	if (!letterA.includes(authorization.charAt(1))) return undefined;
	const [, encoded] = /^basic\s+([A-Za-z0-9+/=_-]+)\s*$/i.exec(authorization) ?? [];
	if (encoded === undefined) return undefined;
	const text = Buffer.from(encoded, "base64").toString("latin1");
	return text.split(":").find((part) => /^lk_[^\s,]*$/.test(part) || holdsWholeLensKey(part));
}

/** The values of a query's parameter, decoded; text that is no encoding stands for itself. */
export function queryValues(query: string, name: string): string[] {
	return query
		.split("&")
		.map((pair) => splitPair(pair))
		.filter((pair) => pair.name === name)
		.map(({ value }) => value);
}

/** The query (with its question mark) without parameters that hold a lens key; all others keep their bytes. */
export function withoutLensKeys(query: string): string {
	if (!mayHoldLensKey(query)) return query;
	const kept = query
		.slice(1)
		.split("&")
		.filter((pair) => !pairHoldsLensKey(pair));
	return kept.length === 0 ? "" : `?${kept.join("&")}`;
}

function pairHoldsLensKey(pair: string): boolean {
	return holdsLensKey(decode(pair)) || holdsLensKey(splitPair(pair).value) || holdsWholeLensKey(fullyDecoded(pair));
}

/** Whether a whole lens key stands in a path, where no client puts it: it would be recorded with the call. */
export function pathHoldsLensKey(path: string): boolean {
	if (path.length < lensKeyLength || !mayHoldLensKey(path)) return false;
	const text = fullyDecoded(path);
	if (!text.includes("lk_")) return false;
	return /(?<![\w-])lk_[0-9A-Za-z]{49}(?![0-9A-Za-z])/.test(text) || holdsWholeLensKey(text);
}

/** Also one of whose letters are percent-encoded. */
function mayHoldLensKey(text: string): boolean {
	return text.includes("lk_") || text.includes("%");
}

/**
 * A text without the percent-encodings of ASCII, however often they were encoded (`%255f`; mixed, `%25%35f`, up to four times),
 * and whatever else stands there that is none: another server may be less strict than `decodeURIComponent`.
 */
function fullyDecoded(text: string): string {
	let decoded = text;
	for (let times = 0; times < 4 && decoded.includes("%"); times++) {
		const before = decoded;
		decoded = before.replace(/%(?:25)*([0-7][0-9a-f])/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16)));
		if (decoded === before) break;
	}
	return decoded;
}

function splitPair(pair: string): { name: string; value: string } {
	const at = pair.indexOf("=");
	return at < 0
		? { name: decode(pair), value: "" }
		: { name: decode(pair.slice(0, at)), value: decode(pair.slice(at + 1)) };
}

function decode(text: string): string {
	try {
		return decodeURIComponent(text.replaceAll("+", " "));
	} catch {
		return text;
	}
}
