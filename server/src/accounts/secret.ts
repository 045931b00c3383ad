import { hkdfSync, randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { StartError } from "../errors";

/** What is derived from the one secret of an installation. Each is 256 bits, and tells nothing of the other. */
export interface Secrets {
	/** Signs session cookies. */
	auth: string;
	/** Keys the HMAC of the lens keys: with another one, every key is unknown. */
	pepper: string;
	/** Seals the ids of live events: with another one, every stream is told to look again. */
	eventIds: string;
}

/** Derives by HKDF-SHA256, one label for each use. */
export function deriveSecrets(secret: string): Secrets {
	const derive = (label: string) =>
		Buffer.from(hkdfSync("sha256", secret, "", `lensai ${label} 1`, 32)).toString("base64url");
	return { auth: derive("session cookies"), pepper: derive("lens keys"), eventIds: derive("live events") };
}

/**
 * The secret that was generated into `<dataDir>/secret` (mode 0600) by the first start; for servers on loopback that were
 * given none. Throws StartError when the file is there but cannot be a secret.
 */
export function readOrCreateSecret(dataDir: string): string {
	const path = join(dataDir, "secret");
	if (!existsSync(path)) {
		const unfinished = `${path}.unfinished`;
		writeFileSync(unfinished, `${randomBytes(32).toString("base64url")}\n`, { mode: 0o600 });
		renameSync(unfinished, path);
	}
	const secret = readFileSync(path, "utf8").trim();
	if (secret.length >= 32) return secret;
	throw new StartError(
		`${path} holds no secret. Restore it from a backup, or delete it: then everybody signs in anew and needs new lens keys.`,
	);
}
