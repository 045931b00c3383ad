/** An answer's body, piece by piece. */
export interface Source {
	read(): Promise<{ done: boolean; value?: Uint8Array }>;
	cancel(): Promise<void>;
}

/** The same source, whose first piece is asked for now. */
export function begun(source: Source): Source {
	let first: ReturnType<Source["read"]> | undefined = source.read();
	// Whoever reads is told; nobody may, when the caller has left before.
	first.catch(() => undefined);
	return {
		read() {
			const piece = first ?? source.read();
			first = undefined;
			return piece;
		},
		cancel: () => source.cancel(),
	};
}

/** All that is left of it, in one piece. */
export async function allOf(source: Source): Promise<Uint8Array<ArrayBuffer>> {
	const pieces: Uint8Array[] = [];
	for (;;) {
		const { done, value } = await source.read();
		if (done || value === undefined) return Buffer.concat(pieces);
		pieces.push(value);
	}
}

/**
 * The same for what comes compressed, whose declared length says nothing: 51 bytes of Brotli may be 64 MiB. Beyond `maxBytes`
 * it stays a source, which begins with what was read.
 */
export async function unpackShort(source: Source, maxBytes: number): Promise<Uint8Array<ArrayBuffer> | Source> {
	const pieces: Uint8Array[] = [];
	for (let bytes = 0; bytes <= maxBytes; ) {
		const { done, value } = await source.read();
		if (done || value === undefined) return Buffer.concat(pieces);
		pieces.push(value);
		bytes += value.length;
	}
	return {
		read: async () => (pieces.length > 0 ? { done: false, value: pieces.shift() } : source.read()),
		cancel: () => source.cancel(),
	};
}
