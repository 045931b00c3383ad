import { readdirSync, readFileSync } from "node:fs";

/** One tick of `/proc/…/stat`, in microseconds. */
const tickMicros = 10_000;

/** CPU time of a process and everything it started, in microseconds. */
export function cpuMicrosOf(root: number): number {
	let ticks = 0;
	for (const { user, system } of treeOf(root)) ticks += user + system;
	return ticks * tickMicros;
}

/** Waits until a process and everything it started have used next to nothing for half a second. Throws when they do not come to rest. */
export async function untilAtRest(root: number, timeoutMs = 60_000): Promise<void> {
	const deadline = Date.now() + timeoutMs;
	for (;;) {
		const before = cpuMicrosOf(root);
		await Bun.sleep(500);
		if (cpuMicrosOf(root) - before <= 2 * tickMicros) return;
		if (Date.now() > deadline) throw new Error(`process ${root} did not come to rest within ${timeoutMs} ms`);
	}
}

/** Resident memory of one process, in MiB. */
export function rssMiBOf(pid: number): number {
	const kib = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
	return Number(kib) / 1024;
}

interface ProcessTimes {
	pid: number;
	parent: number;
	user: number;
	system: number;
}

function treeOf(root: number): ProcessTimes[] {
	const all = readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? (timesOf(Number(name)) ?? []) : []));
	const tree = all.filter(({ pid }) => pid === root);
	for (const known of tree) tree.push(...all.filter(({ parent }) => parent === known.pid));
	return tree;
}

function timesOf(pid: number): ProcessTimes | undefined {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
		// The name in parentheses may hold spaces; what follows it are numbered fields.
		const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
		return { pid, parent: Number(fields[1]), user: Number(fields[11]), system: Number(fields[12]) };
	} catch (error) {
		if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ESRCH"))
			return undefined;
		throw error;
	}
}

/** Starts a process on one core, and waits until it prints `ready`. */
export async function startPinned(
	core: number,
	command: string[],
): Promise<Bun.Subprocess<"ignore", "pipe", "inherit">> {
	const child = Bun.spawn(["taskset", "-c", String(core), ...command], {
		stdin: "ignore",
		stdout: "pipe",
		stderr: "inherit",
	});
	for await (const chunk of child.stdout) if (new TextDecoder().decode(chunk).includes("ready")) return child;
	throw new Error(`${command.join(" ")} ended before it was ready`);
}
