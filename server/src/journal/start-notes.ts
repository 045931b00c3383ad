import { existsSync, readFileSync, writeFileSync } from "node:fs";

/**
 * Notes of calls that were admitted of late, in memory that belongs to a file (a shared mapping). The system keeps
 * what stands there when the process is killed, so a note is safe from that the moment it is made: for 0.1 µs, without a system call
 * and without waiting for the timer of the group commit. It is not safe from a power cut; a row in the index is.
 *
 * Two pages take turns: a call that ends while its note stands on one of them, as short ones do, never needs a row.
 */
export interface StartNotes {
	/** Notes a span, as JSON text. False: there is no room, so the call needs a row with the next commit. */
	note(span: string): boolean;
	/** How many stand on the newer page. */
	readonly count: number;
	/** Wipes the older page, whose calls have rows now or have ended, and begins it anew; `lastSeq` is the newest sequence number. */
	turn(lastSeq: number): void;
}

/** What a process that died left behind on one page. */
export interface LeftNotes {
	/** The newest sequence number when the page was begun. */
	afterSeq: number;
	/** Spans as JSON text, oldest first. */
	spans: string[];
}

/** Room for a thousand calls. */
const pageBytes = 1024 * 1024;
/** `afterSeq` as a double, then how many bytes of spans follow as 32 bits; little-endian. */
const headerBytes = 12;

/** Begins with no notes. Read the old ones before. */
export function openStartNotes(path: string, lastSeq: number): StartNotes {
	// Bun has no mappings there: calls are safe from a kill as soon as they are committed.
	if (process.platform === "win32") return { note: () => false, count: 0, turn: () => undefined };
	// Written, not just made longer: a mapped page that has no room on the disk would kill the process.
	writeFileSync(path, Buffer.alloc(2 * pageBytes), { mode: 0o600 });
	const map = Bun.mmap(path, { shared: true });
	const page = (at: number) => Buffer.from(map.buffer, map.byteOffset + at, pageBytes);
	let [newer, older] = [page(0), page(pageBytes)] as const;
	let used = 0;
	let count = 0;
	newer.writeDoubleLE(lastSeq, 0);
	older.writeDoubleLE(lastSeq, 0);
	return {
		note(span) {
			// In UTF-8 a character of a string takes three bytes at most.
			if (headerBytes + used + span.length * 3 + 1 > pageBytes) return false;
			used += newer.write(`${span}\n`, headerBytes + used);
			newer.writeUInt32LE(used, 8);
			count++;
			return true;
		},
		get count() {
			return count;
		},
		turn(lastSeq) {
			[newer, older] = [older, newer];
			used = 0;
			count = 0;
			newer.writeUInt32LE(0, 8);
			newer.writeDoubleLE(lastSeq, 0);
		},
	};
}

/** The pages that have notes. */
export function readStartNotes(path: string): LeftNotes[] {
	const buffer = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
	return [buffer.subarray(0, pageBytes), buffer.subarray(pageBytes)]
		.map(readPage)
		.filter(({ spans }) => spans.length > 0);
}

function readPage(page: Buffer): LeftNotes {
	if (page.length < headerBytes) return { afterSeq: 0, spans: [] };
	const text = page.toString("utf8", headerBytes, headerBytes + page.readUInt32LE(8));
	return { afterSeq: page.readDoubleLE(0), spans: text.split("\n").filter(isJson) };
}

/** After a power cut a note may be torn. */
function isJson(text: string): boolean {
	try {
		return typeof JSON.parse(text) === "object";
	} catch (error) {
		if (error instanceof SyntaxError) return false;
		throw error;
	}
}
