import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A new, empty folder of our own, and how to take it away. */
export function createDataFolder(): { path: string; remove(): void } {
	const path = mkdtempSync(join(tmpdir(), "lensai-data-"));
	return { path, remove: () => rmSync(path, { recursive: true, force: true, maxRetries: 5 }) };
}
