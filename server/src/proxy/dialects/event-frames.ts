const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const dataField = Buffer.from("data:");
const nothing = Buffer.alloc(0);
const byteOrderMark = Buffer.from("\ufeff");

/** An event longer than this passes unread. A provider's events are some hundred bytes. */
export const maxEventBytes = 1024 * 1024;

/**
 * Cuts a stream of server-sent events, in chunks with any borders, into events: `take` a chunk, call `next` until it is
 * false (the event then lies in `bytes` from `start` to `end`, its blank line included), `keep` what is left for the next
 * chunk. A chunk of whole events is read in place; only an incomplete event is copied, so at most `maxBytes` and a chunk are
 * held. Lines end as the first one does: with LF or CRLF, or with CR alone. A byte order mark before the first is skipped.
 * Source: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream (2026-11-22).
 */
export class EventFrames {
	bytes: Buffer = nothing;
	start = 0;
	end = 0;
	/** The event, or this piece of it, belongs to one that is longer than `maxEventBytes`. */
	overlong = false;

	private held: Buffer = nothing;
	private heldLength = 0;
	/** Up to here `bytes` holds no end of the event that starts at `end`. */
	private searched = 0;
	private insideOverlong = false;
	/** What a line's last byte is; not known before the first line has ended. */
	private lineEnding: number | undefined;
	private isFirst = true;
	/** Where the event's first line starts. */
	private textStart = 0;
	/** Where the line that starts at `end` ends, if that was found while its event was searched for. */
	private firstLineEnd = -1;

	/** @param maxBytes for APIs that send whole images in one event. */
	constructor(private readonly maxBytes = maxEventBytes) {}

	/** Reads on with this chunk, which must stay as it is until `keep`. */
	take(chunk: Uint8Array): void {
		if (this.heldLength === 0) {
			this.bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
		} else {
			this.held = grow(this.held, this.heldLength, this.heldLength + chunk.length);
			this.held.set(chunk, this.heldLength);
			this.heldLength += chunk.length;
			this.bytes = this.held.subarray(0, this.heldLength);
		}
	}

	/** Moves on to the next whole event, or piece of an overlong one; false when the bytes so far hold none. */
	next(): boolean {
		const eventEnd = this.findEventEnd();
		if (eventEnd >= 0) return this.moveTo(eventEnd, false);
		this.searched = this.bytes.length;
		// The last two bytes of a piece stay, because a blank line is recognised by what stands before it.
		const rest = this.bytes.length - this.end;
		if (rest > (this.insideOverlong ? 2 : this.maxBytes)) return this.moveTo(this.bytes.length - 2, true);
		return false;
	}

	/** After the last chunk: moves on to an event that lacks its blank line; false when nothing is left. */
	last(): boolean {
		return this.end < this.bytes.length && this.moveTo(this.bytes.length, false);
	}

	/** Copies what belongs to an unfinished event, after which the chunk may go its way. */
	keep(): void {
		const rest = this.bytes.length - this.end;
		if (rest > 0 && (this.heldLength === 0 || this.end > 0)) {
			this.held = grow(this.held, 0, rest);
			this.bytes.copy(this.held, 0, this.end);
		}
		this.searched -= this.end;
		this.end = 0;
		this.firstLineEnd = -1;
		this.heldLength = rest;
		this.bytes = rest > 0 ? this.held.subarray(0, rest) : nothing;
	}

	/** The current event's data; `at` is its place in `bytes`, unless it came in several lines and had to be joined. */
	data(): { text: Buffer; at?: number } | undefined {
		if (this.overlong) return undefined;
		let found: { text: Buffer; at?: number } | undefined;
		let joined: JoinedLines | undefined;
		for (let lineStart = this.textStart; lineStart < this.end; ) {
			const isKnown = lineStart <= this.firstLineEnd;
			const endingAt = isKnown ? this.firstLineEnd : this.bytes.indexOf(this.lineEnding ?? lineFeed, lineStart);
			const nextLine = endingAt < 0 || endingAt >= this.end ? this.end : endingAt + 1;
			if (startsWith(this.bytes, dataField, lineStart, nextLine)) {
				const at = lineStart + (this.bytes[lineStart + 5] === 0x20 ? 6 : 5);
				const text = this.bytes.subarray(at, lineEnd(this.bytes, at, nextLine));
				if (found === undefined) found = { text, at };
				else {
					joined ??= new JoinedLines(found.text, this.end - this.start);
					joined.add(text);
				}
			}
			lineStart = nextLine;
		}
		return joined === undefined ? found : { text: joined.text() };
	}

