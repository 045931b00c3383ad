import type { Config } from "../config";
import { StartError } from "../errors";
import type { Fetch } from "../proxy/send";
import { awsKms } from "./aws-kms";
import type { Keks } from "./data-keys";
import { deriveKek, kmsArnOf, localKek, readBase64Key } from "./kek";

interface KekOptions extends Pick<Config, "kek" | "formerKeks" | "awsCredentials"> {
	/** The server's own, from which a key-encryption key is derived where none was given. */
	secret: string;
	fetch: Fetch;
}

/**
 * The key-encryption keys that this server was given. The derived one always opens what it sealed, so that a `LENSAI_KEK` can be
 * set later. Throws StartError when AWS KMS is asked for without access keys.
 */
export async function openKeks({ kek, formerKeks, awsCredentials, secret, fetch }: KekOptions): Promise<Keks> {
	const derived = await localKek(deriveKek(secret));
	const open = (text: string) => {
		const kms = kmsArnOf(text);
		if (kms !== undefined) {
			if (awsCredentials === undefined)
				throw new StartError(
					"LENSAI_KEK names a key in AWS KMS: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, too.",
				);
			return awsKms({ ...kms, credentials: awsCredentials, fetch });
		}
		const bytes = readBase64Key(text);
		if (bytes === undefined) throw new StartError("A key-encryption key is not 32 bytes of base64.");
		return localKek(bytes);
	};
	const former = await Promise.all(formerKeks.map(open));
	return kek === undefined ? { current: derived, former } : { current: await open(kek), former: [...former, derived] };
}
