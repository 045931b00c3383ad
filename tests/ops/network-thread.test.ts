import { expect, test } from "bun:test";
import { join } from "node:path";

const program = `
	import { readdirSync, readFileSync } from "node:fs";
	import { startNetworkThread } from ${JSON.stringify(join(import.meta.dir, "../../server/src/ops/network-thread.ts"))};
	startNetworkThread();
	const server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response("reached") });
	const answer = await (await fetch(server.url)).text();
	// Behind the name in parentheses; the policy is the 41st field. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
	const policyOf = (stat) => Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[41 - 3]);
	const threads = readdirSync("/proc/self/task").map((id) => ({
		name: id === String(process.pid) ? "main" : readFileSync("/proc/self/task/" + id + "/comm", "utf8").trim(),
		policy: policyOf(readFileSync("/proc/self/task/" + id + "/stat", "utf8")),
	}));
	console.log(JSON.stringify({ answer, threads }));
	process.exit();
`;

test.skipIf(process.platform !== "linux")("only the thread that fetches waits for its turn", async () => {
	const child = Bun.spawn([process.execPath, "-e", program], { stderr: "inherit" });
	const { answer, threads } = await new Response(child.stdout).json();
	expect(answer).toBe("reached");
	const waiting = threads.filter(({ policy }: { policy: number }) => policy !== 0);
	expect(waiting).toEqual([{ name: "HTTP Client", policy: 3 }]);
});
