import type { ServerWebSocket } from "bun";

export type Message = string | Buffer;

interface Conversation {
	/** What is said as soon as a session opens. */
	greeting?: readonly string[];
	/** What is said to each message, by its text. */
	replies?: Readonly<Record<string, readonly string[]>>;
	/** Instead of opening: an answer with this status, or none. */
	refusal?: number | "silence";
	/** Says what comes back as it came. */
	echoes?: boolean;
}

/** A provider on this machine that speaks over WebSockets. */
export interface SocketUpstream {
	/** The base URL of its API. */
	url: string;
	/** The requests that asked for a session. */
	requests: Request[];
	/** What it was sent, in order. */
	heard: Message[];
	sockets: Set<ServerWebSocket<unknown>>;
	/** With which codes sessions were closed. */
	closed: number[];
	behave(conversation: Conversation): void;
	close(): Promise<void>;
}

export function startSocketUpstream(): SocketUpstream {
	let current: Conversation = {};
	const requests: Request[] = [];
	const heard: Message[] = [];
	const closed: number[] = [];
	const sockets = new Set<ServerWebSocket<unknown>>();
	const server = Bun.serve({
		port: 0,
		hostname: "127.0.0.1",
		async fetch(request, own): Promise<Response | undefined> {
			requests.push(request);
			const { refusal } = current;
			if (refusal === "silence") await new Promise(() => undefined);
			if (typeof refusal === "number") return new Response("No.", { status: refusal });
			const [protocol] = (request.headers.get("sec-websocket-protocol") ?? "").split(",");
			const headers = protocol ? { "sec-websocket-protocol": protocol } : undefined;
			return own.upgrade(request, { headers }) ? undefined : new Response(null, { status: 400 });
		},
		websocket: {
			open(socket) {
				sockets.add(socket);
				for (const line of current.greeting ?? []) socket.send(line);
			},
			message(socket, message) {
				heard.push(message);
				if (current.echoes) socket.send(message);
				for (const line of current.replies?.[String(message)] ?? []) socket.send(line);
			},
			close(socket, code) {
				sockets.delete(socket);
				closed.push(code);
			},
		},
	});
	return {
		url: `http://127.0.0.1:${server.port}/v1`,
		requests,
		heard,
		sockets,
		closed,
		behave(conversation) {
			current = conversation;
			requests.length = 0;
			heard.length = 0;
			closed.length = 0;
		},
		close: () => server.stop(true),
	};
}
