/** A lens key is `lk_`, 43 base62 characters (256 random bits), and 6 of their CRC-32, so that a slip of the hand is seen at once. */
const shape = /^lk_([0-9A-Za-z]{43})([0-9A-Za-z]{6})$/;
const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** A new secret. Whoever asks for it is the only one to see it. */
export function createSecret(): string {
	const random = Buffer.from(crypto.getRandomValues(new Uint8Array(32)));
	const body = toBase62(BigInt(`0x${random.toString("hex")}`), 43);
	return `lk_${body}${checksum(body)}`;
}

/** Whether the text could be a lens key at all: shape and checksum. Tells nothing of whether it exists. */
export function isWellFormed(secret: string): boolean {
	const [, body = "", check] = shape.exec(secret) ?? [];
	return check !== undefined && check === checksum(body);
}

/** What is stored of a key: HMAC-SHA256 under the server's pepper, base64url (43 characters). 1.2 µs. */
export function hashSecret(pepper: string, secret: string): string {
	return new Bun.CryptoHasher("sha256", pepper).update(secret).digest("base64url");
}

/** The part of a secret that is stored and shown, to tell keys apart; 30 of its 256 bits. */
export function prefixOf(secret: string): string {
	return secret.slice(0, 8);
}

function checksum(body: string): string {
	return toBase62(BigInt(Bun.hash.crc32(body)), 6);
}

function toBase62(value: bigint, length: number): string {
	let text = "";
	for (let rest = value; rest > 0n; rest /= 62n) text = alphabet[Number(rest % 62n)] + text;
	return text.padStart(length, "0");
}
