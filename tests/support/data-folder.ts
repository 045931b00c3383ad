import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { discard } from "./kept";

/** A new, empty folder of our own, and how to take it away. */
export function createDataFolder(): { path: string; remove(): void } {
	const path = mkdtempSync(join(tmpdir(), "lensai-data-"));
	return { path, remove: () => discard(path) };
}
