import { spawnSync } from "node:child_process";
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";

/** A disk of its own at `folder`, which can be filled up and freed. */
export interface SmallDisk extends Disposable {
	/** Writes a file as large as there is room. */
	fill(): void;
	free(): void;
}

/** Why no disk can be mounted here; undefined when it can. */
export function cannotMount(): string | undefined {
	if (process.platform !== "linux") return "a tmpfs is mounted, which needs Linux";
	if (process.getuid?.() !== 0) return "a tmpfs is mounted, which needs root";
	return undefined;
}

/** Mounts a tmpfs. Throws, with what `mount` said, when it is not allowed to. */
export function mountSmallDisk(folder: string, megabytes: number): SmallDisk {
	run("mount", "-t", "tmpfs", "-o", `size=${megabytes}m,mode=755`, "tmpfs", folder);
	const filler = join(folder, "filler");
	return {
		fill() {
			const file = openSync(filler, "a");
			try {
				for (let size = 1024 * 1024; size >= 4096; ) {
					try {
						if (writeSync(file, Buffer.alloc(size)) < size) size /= 2;
					} catch (error) {
						if (!(error instanceof Error && "code" in error && error.code === "ENOSPC")) throw error;
						size /= 2;
					}
				}
			} finally {
				closeSync(file);
			}
		},
		free: () => rmSync(filler, { force: true }),
		[Symbol.dispose]: () => run("umount", "-l", folder),
	};
}

function run(command: string, ...args: string[]): void {
	const { status, stderr, error } = spawnSync(command, args, { encoding: "utf8" });
	if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${error?.message ?? stderr.trim()}`);
}
