import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { readSource } from "./imports";

const page = "docs/reference/known-complaints.md";
const root = join(import.meta.dir, "../..");

/** `` `tests/a.test.ts` "name of a test" ``; other files of tests stand without one. */
const named = [...readSource(page).matchAll(/`(tests\/[^`]+\.ts)`(?: "([^|]+)" \|$)?/gm)].map(
	([, file = "", name]) => ({ file, name }),
);

test("the tests against known complaints are found", () => {
	expect(named.length).toBeGreaterThan(40);
});

test("every test that the page names is in the file that it names", () => {
	const missing = named.filter(({ file, name }) => {
		if (!existsSync(join(root, file))) return true;
		if (file.endsWith(".test.ts") !== (name !== undefined) && !file.startsWith("tests/repository/")) return true;
		return name !== undefined && !readSource(file).includes(`"${name}"`);
	});
	expect(missing).toEqual([]);
});
