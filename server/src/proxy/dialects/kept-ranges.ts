/** Collects which parts of some bytes stay, in order, and joins them into as few bytes and copies as can be. */
export class KeptRanges {
	/** Start, end, start, end …; neighbours are merged. */
	private bounds: number[] = [];

	add(start: number, end: number): void {
		if (this.bounds.at(-1) === start) this.bounds[this.bounds.length - 1] = end;
		else if (end > start) this.bounds.push(start, end);
	}

	/**
	 * The parts of `bytes` that stay, and starts anew; undefined when nothing stays. Where `bytes` is a view of the whole of
	 * `chunk` and one unbroken part stays, that is the chunk or a part of it, without a copy.
	 */
	takeFrom(bytes: Uint8Array, chunk?: Uint8Array): Uint8Array | undefined {
		const { bounds } = this;
		if (bounds.length === 0) return undefined;
		this.bounds = [];
		if (bounds.length === 2 && chunk !== undefined && bytes.buffer === chunk.buffer) {
			const [start, end] = bounds as [number, number];
			return start === 0 && end === chunk.length ? chunk : chunk.subarray(start, end);
		}
		return copyRanges(bytes, bounds);
	}
}

function copyRanges(bytes: Uint8Array, bounds: readonly number[]): Uint8Array {
	let length = 0;
	for (let i = 0; i < bounds.length; i += 2) length += (bounds[i + 1] as number) - (bounds[i] as number);
	const copy = new Uint8Array(length);
	const from = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	let at = 0;
	for (let i = 0; i < bounds.length; i += 2) {
		at += from.copy(copy, at, bounds[i], bounds[i + 1]);
	}
	return copy;
}
