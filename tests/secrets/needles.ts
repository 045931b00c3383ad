import { existsSync, readFileSync } from "node:fs";
import { isWellFormed } from "../../server/src/keys/secret";
import { readSource, sourcesIn } from "../repository/imports";

/** A secret that was found: which one, and where. */
export interface Finding {
	/** Its first and last characters. */
	secret: string;
	place: string;
}

/** Finds secrets in text: every lens key, by its shape and checksum, and the provider keys it was made for. */
export interface Finder {
	/** How many provider keys it looks for. */
	readonly keys: number;
	/** The secrets that a text (or bytes, as Latin-1) has in it, each once. */
	find(text: string): string[];
}

/** Shorter ones stand in other words. */
const minLength = 6;

export function createFinder(providerKeys: Iterable<string>): Finder {
	const keys = [...new Set(providerKeys)].map((key) => ({ key, spellings: spellingsOf(key) }));
	const sought = keys.filter(({ spellings }) => spellings.length > 0);
	return {
		keys: sought.length,
		find(text) {
			const found = sought.filter(({ spellings }) => spellings.some((spelling) => hasWord(text, spelling)));
			return [...found.map(({ key }) => key), ...lensKeysIn(text)];
		},
	};
}

/** As it is, in JSON, in an address, and in hexadecimal as PostgreSQL shows bytes. */
function spellingsOf(key: string): string[] {
	if (key.length < minLength || isWellFormed(key)) return [];
	const all = [key, JSON.stringify(key).slice(1, -1), encodeURIComponent(key), Buffer.from(key).toString("hex")];
	return [...new Set(all)];
}

/** Not as the middle of a longer word: `sk-one` is not in `task-one`. */
function hasWord(text: string, key: string): boolean {
	for (let at = text.indexOf(key); at >= 0; at = text.indexOf(key, at + 1)) {
		const isInside = /[\w-]/.test(text[at - 1] ?? " ") || /[\w-]/.test(text[at + key.length] ?? " ");
		if (!isInside) return true;
	}
	return false;
}

function lensKeysIn(text: string): string[] {
	const found = new Set<string>();
	for (let at = text.indexOf("lk_"); at >= 0; at = text.indexOf("lk_", at + 3)) {
		const word = text.slice(at, at + 52);
		if (isWellFormed(word)) found.add(word);
	}
	return [...found];
}

/** The keys that the run's providers were sent, and those that stand in the sources of the tests. */
export function usedKeys(file: string): string[] {
	const sent = existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n") : [];
	const written = sourcesIn("tests").flatMap((path) => readSource(path).match(literal) ?? []);
	return [...sent.map((line) => String(JSON.parse(line))), ...written.map((quoted) => quoted.slice(1, -1))];
}

/** A whole string in quotes that begins as providers' keys do. */
const literal = /(["'`])(?:sk|gsk|xai|pplx|csk|fw|AIza|AKIA)[-_A-Z0-9][\w-]{3,}\1/g;

export const masked = (secret: string): string => `${secret.slice(0, 6)}…${secret.slice(-2)} (${secret.length})`;