	private findEventEnd(): number {
		const { bytes } = this;
		this.lineEnding ??= this.findLineEnding();
		const { lineEnding } = this;
		if (lineEnding === undefined) return -1;
		for (let from = Math.max(this.searched, this.end); ; ) {
			const at: number = bytes.indexOf(lineEnding, from);
			if (at < 0) return -1;
			const isCrLf = lineEnding === lineFeed && bytes[at - 1] === carriageReturn && at - 1 >= this.end;
			const before: number = isCrLf ? at - 1 : at;
			if (before === this.end || bytes[before - 1] === lineEnding) return at + 1;
			if (from === this.end) this.firstLineEnd = at;
			// A blank line right behind it is seen without another search.
			const next: number = lineEnding === lineFeed && bytes[at + 1] === carriageReturn ? at + 2 : at + 1;
			if (bytes[next] === lineEnding) return next + 1;
			from = at + 1;
		}
	}

	/** Undefined, too, when the bytes so far end with a CR that a LF may follow. */
	private findLineEnding(): number | undefined {
		const { bytes } = this;
		const from = Math.max(this.searched - 1, this.end);
		const lineFeedAt = bytes.indexOf(lineFeed, from);
		const returnAt = bytes.indexOf(carriageReturn, from);
		if (returnAt < 0 || (lineFeedAt >= 0 && lineFeedAt < returnAt)) return lineFeedAt < 0 ? undefined : lineFeed;
		if (returnAt + 1 === bytes.length) return undefined;
		return bytes[returnAt + 1] === lineFeed ? lineFeed : carriageReturn;
	}

	private moveTo(end: number, inside: boolean): true {
		this.start = this.end;
		this.end = end;
		const marked = this.isFirst && startsWith(this.bytes, byteOrderMark, this.start, end);
		this.textStart = marked ? this.start + byteOrderMark.length : this.start;
		this.isFirst = false;
		this.overlong = inside || this.insideOverlong || end - this.start > this.maxBytes;
		this.insideOverlong = inside;
		return true;
	}
}

/** Written one behind the other, so that very many short lines are not copied anew for each. */
class JoinedLines {
	private readonly bytes: Buffer;
	private length: number;

	/** @param maxBytes of all lines together, and their line feeds. */
	constructor(first: Buffer, maxBytes: number) {
		this.bytes = Buffer.alloc(maxBytes);
		this.length = first.copy(this.bytes);
	}

	add(line: Buffer): void {
		this.bytes[this.length++] = lineFeed;
		this.length += line.copy(this.bytes, this.length);
	}

	text(): Buffer {
		return this.bytes.subarray(0, this.length);
	}
}

function grow(buffer: Buffer, keepBytes: number, wanted: number): Buffer {
	if (wanted <= buffer.length) return buffer;
	const grown = Buffer.alloc(Math.max(1024, wanted * 2));
	buffer.copy(grown, 0, 0, keepBytes);
	return grown;
}

function startsWith(bytes: Buffer, prefix: Buffer, start: number, end: number): boolean {
	if (end - start < prefix.length) return false;
	for (let i = 0; i < prefix.length; i++) if (bytes[start + i] !== prefix[i]) return false;
	return true;
}

/** Where the line's text ends, given where the next line starts. */
function lineEnd(bytes: Buffer, at: number, nextLine: number): number {
	let end = nextLine;
	if (end > at && bytes[end - 1] === lineFeed) end--;
	if (end > at && bytes[end - 1] === carriageReturn) end--;
	return end;
}
