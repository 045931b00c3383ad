/** AES-256-GCM by WebCrypto. https://csrc.nist.gov/pubs/sp/800/38/d/final: 96-bit random nonces, 128-bit tags. */
const algorithm = "AES-GCM";
const nonceBytes = 12;
const format = "v1";
/** 256 bits. */
export const keyBytes = 32;

const encoder = new TextEncoder();

/** Text or bytes could not be opened: another key, another place, or not what was sealed. Says nothing of the contents. */
export class SealBroken extends Error {
	override readonly name = "SealBroken";
}

/** A key that can be used and not be read out again. */
export function importKey(bytes: Uint8Array<ArrayBuffer>): Promise<CryptoKey> {
	if (bytes.length !== keyBytes) throw new Error("A key of AES-256 has 32 bytes.");
	return crypto.subtle.importKey("raw", bytes, algorithm, false, ["encrypt", "decrypt"]);
}

/** What can be opened only with the same key and the same `place`, which is not secret and not contained: `v1.<nonce>.<bytes>`. */
export async function seal(key: CryptoKey, place: string, plain: Uint8Array<ArrayBuffer>): Promise<string> {
	const iv = crypto.getRandomValues(new Uint8Array(nonceBytes));
	const additionalData = encoder.encode(place);
	const bytes = await crypto.subtle.encrypt({ name: algorithm, iv, additionalData }, key, plain);
	return [format, Buffer.from(iv).toString("base64url"), Buffer.from(bytes).toString("base64url")].join(".");
}

/** Throws SealBroken. */
export async function unseal(key: CryptoKey, place: string, sealed: string): Promise<Uint8Array<ArrayBuffer>> {
	const [version, nonce = "", text = "", ...rest] = sealed.split(".");
	if (version !== format || rest.length > 0) throw new SealBroken("This was not sealed in a way that is known here.");
	const iv = new Uint8Array(Buffer.from(nonce, "base64url"));
	const bytes = new Uint8Array(Buffer.from(text, "base64url"));
	const additionalData = encoder.encode(place);
	try {
		return new Uint8Array(await crypto.subtle.decrypt({ name: algorithm, iv, additionalData }, key, bytes));
	} catch {
		// WebCrypto tells no reason on purpose.
		throw new SealBroken("This was sealed with another key, for another place, or was changed.");
	}
}
