import { once } from "node:events";
import { createConnection } from "node:net";
import { keep } from "./kept";
import { BrokenOff, headerOf, type MessageHead, Wire, wholeBody } from "./wire";

/** An answer as it came over the wire. */
export interface RawAnswer {
	status: number;
	head: MessageHead;
	header(name: string): string | undefined;
	body: Uint8Array;
	/** `JSON.parse` of the body. */
	json(): unknown;
	/** The connection ended before the answer did. */
	brokenOff: boolean;
}

/** Connects to a server on this machine; the caller closes `wire.socket`. */
export async function connect(port: number, host = "127.0.0.1"): Promise<Wire> {
	const socket = createConnection({ port, host });
	const wire = new Wire(socket);
	await Promise.race([once(socket, "connect"), wire.closed]);
	return wire;
}

export interface RawRequest {
	method?: string;
	target: string;
	/** `host` is added when it is not there; pairs may repeat a name. */
	headers?: [name: string, value: string][];
	body?: string | Uint8Array;
}

/** A request as bytes; the length of the body is declared unless a header says how it is framed. */
export function requestText({ method = "POST", target, headers = [], body }: RawRequest): Buffer {
	const all = [...headers];
	const has = (name: string) => all.some(([found]) => found.toLowerCase() === name);
	if (!has("host")) all.unshift(["host", "localhost"]);
	if (body !== undefined && !has("content-length") && !has("transfer-encoding"))
		all.push(["content-length", String(Buffer.byteLength(body))]);
	const head = `${method} ${target} HTTP/1.1\r\n${all.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`;
	return Buffer.concat([Buffer.from(head, "latin1"), Buffer.from(body ?? "")]);
}

/** Reads one answer; undefined when the connection ends before its head. `toHead`: an answer to HEAD has no body. */
export async function readAnswer(wire: Wire, { toHead = false } = {}): Promise<RawAnswer | undefined> {
	const head = await wire.head();
	if (head === undefined) return undefined;
	const status = Number(head.firstLine.split(" ")[1]);
	const { body, brokenOff } = toHead || status === 204 ? nothing : await bodyOf(wire, head);
	if (status >= 400) keep("errors", JSON.stringify(head) + Buffer.from(body).toString("latin1"));
	return {
		status,
		head,
		header: (name) => headerOf(head, name),
		body,
		json: () => JSON.parse(Buffer.from(body).toString()),
		brokenOff,
	};
}

const nothing = { body: new Uint8Array(), brokenOff: false };

async function bodyOf(wire: Wire, head: MessageHead): Promise<{ body: Uint8Array; brokenOff: boolean }> {
	try {
		return { body: await wholeBody(wire.body(head)), brokenOff: false };
	} catch (error) {
		if (error instanceof BrokenOff) return { body: error.body, brokenOff: true };
		throw error;
	}
}

/** One request on a connection of its own. Throws when there is no answer at all. */
export async function ask(port: number, request: RawRequest): Promise<RawAnswer> {
	const wire = await connect(port);
	try {
		await wire.send(requestText(request));
		const answer = await readAnswer(wire, { toHead: request.method === "HEAD" });
		if (answer === undefined) throw new Error("The server closed the connection without an answer.");
		return answer;
	} finally {
		wire.socket.destroy();
	}
}
