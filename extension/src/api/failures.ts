/** The server does not know the key, or does not any more (401). */
export class KeyRefused extends Error {
	override readonly name = "KeyRefused";
	constructor() {
		super("the server does not accept this key");
	}
}

/** Something answered, but not as a LensAI server does. */
export class UnexpectedAnswer extends Error {
	override readonly name = "UnexpectedAnswer";
}

const networkWords: Record<string, string> = {
	ECONNREFUSED: "nothing listens there",
	ConnectionRefused: "nothing listens there",
	ECONNRESET: "the connection broke off",
	ENOTFOUND: "there is no such host",
	EAI_AGAIN: "the host name cannot be looked up",
	ETIMEDOUT: "it took too long",
	TimeoutError: "it took too long",
	DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is self-signed",
	UNABLE_TO_VERIFY_LEAF_SIGNATURE: "its certificate cannot be verified",
	CERT_HAS_EXPIRED: "its certificate has expired",
};

/** Why a request failed, in words for people. Node's `fetch` says only "fetch failed", and why in `cause.code`. */
export function failureWords(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	const cause = error.cause instanceof Error ? error.cause : undefined;
	for (const failure of [cause, error]) {
		const words = failure && (networkWords[codeOf(failure)] ?? networkWords[failure.name]);
		if (words) return words;
	}
	return cause?.message || error.message;
}

function codeOf(error: Error): string {
	return "code" in error ? String(error.code) : "";
}
