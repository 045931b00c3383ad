import { readFileSync } from "node:fs";

const lookEveryMs = 500;

/**
 * Calls back when the npx that runs us has ended. npx does not pass SIGTERM on: it ends, the runner of the script stays, and so
 * would the server, with its port and its data folder. Does nothing where there is no npx above us, or no `/proc`.
 */
export function onceNpxEnds(listener: () => void): void {
	const line = lineTo("npm ");
	if (line === undefined) return;
	const timer = setInterval(() => {
		if (line.every(({ pid, parent }) => parentOf(pid) === parent)) return;
		clearInterval(timer);
		listener();
	}, lookEveryMs);
	timer.unref();
}

interface Link {
	pid: number;
	parent: number;
}

/** From us up to the next process with such a command line; undefined when it is none of the nearest. npx may put a shell between. */
function lineTo(command: string): Link[] | undefined {
	const line: Link[] = [];
	for (let pid = process.pid; line.length < 4; ) {
		const parent = parentOf(pid);
		if (!parent) return undefined;
		line.push({ pid, parent });
		if (read(parent, "cmdline")?.startsWith(command)) return line;
		pid = parent;
	}
	return undefined;
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html: the name in parentheses may hold spaces; field 4 is the parent. */
function parentOf(pid: number): number | undefined {
	const stat = read(pid, "stat");
	return stat === undefined ? undefined : Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
}

/** Undefined when the process is gone, or there is no such file system. */
function read(pid: number, name: string): string | undefined {
	try {
		return readFileSync(`/proc/${pid}/${name}`, "utf8");
	} catch (error) {
		if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ESRCH"))
			return undefined;
		throw error;
	}
}
