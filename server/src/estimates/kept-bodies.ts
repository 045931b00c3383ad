/** A body as it was kept. */
export interface KeptBody {
	text: string;
	truncated: boolean;
}

export interface KeptBodies {
	request?: KeptBody;
	response?: KeptBody;
}

const lineFeed = 0x0a;
const headBytes = 160;
const head = /^\{"projectId":"[^"]*","spanId":"([^"]*)"/;

/** The lines of `span_payloads` that are of these spans, still as bytes: the other lines are not even decoded. */
export function findBodies(payloads: Uint8Array, ids: ReadonlySet<string>): Map<string, Uint8Array> {
	const found = new Map<string, Uint8Array>();
	const buffer = Buffer.from(payloads.buffer, payloads.byteOffset, payloads.length);
	for (let start = 0; start < buffer.length; ) {
		const ending = buffer.indexOf(lineFeed, start);
		const end = ending < 0 ? buffer.length : ending;
		const [, id] = head.exec(buffer.toString("latin1", start, Math.min(end, start + headBytes))) ?? [];
		if (id !== undefined && ids.has(id)) found.set(id, buffer.subarray(start, end));
		start = end + 1;
	}
	return found;
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

export function readBodies(line: Uint8Array): KeptBodies {
	const row = JSON.parse(decoder.decode(line));
	return {
		request: bodyOf(row.request, row.requestTruncated === true),
		response: bodyOf(row.response, row.responseTruncated === true),
	};
}

/** A body that is one JSON object stands in its line as such. */
function bodyOf(body: unknown, truncated: boolean): KeptBody | undefined {
	if (body === null || body === undefined) return undefined;
	return { text: typeof body === "string" ? body : JSON.stringify(body), truncated };
}
