import { once } from "node:events";
import { createConnection } from "node:net";
import { createServer, type TLSSocket } from "node:tls";
import { createCertificate } from "./certificate";

/** What stands before a server on this machine and speaks TLS, as a reverse proxy does; it signs its certificate itself. */
export async function startTlsFront(port: number): Promise<{ port: number; close(): void }> {
	const sockets = new Set<TLSSocket>();
	const server = createServer(createCertificate("localhost"), (socket) => {
		sockets.add(socket);
		const behind = createConnection({ port, host: "127.0.0.1" });
		const end = () => {
			socket.destroy();
			behind.destroy();
		};
		for (const side of [socket, behind]) side.on("error", end).on("close", end);
		socket.pipe(behind).pipe(socket);
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const address = server.address();
	if (address === null || typeof address === "string") throw new Error("The front has no port.");
	return {
		port: address.port,
		close() {
			server.close();
			for (const socket of sockets) socket.destroy();
		},
	};
}
