import type { Payload } from "../../server/src/journal/span";

/** A body as the gateway keeps it. */
export function payload(text: string, { truncated = false, isJson = false } = {}): Payload {
	return { bytes: new TextEncoder().encode(text), truncated, isJson };
}

/** What stands in a kept body. */
export function textOf(kept: Payload | undefined): string | undefined {
	return kept && new TextDecoder().decode(kept.bytes);
}
