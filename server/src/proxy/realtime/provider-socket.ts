import type { Deadlines } from "../../deadlines";
import { Refusal } from "../refusal";
import { CallerLeft } from "../send";
import type { SocketEnd, SocketMessage } from "./relay-socket";

/** The provider's end of a session, open. Whatever comes before `listen` is told then. */
export interface ProviderSocket extends SocketEnd {
	/** The subprotocol that the provider chose; empty when none. */
	readonly protocol: string;
	listen(listener: SocketListener): void;
}

export interface SocketListener {
	message(message: SocketMessage): void;
	/** Told once. */
	closed(code: number, reason: string): void;
}

interface Connecting {
	headers: Record<string, string>;
	protocols: readonly string[];
	/** How long the provider may take to open. */
	silence: Deadlines;
	callerSignal: AbortSignal;
}

/** The same under Bun's own type: the DOM's, which stands before it here, knows no headers. */
const BunWebSocket = WebSocket as unknown as new (url: string, options: Bun.WebSocketOptions) => WebSocket;

/** Statuses of a provider's refusal that are the caller's to act on. */
const toldStatuses = [401, 403, 404] as const;

/** Throws Refusal 504, 502, or with the provider's own 401, 403 or 404; CallerLeft. */
export function connectProvider(url: string, connecting: Connecting): Promise<ProviderSocket> {
	const { headers, protocols, silence, callerSignal } = connecting;
	const socket = new BunWebSocket(url, { headers, protocols: [...protocols] });
	socket.binaryType = "arraybuffer";
	const early: ((listener: SocketListener) => void)[] = [];
	let tell = (what: (listener: SocketListener) => void): void => void early.push(what);
	socket.onmessage = ({ data }) => tell((listener) => listener.message(messageOf(data)));
	socket.onclose = ({ code, reason }) => tell((listener) => listener.closed(code, reason));

	return new Promise((resolve, reject) => {
		const fail = (error: Error) => {
			clock.stop();
			callerSignal.removeEventListener("abort", left);
			socket.onclose = null;
			socket.close();
			reject(error);
		};
		const left = () => fail(new CallerLeft());
		const clock = silence.start(() =>
			fail(new Refusal(504, "upstream_timeout", `The provider was silent for ${silence.afterMs} ms.`)),
		);
		callerSignal.addEventListener("abort", left);
		socket.onerror = (event) => fail(refusalOf(event));
		socket.onopen = () => {
			clock.stop();
			callerSignal.removeEventListener("abort", left);
			socket.onerror = null;
			resolve({
				protocol: socket.protocol,
				send: (message) => socket.send(message as string),
				close: (code, reason) => socket.close(code, reason),
				bufferedBytes: () => socket.bufferedAmount,
				listen(listener) {
					tell = (what) => what(listener);
					for (const what of early.splice(0)) what(listener);
				},
			});
		};
	});
}

/** Bun says the status in the message of the event, and nowhere else: `… Expected 101 status code: 401` (Bun 1.4.5). */
function refusalOf(event: Event): Refusal {
	const text = "message" in event ? String(event.message) : "";
	const status = Number(/status code: (\d{3})/.exec(text)?.[1] ?? 0);
	const why = status === 0 ? "closed unexpectedly" : `it answered ${status}`;
	return new Refusal(
		toldStatuses.find((told) => told === status) ?? 502,
		status === 0 ? "upstream_failed" : "upstream_refused",
		`The provider did not open the WebSocket: ${why}.`,
	);
}

function messageOf(data: unknown): SocketMessage {
	return data instanceof ArrayBuffer ? new Uint8Array(data) : String(data);
}
