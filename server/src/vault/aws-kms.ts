import { DomainError } from "../errors";
import { type AwsCredentials, signAwsRequest } from "../providers/authentication/sigv4";
import type { Fetch } from "../proxy/send";
import type { KeyEncryptionKey } from "./kek";

interface KmsOptions {
	/** The ARN of a symmetric key, or of an alias of one. */
	arn: string;
	region: string;
	credentials: AwsCredentials;
	fetch: Fetch;
	/** Instead of AWS's own address. */
	endpoint?: string;
	clock?: () => number;
}

/** KMS answers in tens of milliseconds; nobody waits longer than this for a provider key. */
const patienceMs = 5000;

/**
 * A key in AWS KMS, which never leaves it: data keys are sealed by `Encrypt` and opened by `Decrypt`, with the place as the
 * encryption context. https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html, …/API_Decrypt.html (2026-11-22)
 */
export function awsKms({ arn, region, credentials, fetch, endpoint, clock = Date.now }: KmsOptions): KeyEncryptionKey {
	const url = `${endpoint ?? `https://kms.${region}.amazonaws.com`}/`;

	async function call(operation: "Encrypt" | "Decrypt", input: object): Promise<Record<string, unknown>> {
		const body = new TextEncoder().encode(JSON.stringify(input));
		const headers = { "content-type": "application/x-amz-json-1.1", "x-amz-target": `TrentService.${operation}` };
		const signing = { credentials, region, service: "kms", method: "POST", url, headers, body };
		const signed = { ...headers, ...signAwsRequest({ ...signing, at: new Date(clock()) }) };
		const signal = AbortSignal.timeout(patienceMs);
		const response = await fetch(url, { method: "POST", headers: signed, body, signal, redirect: "manual" }).catch(
			() => {
				throw unavailable("it could not be reached");
			},
		);
		const answer: unknown = await response.json().catch(() => undefined);
		const isRecord = typeof answer === "object" && answer !== null;
		if (response.ok && isRecord) return answer as Record<string, unknown>;
		throw unavailable(`${operation} was answered with ${response.status}${reasonIn(answer)}`);
	}

	return {
		id: `aws-kms:${arn}`,
		async seal(place, plain) {
			const input = { KeyId: arn, Plaintext: base64(plain), EncryptionContext: { lensai: place } };
			return textIn(await call("Encrypt", input), "CiphertextBlob");
		},
		async open(place, sealed) {
			const input = { KeyId: arn, CiphertextBlob: sealed, EncryptionContext: { lensai: place } };
			return new Uint8Array(Buffer.from(textIn(await call("Decrypt", input), "Plaintext"), "base64"));
		},
	};
}

function base64(bytes: Uint8Array): string {
	return Buffer.from(bytes).toString("base64");
}

function textIn(answer: Record<string, unknown>, member: string): string {
	const value = answer[member];
	if (typeof value === "string") return value;
	throw unavailable(`its answer holds no ${member}`);
}

/** The name of the exception, e.g. `AccessDeniedException`; its message may name accounts and roles. */
function reasonIn(answer: unknown): string {
	const type: unknown = typeof answer === "object" && answer !== null ? Reflect.get(answer, "__type") : undefined;
	const [, name] = (typeof type === "string" && /(?:^|#)([A-Za-z]{1,60})$/.exec(type)) || [];
	return name === undefined ? "" : ` (${name})`;
}

function unavailable(why: string): DomainError {
	return new DomainError("provider_key_unusable", 503, `AWS KMS cannot be used to open provider keys: ${why}.`);
}
