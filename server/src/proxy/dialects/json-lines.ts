import { LongStrings } from "./long-strings";

const lineFeed = 0x0a;
/** Of a line without the far parts of its long strings. */
const maxLineBytes = 16 * 1024 * 1024;

/**
 * Cuts a stream of JSON lines, in chunks with any borders, into lines, the far parts of long strings left out. Keeps one line
 * in memory. Empty lines are passed over; one that is too long is told as undefined.
 */
export class JsonLines {
	private readonly strings = new LongStrings();
	private held: Uint8Array[] = [];
	private heldBytes = 0;

	/** @param tell each line, in order, without its line feed. */
	constructor(private readonly tell: (line: Uint8Array | undefined) => void) {}

	read(chunk: Uint8Array): void {
		const bytes = this.strings.pass(chunk);
		for (let at = 0; at < bytes.length; ) {
			const ending = bytes.indexOf(lineFeed, at);
			this.hold(bytes.subarray(at, ending < 0 ? bytes.length : ending));
			if (ending < 0) return;
			this.end();
			at = ending + 1;
		}
	}

	/** After the last chunk: a last line need not end with a line feed. */
	end(): void {
		const { held, heldBytes } = this;
		this.held = [];
		this.heldBytes = 0;
		if (heldBytes > maxLineBytes) this.tell(undefined);
		else if (heldBytes > 0) this.tell(Buffer.concat(held));
	}

	private hold(piece: Uint8Array): void {
		this.heldBytes += piece.length;
		// A copy, because the chunk may be gone when the line ends.
		if (this.heldBytes <= maxLineBytes) this.held.push(piece.slice());
		else this.held = [];
	}
}
