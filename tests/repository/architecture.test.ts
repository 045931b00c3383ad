import { describe, expect, test } from "bun:test";
import { type Import, importsOf, readSource, sourcesIn } from "./imports";

const server = sourcesIn("server/src");
const clients = [...sourcesIn("web/src"), ...sourcesIn("extension/src")];

const found = (imports: Import[]) => imports.map(({ file, specifier }) => `${file} imports ${specifier}`);
const importsIn = (files: string[]) => files.flatMap(importsOf);

/** `server/src/traces/queries` → `traces`; a file directly in `src` is a place of its own. */
const placeOf = (file: string) => file.replace(/^server\/src\//, "").replace(/(\/.*|\.tsx?)$/, "");

test("the imports are read at all", () => {
	expect(server.length).toBeGreaterThan(20);
	expect(importsOf("server/src/traces/index.ts")).toContainEqual({
		file: "server/src/traces/index.ts",
		specifier: "../analytics/analytics",
		target: "server/src/analytics/analytics",
		typeOnly: true,
	});
});

describe("dependencies of the server point one way: main → app → features → stores", () => {
	const imports = importsIn(server);

	test("only main starts the server, and only the start knows the app", () => {
		const importers = { main: [], start: ["main"], app: ["start"] } as Record<string, string[]>;
		const wrong = imports.filter(({ file, target = "" }) => {
			return importers[placeOf(target)]?.includes(placeOf(file)) === false;
		});
		expect(found(wrong)).toEqual([]);
	});

	test("a store knows no feature", () => {
		const wrong = imports.filter(({ file, target = "server/src/stores/" }) => {
			if (placeOf(file) !== "stores" || target.startsWith("server/migrations/")) return false;
			return !["stores", "errors"].includes(placeOf(target));
		});
		expect(found(wrong)).toEqual([]);
	});

	test("the server imports neither the dashboard, the extension nor the tests", () => {
		const wrong = imports.filter(({ target }) => target !== undefined && !target.startsWith("server/"));
		expect(found(wrong)).toEqual([]);
	});
});

test("the dashboard and the extension take only types, and only those of the API: the app's and the models'", () => {
	const wrong = importsIn(clients).filter(({ specifier, target = "", typeOnly }) => {
		if (target.startsWith("server/")) return true;
		return specifier.startsWith("@lensai/server") && !(typeOnly && /\/(app|model)$/.test(specifier));
	});
	expect(found(wrong)).toEqual([]);
});

test("only main reads the environment; others may hand it on to a child process", () => {
	const readers = server.filter((file) => /(?<!\.\.\.)\b(process|Bun)\.env\b/.test(readSource(file)));
	expect(readers).toEqual(["server/src/main.ts"]);
});

/** Tables of data may be as long as they are. */
const tables = /\/fixtures\/|\/pricing\/conformance\/cases\/|\/pricing\/sheets\/reviews\.ts$/;

test("no file of ours is longer than 300 lines", () => {
	const files = [...server, ...clients, ...sourcesIn("tests")];
	const long = files.filter((file) => !tables.test(file) && readSource(file).split("\n").length > 301);
	expect(long).toEqual([]);
});
