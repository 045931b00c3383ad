import { afterEach, beforeEach, expect, test } from "bun:test";
import { existsSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { StartError } from "../../server/src/errors";
import { takeDataFolder } from "../../server/src/stores/data-folder";
import { createDataFolder } from "../support/data-folder";

let folder: ReturnType<typeof createDataFolder>;
beforeEach(() => {
	folder = createDataFolder();
});
afterEach(() => folder.remove());

const failureOf = (dataDir: string) => {
	try {
		takeDataFolder(dataDir).release();
	} catch (error) {
		return error;
	}
};

/** A process of its own that takes the folder and keeps it until it is killed. */
async function takeElsewhere(dataDir: string) {
	const child = Bun.spawn([process.execPath, join(import.meta.dir, "../support/take-data-folder.ts"), dataDir], {
		stdout: "pipe",
	});
	for await (const _ of child.stdout) return child;
	throw new Error("The folder could not be taken.");
}

test("a folder that is not there is made, with those above it", () => {
	const dataDir = join(folder.path, "a/b");
	takeDataFolder(dataDir).release();
	expect(statSync(dataDir).isDirectory()).toBe(true);
});

test("a folder that another server has is refused in one line that names its process", async () => {
	const other = await takeElsewhere(folder.path);
	const failure = failureOf(folder.path);
	expect(failure).toBeInstanceOf(StartError);
	expect((failure as StartError).message).toBe(
		`The data folder ${folder.path} is in use by another LensAI server (process ${other.pid}). Stop that one, or set LENSAI_DATA_DIR to another folder.`,
	);
	other.kill("SIGKILL");
	await other.exited;
});

test("a folder is free again as soon as its server is gone, however it went", async () => {
	const other = await takeElsewhere(folder.path);
	other.kill("SIGKILL");
	await other.exited;
	expect(failureOf(folder.path)).toBeUndefined();
});

test("a folder can be taken again once it was released", () => {
	takeDataFolder(folder.path).release();
	expect(failureOf(folder.path)).toBeUndefined();
});

test("a path that is a file is refused in one line that says what to do", () => {
	const file = join(folder.path, "file");
	writeFileSync(file, "");
	const failure = failureOf(join(file, "data"));
	expect(failure).toBeInstanceOf(StartError);
	expect((failure as StartError).message).toMatch(
		/^The data folder .*file\/data cannot be used \(ENOTDIR\)\. Set LENSAI_DATA_DIR/,
	);
	expect(existsSync(file)).toBe(true);
});
