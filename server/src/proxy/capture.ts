import type { Capture, Payload } from "../journal/span";

/** How much of a body is kept, in bytes. */
export const maxPayloadBytes = 1024 * 1024;

const order: readonly Capture[] = ["off", "metadata", "full"];

/**
 * The project's choice, or less when the header `x-lensai-capture` asks for less. A header never widens it, and one that is
 * misspelt means that somebody wanted less: bodies are not kept then.
 */
export function captureOf(project: Capture, header: string | null): Capture {
	if (header === null || header === "") return project;
	const asked = order.find((capture) => capture === header) ?? "metadata";
	return order.indexOf(asked) < order.indexOf(project) ? asked : project;
}

/** A body as it is kept: cut at `maxPayloadBytes`, or up to 3 bytes before, where a character ends. */
export function payloadOf(body: Uint8Array, { isJson }: { isJson: boolean }): Payload {
	if (body.length <= maxPayloadBytes) return { bytes: body, truncated: false, isJson };
	// A copy, so that the rest can go.
	return { bytes: body.slice(0, characterEnd(body, maxPayloadBytes)), truncated: true, isJson: false };
}

/** The last end of a UTF-8 character that is not after `at`. */
function characterEnd(body: Uint8Array, at: number): number {
	for (let end = at; end > at - 4; end--) if (((body[end] ?? 0) & 0xc0) !== 0x80) return end;
	return at;
}

/** Collects the beginning of a body that passes in chunks. The chunks are kept as they are, so they must not be written to. */
export class PayloadCollector {
	bytes = 0;
	private readonly chunks: Uint8Array[] = [];
	private kept = 0;

	/** @param limit how many bytes to keep; 0 counts only. */
	constructor(private readonly limit: number) {}

	add(chunk: Uint8Array): void {
		this.bytes += chunk.length;
		if (this.kept >= this.limit) return;
		this.chunks.push(chunk);
		this.kept += chunk.length;
	}

	/** What was kept, in one piece; may be up to a chunk longer than the limit. */
	body(): Uint8Array {
		const [only] = this.chunks;
		return this.chunks.length === 1 && only !== undefined ? only : Buffer.concat(this.chunks);
	}

	payload({ isJson }: { isJson: boolean }): Payload {
		const payload = payloadOf(this.body(), { isJson });
		return this.bytes > this.kept ? { ...payload, truncated: true, isJson: false } : payload;
	}
}
