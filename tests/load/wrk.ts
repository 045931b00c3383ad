import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StartError } from "../../server/src/errors";
import { randomWords } from "./random-words";

export interface WrkRun {
	url: string;
	core: number;
	seconds: number;
	connections: number;
	stream: boolean;
	headers: Record<string, string>;
}

/** Requests of about 1 KB, of which 64 differ. */
function scriptFor({ stream, headers }: WrkRun): string {
	const bodies = Array.from({ length: 64 }, () =>
		JSON.stringify({
			model: "gpt-4o-mini",
			...(stream && { stream: true }),
			messages: [{ role: "user", content: randomWords(940) }],
		}),
	);
	const all = { "content-type": "application/json", authorization: "Bearer sk-bench", ...headers };
	return [
		`local bodies = { ${bodies.map((body) => `[==[${body}]==]`).join(", ")} }`,
		"local turn = 0",
		...Object.entries(all).map(([name, value]) => `wrk.headers["${name}"] = "${value}"`),
		"request = function() turn = turn % #bodies + 1; return wrk.format('POST', nil, nil, bodies[turn]) end",
	].join("\n");
}

/** Closed-loop load by wrk. Throws when wrk is not there, or when any answer was not a success. */
export async function runWrk(run: WrkRun): Promise<{ calls: number; perSecond: number }> {
	if (Bun.which("wrk") === null) throw new StartError("This bench needs wrk: apt-get install wrk");
	const script = join(tmpdir(), `lensai-bench-${process.pid}.lua`);
	writeFileSync(script, scriptFor(run));
	const { core, seconds, connections, url } = run;
	const child = Bun.spawn([
		"taskset",
		"-c",
		String(core),
		"wrk",
		"-t1",
		`-c${connections}`,
		`-d${seconds}s`,
		"-s",
		script,
		url,
	]);
	const output = await new Response(child.stdout).text();
	const calls = Number(/(\d+) requests in/.exec(output)?.[1]);
	const perSecond = Number(/Requests\/sec:\s+([\d.]+)/.exec(output)?.[1]);
	if (!(calls > 0) || /Non-2xx|Socket errors/.test(output)) throw new Error(`the load did not run clean:\n${output}`);
	return { calls, perSecond };
}
