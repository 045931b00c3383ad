import type { Deadlines } from "./deadlines";
import { Refusal } from "./refusal";

export interface BodyLimits {
	maxBytes: number;
	/** How long a body may take to arrive. */
	arrival: Deadlines;
}

const empty = new Uint8Array();

/**
 * The whole body, as bytes. Throws Refusal 413 when it is longer than `maxBytes` (said or found out), 408 when it does not
 * come in time.
 */
export function readBody(request: Request, { maxBytes, arrival }: BodyLimits): Promise<Uint8Array> {
	return new Promise((resolve, reject) => {
		if (request.body === null) return resolve(empty);
		const declared = Number(request.headers.get("content-length") ?? Number.NaN);
		if (declared > maxBytes) return reject(tooLarge(maxBytes));
		const deadline = arrival.start(() => reject(tooSlow(arrival.afterMs)));
		const reading = Number.isNaN(declared) ? readCounted(request.body, maxBytes) : request.bytes();
		reading.then(resolve, reject).finally(deadline.stop);
	});
}

async function readCounted(body: ReadableStream<Uint8Array>, maxBytes: number): Promise<Uint8Array> {
	const chunks: Uint8Array[] = [];
	let bytes = 0;
	for await (const chunk of body) {
		bytes += chunk.length;
		if (bytes > maxBytes) throw tooLarge(maxBytes);
		chunks.push(chunk);
	}
	return Buffer.concat(chunks);
}

function tooLarge(maxBytes: number): Refusal {
	return new Refusal(
		413,
		"body_too_large",
		`The request body is larger than ${maxBytes} bytes. The limit is LENSAI_MAX_BODY_BYTES where the server runs.`,
	);
}

function tooSlow(afterMs: number): Refusal {
	return new Refusal(408, "body_timeout", `The request body did not arrive within ${afterMs} ms.`);
}
