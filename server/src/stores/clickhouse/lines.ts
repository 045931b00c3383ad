const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Lines as text, without their ends. */
export function textLines(lines: Uint8Array): string[] {
	return decoder.decode(lines).split("\n").filter(Boolean);
}

export function asBytes(lines: readonly string[]): Uint8Array {
	return Buffer.from(lines.map((line) => `${line}\n`).join(""));
}
