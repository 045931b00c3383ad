/** One server-sent event. */
export interface ServerEvent {
	/** `message` when the server did not name it. */
	event: string;
	data: string;
	/** The last id that the stream has given, as it is sent back in `Last-Event-ID`. */
	id?: string;
}

/**
 * Reads a stream of server-sent events to its end, by https://html.spec.whatwg.org/multipage/server-sent-events.html
 * (2026-11-22) without `retry`. Chunks may cut anywhere, inside a character too. Comments are left out, events without data
 * as well, as the standard has it.
 */
export async function* readServerEvents(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ServerEvent> {
	let fields = noFields();
	let lastId: string | undefined;
	for await (const line of readLines(chunks)) {
		if (line === "") {
			if (fields.data.length > 0) yield { event: fields.event, data: fields.data.join("\n"), id: lastId };
			fields = noFields();
			continue;
		}
		const [name, value] = splitField(line);
		if (name === "data") fields.data.push(value);
		else if (name === "event") fields.event = value;
		else if (name === "id" && !value.includes("\0")) lastId = value;
	}
}

function noFields(): { event: string; data: string[] } {
	return { event: "message", data: [] };
}

/** `name: value`; one blank after the colon does not count. A comment has an empty name. */
function splitField(line: string): [name: string, value: string] {
	const colon = line.indexOf(":");
	if (colon < 0) return [line, ""];
	return [line.slice(0, colon), line.slice(colon + 1).replace(/^ /, "")];
}

/** Lines that end with LF, CRLF or CR. What follows the last line end is an unfinished line, and is dropped. */
async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
	const decoder = new TextDecoder();
	let rest = "";
	let endedInCr = false;
	for await (const chunk of chunks) {
		const text = decoder.decode(chunk, { stream: true });
		const lines = (rest + (endedInCr ? text.replace(/^\n/, "") : text)).split(/\r\n|\n|\r/);
		rest = lines.pop() ?? "";
		// The LF of a CRLF may come with the next chunk; an empty text says nothing about it.
		if (text !== "") endedInCr = text.endsWith("\r");
		yield* lines;
	}
}
