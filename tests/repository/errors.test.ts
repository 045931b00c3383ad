import { expect, test } from "bun:test";
import { readSource, sourcesIn } from "./imports";

/** Codes of the API's errors as they stand in the source: `new DomainError("code", 404, …)`. */
const thrown = sourcesIn("server/src").flatMap((file) =>
	[...readSource(file).matchAll(/new DomainError\(\s*"([a-z_]+)",\s*(\d{3})/g)].map(
		([, code, status]) => `${status} ${code}`,
	),
);

/** `| 404 | `not_found` | … |` */
const documented = [...readSource("docs/reference/errors.md").matchAll(/^\| (\d{3}) \| `([a-z_]+)` \|/gm)].map(
	([, status, code]) => `${status} ${code}`,
);

test("every error that the API throws is documented under its status", () => {
	expect(thrown.length).toBeGreaterThan(5);
	expect([...new Set(thrown)].filter((error) => !documented.includes(error))).toEqual([]);
});
