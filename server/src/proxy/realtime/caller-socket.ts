import type { SocketEnd, SocketMessage } from "./relay-socket";

/** A WebSocket of Bun's server, as far as it is used. */
interface RawSocket {
	/** 0 when the message was dropped, -1 when it waits. */
	send(message: string | Uint8Array): number;
	close(code?: number, reason?: string): void;
	getBufferedAmount(): number;
}

/** What upgrades a request: Bun's server under Elysia 1.4.30, which calls the functions in `data` with the socket. */
export interface UpgradeServer {
	upgrade(request: Request, options: { headers: Record<string, string>; data: SocketData }): boolean;
}

interface SocketData {
	open(socket: RawSocket): void;
	message(socket: RawSocket, message: SocketMessage): void;
	close(socket: RawSocket, code: number, reason: string): void;
}

/** What the caller's end tells. */
export interface CallerListener {
	opened(): void;
	message(message: SocketMessage): void;
	closed(code: number, reason: string): void;
}

/** The caller's end of a session; it opens when `upgrade` succeeds. */
export interface CallerSocket extends SocketEnd {
	/** False: the request is no WebSocket's, or its caller has left. */
	upgrade(server: UpgradeServer, request: Request, headers: Record<string, string>): boolean;
}

export function createCallerSocket(listener: CallerListener): CallerSocket {
	let socket: RawSocket | undefined;
	let closing: { code: number; reason: string } | undefined;
	let isLost = false;
	const data: SocketData = {
		open(opened) {
			socket = opened;
			// The provider has closed while this end opened.
			if (closing !== undefined) opened.close(closing.code, closing.reason);
			else listener.opened();
		},
		message: (_, message) => listener.message(message),
		close: (_, code, reason) => listener.closed(code, reason),
	};
	return {
		upgrade: (server, request, headers) => server.upgrade(request, { headers, data }),
		send(message) {
			if (socket?.send(message) === 0 && message.length > 0) isLost = true;
		},
		close(code, reason) {
			closing = { code, reason };
			socket?.close(code, reason);
		},
		bufferedBytes: () => (isLost ? Number.POSITIVE_INFINITY : (socket?.getBufferedAmount() ?? 0)),
	};
}
