import { Refusal } from "./refusal";

export interface BodyLimits {
	maxBytes: number;
	timeoutMs: number;
}

const empty = new Uint8Array();

/**
 * The whole body, as bytes. Throws Refusal 413 when it is longer than `maxBytes` (said or found out), 408 when it does not
 * come in time.
 */
export async function readBody(request: Request, { maxBytes, timeoutMs }: BodyLimits): Promise<Uint8Array> {
	if (request.body === null) return empty;
	const declared = Number(request.headers.get("content-length") ?? Number.NaN);
	if (declared > maxBytes) throw tooLarge(maxBytes);
	let timer: ReturnType<typeof setTimeout> | undefined;
	const late = new Promise<never>((_, reject) => {
		timer = setTimeout(() => reject(new Refusal(408, "body_timeout", `The request body did not arrive within ${timeoutMs} ms.`)), timeoutMs);
	});
	try {
		const read = Number.isNaN(declared) ? readCounted(request.body, maxBytes) : request.bytes();
		return await Promise.race([read, late]);
	} finally {
		clearTimeout(timer);
	}
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
