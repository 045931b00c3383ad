import { createHash } from "node:crypto";
import { signAwsRequest } from "../../server/src/providers/authentication/sigv4";

export const kmsCredentials = { accessKeyId: "AKIDKMS", secretAccessKey: "kms-secret-access-key" };
export const kmsArn = "arn:aws:kms:eu-west-1:123456789012:key/0a1b2c3d-0000-4000-8000-000000000000";

/** AWS KMS on this machine, as far as Encrypt and Decrypt go. */
export interface FakeKms {
	url: string;
	/** The operations that it was asked for. */
	operations: string[];
	/** What it answers instead; undefined: what it should. */
	failing?: () => Response;
	stop(): Promise<void>;
}

/**
 * Checks signature, target and type of each request, and answers in the documented shapes:
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html, …/API_Decrypt.html, …/CommonErrors.html (2026-11-22).
 */
export function startKms(): FakeKms {
	const kms: FakeKms = { url: "", operations: [], stop: () => server.stop(true) };
	const kept = new Map<string, { plaintext: string; context: string }>();
	const refuse = (type: string) =>
		Response.json({ __type: type, message: "with arn:aws:iam::1:user/x" }, { status: 400 });
	const server = Bun.serve({
		port: 0,
		hostname: "127.0.0.1",
		async fetch(request) {
			const bytes = await request.bytes();
			const operation = request.headers.get("x-amz-target")?.replace("TrentService.", "") ?? "";
			kms.operations.push(operation);
			if (kms.failing) return kms.failing();
			if (request.headers.get("authorization") !== expectedSignature(request, bytes))
				return refuse("InvalidSignatureException");
			const input = JSON.parse(Buffer.from(bytes).toString());
			if (input.KeyId !== kmsArn) return refuse("NotFoundException");
			const context = JSON.stringify(input.EncryptionContext);
			if (operation === "Encrypt") {
				const blob = createHash("sha256").update(`${kept.size}`).digest("base64");
				kept.set(blob, { plaintext: input.Plaintext, context });
				return Response.json({ CiphertextBlob: blob, KeyId: kmsArn, EncryptionAlgorithm: "SYMMETRIC_DEFAULT" });
			}
			const found = kept.get(input.CiphertextBlob);
			if (found?.context !== context) return refuse("InvalidCiphertextException");
			return Response.json({ Plaintext: found.plaintext, KeyId: kmsArn, EncryptionAlgorithm: "SYMMETRIC_DEFAULT" });
		},
	});
	kms.url = `http://127.0.0.1:${server.port}`;
	return kms;
}

/** By the signer that AWS's test suite has checked. */
function expectedSignature(request: Request, body: Uint8Array): string | undefined {
	const time = request.headers.get("x-amz-date") ?? "";
	const at = new Date(time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));
	const { method, url } = request;
	const headers = {
		"content-type": "application/x-amz-json-1.1",
		"x-amz-target": request.headers.get("x-amz-target") ?? "",
	};
	const signing = { credentials: kmsCredentials, region: "eu-west-1", service: "kms", method, url, headers, body, at };
	return signAwsRequest(signing).authorization;
}
