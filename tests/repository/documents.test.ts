import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { readSource, root } from "./imports";

const documents = ["*.md", "docs/**/*.md"].flatMap((glob) => [...new Bun.Glob(glob).scanSync({ cwd: root })]).sort();

test("the documents are found", () => {
	expect(documents).toContain("README.md");
	expect(documents).toContain("docs/reference/api.md");
});

test.each(documents)("every relative link in %s leads to a file", (document) => {
	const links = [...readSource(document).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, link]) => link as string);
	const relative = links.filter((link) => !/^[a-z]+:/.test(link));
	expect(relative.filter((link) => !existsSync(join(root, dirname(document), link)))).toEqual([]);
});

test("decisions are numbered without a gap", () => {
	const decisions = documents.filter((document) => document.startsWith("docs/decisions/"));
	const numbers = decisions.map((document) => Number(document.slice("docs/decisions/".length).split("-")[0]));
	expect(numbers).toEqual(numbers.map((_, index) => index + 1));
});
