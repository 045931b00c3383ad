import type { RealtimeEvent, RealtimeReader } from "./dialects/openai-realtime";

export type SocketMessage = string | Uint8Array;

/** One end of a WebSocket, as the relay uses it. */
export interface SocketEnd {
	/** Text goes as text, bytes go as bytes. */
	send(message: SocketMessage): void;
	close(code: number, reason: string): void;
	/** What was sent and has not left this machine. */
	bufferedBytes(): number;
}

/** How a session ended: the first of these that happened. */
export type SocketEnding =
	| { by: "caller" | "provider"; code: number }
	/** One end took its messages too slowly for what the other sent. */
	| { by: "overflow"; slow: "caller" | "provider" };

export interface SocketRelayOptions {
	caller: SocketEnd;
	provider: SocketEnd;
	reader: RealtimeReader;
	/** Told of each response and transcription, after its message was passed on: each becomes a call of its own. */
	onEvent(event: RealtimeEvent): void;
	/** Told once. */
	onEnd(ending: SocketEnding): void;
	/** How much may wait for either end. WebSockets cannot be told to pause, so a session that exceeds it is closed. */
	maxBufferedBytes: number;
}

/** What the two connections tell the relay. Nothing has an effect after the session has ended. */
export interface SocketRelay {
	/** The provider's end is open: what the caller sent so far goes out. */
	providerOpened(): void;
	fromCaller(message: SocketMessage): void;
	fromProvider(message: SocketMessage): void;
	closed(by: "caller" | "provider", code: number, reason: string): void;
}

/**
 * Relays a realtime session: messages go both ways as they came, in order, before anything reads them; the provider's are
 * read for usage. A session is a trace and each response in it a call, because each has its own usage, price and end, and
 * a session may last an hour.
 */
export function createSocketRelay(options: SocketRelayOptions): SocketRelay {
	const { caller, provider, reader, onEvent, maxBufferedBytes } = options;
	let waiting: SocketMessage[] | undefined = [];
	let waitingBytes = 0;
	let ended = false;

	function end(ending: SocketEnding): void {
		ended = true;
		waiting = undefined;
		options.onEnd(ending);
	}
	function overflow(slow: "caller" | "provider"): void {
		end({ by: "overflow", slow });
		caller.close(tryAgainLater, "The connection is too slow.");
		provider.close(normal, "");
	}
	function toProvider(message: SocketMessage): void {
		provider.send(message);
		if (provider.bufferedBytes() > maxBufferedBytes) overflow("provider");
	}

	return {
		providerOpened() {
			const held = waiting ?? [];
			waiting = undefined;
			for (const message of held) if (!ended) toProvider(message);
		},
		fromCaller(message) {
			if (ended) return;
			if (waiting === undefined) return toProvider(message);
			waitingBytes += bytesOf(message);
			if (waitingBytes > maxBufferedBytes) overflow("provider");
			else waiting.push(message);
		},
		fromProvider(message) {
			if (ended) return;
			caller.send(message);
			if (caller.bufferedBytes() > maxBufferedBytes) overflow("caller");
			const event = reader.read(typeof message === "string" ? Buffer.from(message) : message);
			if (event !== undefined) onEvent(event);
		},
		closed(by, code, reason) {
			if (ended) return;
			// First, because Bun's sockets tell of their closing while they are being closed.
			end({ by, code });
			if (by === "caller") provider.close(clientCode(code), reason);
			else caller.close(serverCode(code), reason);
		},
	};
}

const normal = 1000;
const internalError = 1011;
const tryAgainLater = 1013;
/** Told to an application, never sent. https://www.rfc-editor.org/rfc/rfc6455#section-7.4.1 */
const neverSent = new Set([1004, 1005, 1006, 1015]);

/** A WebSocket client may close with 1000 and with the application's own codes. */
function clientCode(code: number): number {
	return code >= 3000 && code <= 4999 ? code : normal;
}

/** The provider's code, as far as a server may send it; a connection that broke is an error of ours. */
function serverCode(code: number): number {
	if (code === 1005) return normal;
	return code < 1000 || code > 4999 || neverSent.has(code) ? internalError : code;
}

function bytesOf(message: SocketMessage): number {
	return typeof message === "string" ? Buffer.byteLength(message) : message.length;
}
