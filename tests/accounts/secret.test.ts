import { afterEach, describe, expect, test } from "bun:test";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { deriveSecrets, readOrCreateSecret } from "../../server/src/accounts/secret";
import { StartError } from "../../server/src/errors";
import { createDataFolder } from "../support/data-folder";

const folders: { remove(): void }[] = [];
afterEach(() => {
	for (const folder of folders.splice(0)) folder.remove();
});
function newFolder(): string {
	const folder = createDataFolder();
	folders.push(folder);
	return folder.path;
}

describe("the generated secret", () => {
	test("is made once per data folder and readable by its owner only", () => {
		const dataDir = newFolder();
		const secret = readOrCreateSecret(dataDir);
		expect(secret).toHaveLength(43);
		expect(readOrCreateSecret(dataDir)).toBe(secret);
		expect(statSync(join(dataDir, "secret")).mode & 0o777).toBe(0o600);
		expect(readOrCreateSecret(newFolder())).not.toBe(secret);
	});

	test("is not replaced when its file is damaged: that would make every key unknown", () => {
		const dataDir = newFolder();
		writeFileSync(join(dataDir, "secret"), "");
		expect(() => readOrCreateSecret(dataDir)).toThrow(StartError);
		expect(readFileSync(join(dataDir, "secret"), "utf8")).toBe("");
	});
});

describe("what is derived from a secret", () => {
	test("is the same each time, different per use, and different per secret", () => {
		const one = deriveSecrets("one secret of an installation, long enough");
		expect(deriveSecrets("one secret of an installation, long enough")).toEqual(one);
		const other = deriveSecrets("another secret of an installation");
		expect(new Set([...Object.values(one), ...Object.values(other)]).size).toBe(6);
	});

	test("does not change from version to version: it would sign everybody out and make every key unknown", () => {
		expect(deriveSecrets("one secret of an installation, long enough")).toEqual({
			auth: "KvvX8WHi23DQSEm7pjoZwtxKPUjqDxw536tkV6VK9W0",
			eventIds: "fCjV4BqmNFw0Kbd5Nnd5M9M4HWhxhHcbGJ7mE0dZtJI",
			pepper: "umvZt3AEfkOkqnuP9V-rscuHdEVAZ4_tUFiloutVgls",
		});
	});
});
