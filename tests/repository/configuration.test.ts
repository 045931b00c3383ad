import { describe, expect, test } from "bun:test";
import { providerVariables } from "../../server/src/providers/environment";
import { readSource } from "./imports";

/** Names that `readConfig` asks for, as they stand in its source and in the providers' files. */
const known = [
	...[...readSource("server/src/config.ts").matchAll(/read\.\w+\(\s*"([A-Z_]+)"/g)].map(([, name]) => name as string),
	...providerVariables,
];

/** `NAME=value` lines, also where they are commented out. */
const namesIn = (file: string) =>
	[...readSource(file).matchAll(/^#? ?([A-Z][A-Z_]+)=/gm)].map(([, name]) => name as string);

const sorted = (names: string[]) => [...new Set(names)].sort();

test("the configuration is found in the source", () => {
	expect(known).toContain("LENSAI_PORT");
	expect(known.length).toBeGreaterThan(10);
});

test("server/.env.example lists every variable that the server reads, and no other", () => {
	expect(sorted(namesIn("server/.env.example"))).toEqual(sorted(known));
});

test("the reference describes every variable that the server reads, and no other", () => {
	const table = readSource("docs/reference/configuration.md").split("## Server")[1]?.split("\n## ")[0] ?? "";
	const described = [...table.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name]) => name as string);
	expect(sorted(described)).toEqual(sorted(known));
});

test("what the root's .env.example sets is read by the server or by docker-compose.yml", () => {
	const compose = [...readSource("docker-compose.yml").matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name as string);
	const strangers = namesIn(".env.example").filter((name) => !known.includes(name) && !compose.includes(name));
	expect(strangers).toEqual([]);
});

describe("package scripts", () => {
	const { scripts } = JSON.parse(readSource("package.json")) as { scripts: Record<string, string> };

	test.each(["Makefile", ".ci/run", ".github/workflows/ci.yml", "lefthook.yml", "README.md", "CONTRIBUTING.md"])(
		"that %s calls exist",
		(file) => {
			const called = [...readSource(file).matchAll(/(?:bun|\$\(BUN\)) run (?!-)([a-z:-]+)(?=\s|`|$)/gm)].map(
				([, name]) => name as string,
			);
			expect(called.filter((name) => scripts[name] === undefined)).toEqual([]);
		},
	);
});

describe("versions", () => {
	const { catalog } = JSON.parse(readSource("package.json")).workspaces as { catalog: Record<string, string> };

	test("in the catalog are exact", () => {
		for (const [name, version] of Object.entries(catalog))
			expect(`${name} ${version}`).toMatch(/ \d+\.\d+\.\d+(-[\w.]+)?$/);
	});

	test.each(["server", "web", "extension", "tests"])("in %s come from the catalog", (folder) => {
		const { dependencies = {}, devDependencies = {} } = JSON.parse(readSource(`${folder}/package.json`));
		const own = Object.entries({ ...dependencies, ...devDependencies }).filter(([, version]) => {
			return version !== "catalog:" && version !== "workspace:*";
		});
		expect(own).toEqual([]);
	});
});
