/** Text and bytes, one after the other, in one growing buffer. */
export interface LineWriter {
	clear(): void;
	text(text: string): void;
	bytes(bytes: Uint8Array): void;
	/** How many bytes there are. */
	readonly length: number;
	/** Everything since `clear`; valid until the next `clear`. */
	written(): Uint8Array;
}

const firstBytes = 1024 * 1024;
/** What a very large batch needed is not kept. */
const keptBytes = 16 * 1024 * 1024;

export function createLineWriter(): LineWriter {
	let buffer = Buffer.allocUnsafe(firstBytes);
	let used = 0;

	function makeRoom(bytes: number) {
		if (used + bytes <= buffer.length) return;
		const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, used + bytes));
		buffer.copy(larger, 0, 0, used);
		buffer = larger;
	}

	return {
		clear() {
			used = 0;
			if (buffer.length > keptBytes) buffer = Buffer.allocUnsafe(firstBytes);
		},
		text(text) {
			// In UTF-8 a character of a string takes three bytes at most.
			makeRoom(text.length * 3);
			used += buffer.write(text, used);
		},
		bytes(bytes) {
			makeRoom(bytes.length);
			buffer.set(bytes, used);
			used += bytes.length;
		},
		get length() {
			return used;
		},
		written: () => buffer.subarray(0, used),
	};
}
