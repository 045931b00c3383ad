import { join } from "node:path";

export interface EndedStart {
	exitCode: number;
	/** What stands on standard error, line by line. */
	errorLines: string[];
	output: string;
	tookMs: number;
}

const main = join(import.meta.dir, "../../server/src/main.ts");

/** Starts the real server where it cannot start, and waits for its end. It is killed, and this rejects, after ten seconds. */
export async function startInVain(env: Record<string, string>, under: string[] = []): Promise<EndedStart> {
	const startedAt = performance.now();
	const child = Bun.spawn([...under, process.execPath, main], {
		env: { PATH: process.env.PATH, HOME: process.env.HOME, LENSAI_LOG: "json", LENSAI_PORT: "6549", ...env },
		stdout: "pipe",
		stderr: "pipe",
	});
	const timer = setTimeout(() => child.kill("SIGKILL"), 10_000);
	const [output, errors, exitCode] = await Promise.all([
		new Response(child.stdout).text(),
		new Response(child.stderr).text(),
		child.exited,
	]);
	clearTimeout(timer);
	if (child.signalCode !== null) throw new Error(`the server had to be killed:\n${output}\n${errors}`);
	const errorLines = errors.split("\n").filter((line) => line !== "");
	return { exitCode, errorLines, output, tookMs: performance.now() - startedAt };
}
