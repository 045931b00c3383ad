import { hkdfSync } from "node:crypto";
import { importKey, keyBytes, seal, unseal } from "./cipher";

/**
 * A key-encryption key: seals the organizations' data keys, and nothing else. `place` says what for; it has to be said again to
 * open. Both reject when the key is out of reach; `open` also for what it did not seal.
 */
export interface KeyEncryptionKey {
	/** Stands beside what it sealed, so that the right one is found again. Tells nothing of the key. */
	readonly id: string;
	seal(place: string, plain: Uint8Array<ArrayBuffer>): Promise<string>;
	open(place: string, sealed: string): Promise<Uint8Array<ArrayBuffer>>;
}

const kmsPrefix = "aws-kms:";
const kmsArn = /^arn:aws[a-z-]*:kms:([a-z0-9-]+):\d{12}:(key|alias)\/[\w/-]+$/;

/** Whether a text can be what `LENSAI_KEK` asks for. */
export function isKek(text: string): boolean {
	return text.startsWith(kmsPrefix) ? kmsArnOf(text) !== undefined : readBase64Key(text) !== undefined;
}

/** The ARN and the region in `aws-kms:<ARN>`; undefined for another text. */
export function kmsArnOf(text: string): { arn: string; region: string } | undefined {
	const arn = text.slice(kmsPrefix.length);
	const region = text.startsWith(kmsPrefix) ? kmsArn.exec(arn)?.[1] : undefined;
	return region === undefined ? undefined : { arn, region };
}

/** The 32 bytes in a base64 text; undefined when it is something else. */
export function readBase64Key(text: string): Uint8Array<ArrayBuffer> | undefined {
	if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(text)) return undefined;
	const bytes = new Uint8Array(Buffer.from(text, "base64"));
	return bytes.length === keyBytes ? bytes : undefined;
}

/** The server's secret, turned into a key-encryption key: HKDF-SHA256 with a label of its own. */
export function deriveKek(secret: string): Uint8Array<ArrayBuffer> {
	return new Uint8Array(hkdfSync("sha256", secret, "", "lensai vault kek 1", keyBytes));
}

/** A key that this process holds itself. */
export async function localKek(bytes: Uint8Array<ArrayBuffer>): Promise<KeyEncryptionKey> {
	const key = await importKey(bytes);
	// A label in front, so that the id is of no use for anything else.
	const digest = new Bun.CryptoHasher("sha256").update("lensai vault kek id\0").update(bytes).digest("hex");
	return {
		id: `local:${digest.slice(0, 16)}`,
		seal: (place, plain) => seal(key, place, plain),
		open: (place, sealed) => unseal(key, place, sealed),
	};
}
