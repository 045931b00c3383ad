import type { Clock, Line } from "./attempt";

/** An error's body is read for the bill it may hold, and so that its connection can be used again; but not for long. */
const maxBytes = 64 * 1024;
const maxMs = 250;

/** The body of an answer that the caller does not get; undefined when it is long or slow. The line is cut then. */
export async function readRefused(response: Response, line: Line, clock: Clock): Promise<Uint8Array | undefined> {
	if (response.body === null) return new Uint8Array();
	const stop = clock.after(maxMs, () => line.cut("total_timeout"));
	const reader = response.body.getReader();
	const pieces: Uint8Array[] = [];
	let bytes = 0;
	try {
		for (;;) {
			const { done, value } = await line.during(reader.read());
			if (done) return Buffer.concat(pieces);
			bytes += value.length;
			if (bytes > maxBytes) break;
			pieces.push(value);
		}
	} catch {
		// It broke off, or was cut: there is no bill to read, and the call goes on elsewhere.
	} finally {
		stop();
	}
	line.cut("total_timeout");
	return undefined;
}
