import { once } from "node:events";
import { createConnection, createServer, type Socket } from "node:net";

/** A TCP port that leads to a Unix socket, and that can fail as a network does. */
export interface Relay {
	port: number;
	/** Keeps connections open and passes nothing on: what a pulled cable looks like. */
	swallow(): void;
	/** Passes everything on again, what was swallowed included. */
	passOn(): void;
	/** Forgets the connections that are open without a word to either end, as a router does that restarts. */
	forgetConnections(): void;
	/** Cuts all connections and takes no new ones. */
	close(): void;
}

export async function startRelay(unixSocket: string): Promise<Relay> {
	const sockets = new Set<Socket>();
	let swallowing = false;
	const server = createServer((client) => {
		const target = createConnection(unixSocket);
		client.pipe(target).pipe(client);
		for (const socket of [client, target]) {
			sockets.add(socket);
			socket.on("error", () => socket.destroy());
			socket.on("close", () => sockets.delete(socket));
			if (swallowing) socket.pause();
		}
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const address = server.address();
	if (address === null || typeof address === "string") throw new Error("The relay has no port.");
	return {
		port: address.port,
		swallow: () => {
			swallowing = true;
			for (const socket of sockets) socket.pause();
		},
		passOn: () => {
			swallowing = false;
			for (const socket of sockets) socket.resume();
		},
		forgetConnections: () => {
			for (const socket of sockets) socket.pause();
		},
		close: () => {
			server.close();
			for (const socket of sockets) socket.destroy();
		},
	};
}
