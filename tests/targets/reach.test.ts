import { expect, test } from "bun:test";
import { connect, type Socket } from "node:net";
import { createReach } from "../../server/src/targets/reach";
import { freePort } from "../support/server";

const url = (port: number | undefined) => new URL(`http://127.0.0.1:${port}/v1`);

test("a host that takes connections is reached, and sent nothing", async () => {
	const opened = Promise.withResolvers<void>();
	let bytes = 0;
	using server = Bun.listen({
		hostname: "127.0.0.1",
		port: 0,
		socket: {
			data(_, data) {
				bytes += data.length;
			},
			close: () => opened.resolve(),
		},
	});
	expect(await createReach()(url(server.port), 1000)).toBe(true);
	await opened.promise;
	expect(bytes).toBe(0);
});

test("a host that refuses connections is not reached", async () => {
	expect(await createReach()(url(await freePort()), 1000)).toBe(false);
});

test("a host that does not answer is not reached in time", async () => {
	const port = await freePort();
	const listen = `require("node:net").createServer().listen({ host: "127.0.0.1", port: ${port}, backlog: 1 }, () => console.log("ready"))`;
	const stopped = Bun.spawn([process.execPath, "-e", listen], { stdout: "pipe" });
	await stopped.stdout.getReader().read();
	stopped.kill("SIGSTOP");
	// The system takes a few connections for it, and then no more.
	const waiting: Socket[] = [];
	while (await connectsWithin(waiting, { port, ms: 50 }));
	const startedAt = performance.now();
	expect(await createReach()(url(port), 100)).toBe(false);
	expect(performance.now() - startedAt).toBeGreaterThanOrEqual(99);
	for (const socket of waiting) socket.destroy();
	stopped.kill("SIGKILL");
	await stopped.exited;
});

test("a name that may not be connected to is not reached", async () => {
	const reach = createReach(() => Promise.reject(new Error("refused")));
	expect(await reach(url(1), 1000)).toBe(false);
});

test("calls that ask at the same time share one connection", async () => {
	let looked = 0;
	const reach = createReach(async () => {
		looked++;
		return "127.0.0.1";
	});
	const port = await freePort();
	await Promise.all([reach(url(port), 1000), reach(url(port), 1000)]);
	expect(looked).toBe(1);
});

/** Opens one more connection, and tells whether it stands in time. */
function connectsWithin(opened: Socket[], { port, ms }: { port: number; ms: number }): Promise<boolean> {
	return new Promise((resolve) => {
		const socket = connect({ host: "127.0.0.1", port }, () => resolve(true));
		socket.on("error", () => resolve(false));
		opened.push(socket);
		setTimeout(resolve, ms, false);
	});
}
