import { expect, test } from "bun:test";
import { join } from "node:path";

const program = `
	import { readdirSync, readFileSync } from "node:fs";
	import { tuneNetworkThread } from ${JSON.stringify(join(import.meta.dir, "../../server/src/ops/network-thread.ts"))};
	import { until } from ${JSON.stringify(join(import.meta.dir, "../support/until.ts"))};
	tuneNetworkThread();
	const server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response("reached") });
	await (await fetch(server.url)).text();
	// Behind the name in parentheses; the policy is the 41st field. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
	const special = () => readdirSync("/proc/self/task").flatMap((id) => {
		const stat = readFileSync("/proc/self/task/" + id + "/stat", "utf8");
		const policy = Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[41 - 3]);
		return policy === 0 ? [] : [stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")")) + " " + policy];
	});
	const atFirst = special();
	const burn = (ms) => { for (const end = performance.now() + ms; performance.now() < end; ); };
	await until(() => { burn(100); return special().length > 0; });
	const busy = special();
	await until(() => special().length === 0);
	console.log(JSON.stringify({ atFirst, busy }));
	process.exit();
`;

test.skipIf(process.platform !== "linux")(
	"only the thread that fetches waits for its turn, only while the main one is busy",
	async () => {
		const child = Bun.spawn([process.execPath, "-e", program], { stderr: "inherit" });
		expect(await new Response(child.stdout).json()).toEqual({ atFirst: [], busy: ["HTTP Client 3"] });
	},
);
