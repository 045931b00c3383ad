/**
 * Whether `text` is what `pattern` says, where `*` stands for any characters, none included: `gpt-4*` matches `gpt-4o`.
 * Takes at most length × length steps: as a regular expression, a pattern with many `*` could stop the server.
 */
export function matchesGlob(pattern: string, text: string): boolean {
	let [at, place, starAt, resumeAt] = [0, 0, -1, 0];
	while (at < text.length) {
		// The star first: a text may itself hold one.
		if (pattern[place] === "*") {
			starAt = place++;
			resumeAt = at;
		} else if (pattern[place] === text[at]) {
			at++;
			place++;
		} else if (starAt >= 0) {
			place = starAt + 1;
			at = ++resumeAt;
		} else return false;
	}
	while (pattern[place] === "*") place++;
	return place === pattern.length;
}
