import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { setTimeout as delay, setImmediate as nextTurn } from "node:timers/promises";
import { noteCredentials } from "./kept";
import { headerOf, type MessageHead, Wire, wholeBody } from "./wire";

/** One request as a provider gets it, and the connection on which it may answer or misbehave. */
export interface Exchange {
	method: string;
	/** Path and query, as they stand in the request line. */
	target: string;
	head: MessageHead;
	/** The first value of a request header, by its name in lower case. */
	header(name: string): string | undefined;
	/** The request's body, once all of it has come. Rejects when it breaks off. */
	body(): Promise<Uint8Array>;
	/** The same, piece by piece. */
	pieces(): AsyncIterable<Uint8Array>;
	/** Raw bytes onto the connection; resolves when there is room for more. */
	send(bytes: string | Uint8Array): Promise<void>;
	/** Resolves to `performance.now()` when the connection is gone. */
	closed: Promise<number>;
	/** Ends the connection as if all was said. */
	close(): void;
	/** Breaks the connection: the other end sees a reset. */
	reset(): void;
}

/** What a provider does with a request. When it returns, the next request of the connection is read. */
export type Behaviour = (exchange: Exchange) => Promise<void>;

export interface Upstream {
	/** The base URL of its API. */
	url: string;
	/** All requests so far, oldest first. */
	requests: Exchange[];
	/** How many are open, idle ones included. */
	connections(): number;
	/** What it does from now on. */
	behave(behaviour: Behaviour): void;
	close(): void;
}

/** A provider on this machine that says exactly the bytes it is told to. */
export async function startUpstream(behaviour: Behaviour): Promise<Upstream> {
	let current = behaviour;
	const requests: Exchange[] = [];
	const sockets = new Set<Socket>();
	const server = createServer((socket) => {
		sockets.add(socket);
		socket.on("close", () => sockets.delete(socket));
		serve(new Wire(socket), (exchange) => {
			requests.push(exchange);
			return current(exchange);
		});
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const address = server.address();
	if (address === null || typeof address === "string") throw new Error("The upstream has no port.");
	return {
		url: `http://127.0.0.1:${address.port}/v1`,
		requests,
		connections: () => sockets.size,
		behave: (next) => {
			current = next;
		},
		close: () => {
			server.close();
			for (const socket of sockets) socket.destroy();
		},
	};
}

async function serve(wire: Wire, behave: Behaviour): Promise<void> {
	for (;;) {
		const head = await wire.head();
		if (head === undefined) return;
		await behave(exchangeOf(wire, head));
		if (wire.socket.destroyed) return;
	}
}

function exchangeOf(wire: Wire, head: MessageHead): Exchange {
	const [method = "", target = ""] = head.firstLine.split(" ");
	noteCredentials(head.headers, target);
	let body: Promise<Uint8Array> | undefined;
	return {
		method,
		target,
		head,
		header: (name) => headerOf(head, name),
		body: () => {
			body ??= wholeBody(wire.body(head));
			return body;
		},
		pieces: () => wire.body(head),
		send: (bytes) => wire.send(bytes),
		closed: wire.closed.then(() => performance.now()),
		close: () => void wire.socket.end(),
		reset: () => void wire.socket.resetAndDestroy(),
	};
}

export interface AnswerOptions {
	status?: number;
	headers?: Record<string, string>;
}

/** Reads the request, then answers with a body of known length. */
export function answering(body: string | Uint8Array, { status = 200, headers = {} }: AnswerOptions = {}): Behaviour {
	const bytes = Buffer.from(body);
	return async (exchange) => {
		await exchange.body();
		const all = { "content-type": "application/json", "content-length": String(bytes.length), ...headers };
		await exchange.send(Buffer.concat([headText(status, all), bytes]));
	};
}

export interface StreamOptions extends AnswerOptions {
	/** Milliseconds before each chunk. */
	gapMs?: number;
	/** Instead of the end: `close` ends the connection in the middle, `reset` breaks it, `hang` says nothing more. */
	ending?: "close" | "reset" | "hang";
	/** Awaited after the last chunk. */
	beforeEnding?: Promise<void>;
}

/** Reads the request, then streams chunks with these very borders, as server-sent events unless the headers say otherwise. */
export function streaming(chunks: readonly Uint8Array[], options: StreamOptions = {}): Behaviour {
	const { status = 200, headers = {}, gapMs = 0 } = options;
	return async (exchange) => {
		await exchange.body();
		const all = { "content-type": "text/event-stream; charset=utf-8", "transfer-encoding": "chunked", ...headers };
		await exchange.send(headText(status, all));
		for (const chunk of chunks) {
			// Also without a gap each chunk is written in a turn of its own.
			await (gapMs > 0 ? delay(gapMs) : nextTurn());
			await exchange.send(chunkText(chunk));
		}
		await options.beforeEnding;
		if (options.ending === undefined) await exchange.send("0\r\n\r\n");
		else if (options.ending === "close") exchange.close();
		else if (options.ending === "reset") exchange.reset();
		else await exchange.closed;
	};
}

/** Takes the request and says nothing, until the other end gives up. */
export const hanging: Behaviour = async ({ closed }) => void (await closed);

/** A status line and headers, ready to be sent. */
export function headText(status: number, headers: Record<string, string>): Buffer {
	const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
	return Buffer.from(`HTTP/1.1 ${status} Fixture\r\n${lines.join("")}\r\n`, "latin1");
}

/** One chunk in chunked transfer coding. */
export function chunkText(chunk: Uint8Array): Buffer {
	return Buffer.concat([Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from("\r\n")]);
}
