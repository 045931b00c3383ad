import { expect, test } from "bun:test";
import { readSource, sourcesIn } from "./imports";

const sources = sourcesIn("server/src").map(readSource);
const inSources = (pattern: RegExp) =>
	sources.flatMap((source) => [...source.matchAll(pattern)].map(({ groups }) => groups ?? {}));

/** As they stand in the source: `new DomainError("code", 404, …)` in the API, `new Refusal(401, "code", …)` in the gateway. */
const thrown = [
	...inSources(/new DomainError\(\s*"(?<code>[a-z_]+)",\s*(?<status>\d{3})/g),
	...inSources(/new Refusal\(\s*(?<status>\d{3}),\s*"(?<code>[a-z_]+)"/g),
].map(({ status, code }) => `${status} ${code}`);

/** `| 404 | `not_found` | … |` */
const documented = [...readSource("docs/reference/errors.md").matchAll(/^\| (\d{3}) \| `([a-z_]+)` \|/gm)].map(
	([, status, code]) => `${status} ${code}`,
);

test("every error of the API and the gateway is documented under its status", () => {
	expect(thrown).toContain("404 not_found");
	expect(thrown).toContain("401 lens_key_missing");
	expect([...new Set(thrown)].filter((error) => !documented.includes(error))).toEqual([]);
});
