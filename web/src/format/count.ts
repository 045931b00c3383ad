/** A whole number with thousands separated: `12,345`; unknown is `—`. */
export function formatCount(count: number | null): string {
	return count === null ? "—" : count.toLocaleString("en-US");
}

/** Tokens of a call: `≈ 12,345` when their usage is an estimate. */
export function formatTokens(tokens: number | null, usageState: "measured" | "estimated" | null): string {
	return tokens !== null && usageState === "estimated" ? `≈ ${formatCount(tokens)}` : formatCount(tokens);
}

/** `1 call`, `3 calls`: a count with its noun. */
export function formatCounted(count: number, noun: string): string {
	return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** A part of a whole: `0%`, `<0.1%`, `3.2%`, `100%`; `—` when there is no whole. Only a true zero is `0%`, only all is `100%`. */
export function formatShare(part: number, whole: number): string {
	if (whole === 0) return "—";
	const percent = (part / whole) * 100;
	if (part === 0) return "0%";
	if (percent < 0.1) return "<0.1%";
	if (part < whole && percent > 99.9) return ">99.9%";
	return `${Number(percent.toFixed(1))}%`;
}

/** Bytes in binary units: `812 B`, `1.8 KiB`, `3.0 MiB`. */
export function formatBytes(bytes: number): string {
	if (bytes < 1024) return `${bytes} B`;
	if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KiB`;
	return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}
