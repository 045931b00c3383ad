/** A run without a break longer than this is cut: the tokenizer takes the square of its length (65,536 × "漢": 40 s). */
const maxRun = 64;
/** How many places of a long text are looked at. */
const samples = 4;

const longRuns = new RegExp(`([\\p{L}\\p{M}]{${maxRun}}|\\s{${maxRun}}|[^\\s\\p{L}\\p{N}]{${maxRun}})(?=.)`, "gsu");

/** Text that a tokenizer can be given, and how many times as much there is in all. */
export interface Sample {
	pieces: string[];
	/** ≥ 1: tokens of the pieces × scale = tokens of the text, about. */
	scale: number;
}

/**
 * A text in pieces that tokenize in time proportional to their length; of one longer than `maxChars`, evenly spread parts. The
 * cuts add at most a token in 64 characters to runs that have no break, and nothing to others.
 */
export function sampleOf(text: string, maxChars: number): Sample {
	if (text.length <= maxChars) return { pieces: piecesOf(text), scale: 1 };
	const size = Math.max(1, Math.floor(maxChars / samples));
	const step = (text.length - size) / (samples - 1);
	const parts = Array.from({ length: samples }, (_, index) => {
		const start = Math.floor(index * step);
		return text.slice(start, start + size).toWellFormed();
	});
	return { pieces: parts.flatMap(piecesOf), scale: text.length / (size * samples) };
}

function piecesOf(text: string): string[] {
	if (text === "") return [];
	// A mark that no text has, where a run is too long.
	return text.replace(longRuns, "$1\u0000").split("\u0000").filter(Boolean);
}
