import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A certificate for a host that signs itself, made with openssl. */
export function createCertificate(host: string): { cert: string; key: string } {
	const folder = mkdtempSync(join(tmpdir(), "lensai-certificate-"));
	try {
		const [cert, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
		const subject = ["-subj", `/CN=${host}`, "-addext", `subjectAltName=DNS:${host}`];
		const algorithm = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
		const made = spawnSync("openssl", [
			"req",
			"-x509",
			...algorithm,
			"-days",
			"2",
			...subject,
			"-keyout",
			key,
			"-out",
			cert,
		]);
		if (made.status !== 0) throw new Error(`openssl made no certificate: ${made.stderr}`);
		return { cert: readFileSync(cert, "utf8"), key: readFileSync(key, "utf8") };
	} finally {
		rmSync(folder, { recursive: true });
	}
}
