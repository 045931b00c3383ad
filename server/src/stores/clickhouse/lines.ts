const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** The lines of pieces that hold whole lines, as text and without their ends. */
export function textLines(pieces: readonly Uint8Array[]): string[] {
	return pieces.flatMap((piece) => decoder.decode(piece).split("\n").filter(Boolean));
}

export function asBytes(lines: readonly string[]): Uint8Array {
	return Buffer.from(lines.map((line) => `${line}\n`).join(""));
}
