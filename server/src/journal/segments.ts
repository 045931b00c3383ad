import { closeSync, fstatSync, mkdirSync, openSync, readdirSync, readSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { JournalBatch } from "./span";

/** Where the bytes of a batch stand: its spans first, its payloads right behind. */
export interface Place {
	segment: number;
	at: number;
	spanBytes: number;
	payloadBytes: number;
	/** CRC-32 of both. */
	checksum: number;
}

/** A section of a batch. */
export type Section = "spans" | "payloads";

/** The bytes of batches, one after the other, in files of a bounded size. What is where, and how far it counts, the index says. */
export interface SegmentWriter {
	/** Writes behind what is kept. Throws as the disk does; what it has written then is written over by the next one. */
	write(batch: JournalBatch): Place;
	/** The batch that was written last stands in the index. */
	keep(place: Place): void;
	/** The files that hold something which has not been synced; the caller syncs them. */
	takeUnsynced(): number[];
	/** Called when files are synced; those that are not this writer's are passed over. */
	synced(files: readonly number[]): void;
	/** Removes the files before this segment. */
	removeBefore(segment: number): void;
	close(): void;
}

export interface SegmentWriterOptions {
	folder: string;
	/** The newest place in the index, behind which to go on. */
	last: Place | undefined;
	/** How long a segment may get before the next one is begun. */
	maxBytes?: number;
	/** The way to the disk, so that tests can make it refuse. */
	write?: typeof writeSync;
}

const maxSegmentBytes = 64 * 1024 * 1024;

export function openSegmentWriter(options: SegmentWriterOptions): SegmentWriter {
	const { folder, last, maxBytes = maxSegmentBytes, write = writeSync } = options;
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	let segment = last?.segment ?? 1;
	let end = last === undefined ? 0 : endOf(last);
	let file = openForWriting(folder, segment);
	const unsynced = new Set<number>();
	const full = new Set<number>();

	/** The old file is closed after its next sync: an earlier one may be under way. */
	function next() {
		unsynced.add(file);
		full.add(file);
		segment++;
		end = 0;
		file = openForWriting(folder, segment);
	}

	function writeAll(bytes: Uint8Array, at: number) {
		for (let done = 0; done < bytes.length; ) done += write(file, bytes, done, bytes.length - done, at + done);
	}

	return {
		write({ spans, payloads }) {
			if (end >= maxBytes) next();
			const place = {
				segment,
				at: end,
				spanBytes: spans.length,
				payloadBytes: payloads.length,
				checksum: Bun.hash.crc32(payloads, Bun.hash.crc32(spans)),
			};
			writeAll(spans, end);
			writeAll(payloads, end + spans.length);
			return place;
		},
		keep(place) {
			end = endOf(place);
			unsynced.add(file);
		},
		takeUnsynced() {
			const files = [...unsynced];
			unsynced.clear();
			return files;
		},
		synced(files) {
			for (const synced of files) if (full.delete(synced)) closeSync(synced);
		},
		removeBefore(first) {
			for (const { name, number } of segmentFiles(folder)) if (number < first) rmSync(join(folder, name));
		},
		close() {
			for (const open of [...full, file]) closeSync(open);
		},
	};
}

/** Reads what the index says stands there, on any thread. */
export interface SegmentReader {
	/** One section of these batches in one piece, which is overwritten by the next `read`. */
	read(places: readonly Place[], section: Section): Uint8Array;
	/** Whether the bytes are those that were written: a power cut may leave the index without them. */
	isWhole(place: Place): boolean;
	close(): void;
}

export function openSegmentReader(folder: string): SegmentReader {
	let open: { segment: number; file: number } | undefined;
	let buffer = new Uint8Array();

	function fileOf(segment: number): number {
		if (open?.segment === segment) return open.file;
		if (open !== undefined) closeSync(open.file);
		open = undefined;
		open = { segment, file: openSync(pathOf(folder, segment), "r") };
		return open.file;
	}

	function room(bytes: number): Uint8Array {
		if (buffer.length < bytes || (buffer.length > keptBytes && bytes <= keptBytes)) buffer = new Uint8Array(bytes);
		return buffer;
	}

	function read(places: readonly Place[], section: Section): Uint8Array {
		const ranges = places.map((place) => rangeOf(place, section));
		const into = room(ranges.reduce((sum, { bytes }) => sum + bytes, 0));
		let used = 0;
		for (const [index, { at, bytes }] of ranges.entries()) {
			const { segment } = places[index] as Place;
			if (bytes > 0) readAll(fileOf(segment), into.subarray(used, used + bytes), at);
			used += bytes;
		}
		return into.subarray(0, used);
	}

	return {
		read,
		isWhole(place) {
			try {
				const whole = new Uint8Array(place.spanBytes + place.payloadBytes);
				const file = fileOf(place.segment);
				if (fstatSync(file).size < endOf(place)) return false;
				readAll(file, whole, place.at);
				return Bun.hash.crc32(whole) === place.checksum;
			} catch (error) {
				if (error instanceof Error && "code" in error && error.code === "ENOENT") return false;
				throw error;
			}
		},
		close() {
			if (open !== undefined) closeSync(open.file);
			open = undefined;
		},
	};
}

/** What a very large read needed is not kept. */
const keptBytes = 32 * 1024 * 1024;

function rangeOf({ at, spanBytes, payloadBytes }: Place, section: Section) {
	return section === "spans" ? { at, bytes: spanBytes } : { at: at + spanBytes, bytes: payloadBytes };
}

function endOf({ at, spanBytes, payloadBytes }: Place): number {
	return at + spanBytes + payloadBytes;
}

function pathOf(folder: string, segment: number): string {
	return join(folder, `${String(segment).padStart(8, "0")}.segment`);
}

function segmentFiles(folder: string): { name: string; number: number }[] {
	return readdirSync(folder)
		.filter((name) => name.endsWith(".segment"))
		.map((name) => ({ name, number: Number.parseInt(name, 10) }));
}

/** Bodies stand in it: nobody else on the machine may read them. */
function openForWriting(folder: string, segment: number): number {
	const path = pathOf(folder, segment);
	closeSync(openSync(path, "a", 0o600));
	return openSync(path, "r+");
}

function readAll(file: number, into: Uint8Array, at: number): void {
	for (let done = 0; done < into.length; ) {
		const bytes = readSync(file, into, done, into.length - done, at + done);
		if (bytes === 0) throw new Error(`the journal's bytes at ${at} are not there`);
		done += bytes;
	}
}
