import type { PriceSource } from "../api/model";

/** Sources that say the same are one: rows of one page and day, by which every rate of a model was set. */
export function distinctSources(lines: readonly { sources: readonly PriceSource[] }[]): PriceSource[] {
	return [...new Map(lines.flatMap(({ sources }) => sources.map((source) => [keyOf(source), source]))).values()];
}

/** Which of the numbered sources a rate comes from: 1 for the first. */
export function numbersOf(sources: readonly PriceSource[], all: readonly PriceSource[]): number[] {
	const keys = all.map(keyOf);
	return [...new Set(sources.map((source) => keys.indexOf(keyOf(source)) + 1))];
}

function keyOf({ kind, id, url, date, note, isOwn }: PriceSource): string {
	// A list is named by its id; rows of one page differ by theirs only.
	return [kind, kind === "list" ? id : "", url, date, note, isOwn].join(" ");
}

/** Who says so: `genai-prices@0.1.8`, `developers.openai.com/api/docs/pricing`, `your own price`. */
export function nameOfSource({ kind, id, url, isOwn }: PriceSource): string {
	if (isOwn) return kind === "factor" ? "your own factor" : "your own price";
	if (kind === "list") return id ?? "the list";
	return url === null ? "LensAI's price book" : addressOf(url);
}

const longestAddress = 48;

/** Where an address leads, as short as it can be told from others: `github.com/BerriAI/litellm/discussions/39633`. */
export function addressOf(url: string): string {
	if (!URL.canParse(url)) return url;
	const { host, pathname } = new URL(url);
	const whole = host + pathname.replace(/\/$/, "");
	return whole.length > longestAddress ? `${whole.slice(0, longestAddress - 1)}…` : whole;
}

/** An address to follow; undefined for one that is not of the web. */
export function linkOf(url: string | null): string | undefined {
	return url !== null && /^https?:\/\//i.test(url) ? url : undefined;
}
