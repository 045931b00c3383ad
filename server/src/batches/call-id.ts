import { createHash } from "node:crypto";

/** What names a call of a batch, wherever and whenever its results are fetched. */
export interface BatchCallName {
	organizationId: string;
	/** Provider id. */
	provider: string;
	/** The provider's id of the results: of the batch, or of the file. */
	results: string;
	/** Of the call within them. */
	key: string;
}

/** A UUID of version 8 that only this name gives (122 bits of SHA-256). */
export function batchCallId(name: BatchCallName): string {
	const { organizationId, provider, results, key } = name;
	const bytes = hash([organizationId, provider, results, key]).subarray(0, 16);
	bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
	bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
	const hex = bytes.toString("hex");
	return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** The trace that all calls of the same results stand in: 32 hex digits. */
export function batchTraceId({ organizationId, provider, results }: Omit<BatchCallName, "key">): string {
	return hash([organizationId, provider, results]).toString("hex", 0, 16);
}

/** As JSON, so that no two lists of names run together. */
function hash(names: readonly string[]): Buffer {
	return createHash("sha256").update(JSON.stringify(names)).digest();
}
