import type { GatewayError } from "../dialects/dialect";
import type { RealtimeEvent, RealtimeReader } from "../dialects/openai-realtime";

export type SocketMessage = string | Uint8Array;

/** One end of a WebSocket, as the relay uses it. */
export interface SocketEnd {
	/** Text goes as text, bytes go as bytes. */
	send(message: SocketMessage): void;
	close(code: number, reason: string): void;
	/** What was sent and has not left this machine; infinite when a message was lost. */
	bufferedBytes(): number;
}

/** How a session ended: the first of these that happened. */
export type SocketEnding =
	| { by: "caller" | "provider"; code: number }
	/** One end took its messages too slowly for what the other sent. */
	| { by: "overflow"; slow: "caller" | "provider" }
	/** The gateway itself does not let it go on. */
	| { by: "gateway"; code: string; message: string };

export interface SocketRelayOptions {
	caller: SocketEnd;
	provider: SocketEnd;
	/** Undefined: the messages pass unread. */
	reader: RealtimeReader | undefined;
	/** Told of what a session is made of, after its message was passed on: each response and transcription is a call of its own. */
	onEvent(event: RealtimeEvent): void;
	/** Told once. */
	onEnd(ending: SocketEnding): void;
	/** How much may wait for either end. WebSockets cannot be told to pause, so a session that exceeds it is closed. */
	maxBufferedBytes: number;
}

/** What the two connections tell the relay. Nothing has an effect after the session has ended. */
export interface SocketRelay {
	/** The caller's end is open: what the provider sent so far goes out. */
	callerOpened(): void;
	fromCaller(message: SocketMessage): void;
	fromProvider(message: SocketMessage): void;
	closed(by: "caller" | "provider", code: number, reason: string): void;
	/** Tells the caller why, in the words of the Realtime API, and closes both ends. */
	refuse(error: GatewayError): void;
}

/**
 * Relays a realtime session: messages go both ways as they came, in order, before anything reads them; the provider's are
 * read for usage. The provider's end is open first, so that a caller is told of a refusal before its own end opens.
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
	function toCaller(message: SocketMessage): void {
		caller.send(message);
		const isTooMuch = caller.bufferedBytes() > maxBufferedBytes;
		// What was made is billed, also when its message was the one too many.
		const event = reader?.read(typeof message === "string" ? Buffer.from(message) : message);
		if (event !== undefined) onEvent(event);
		if (isTooMuch) overflow("caller");
	}

	return {
		callerOpened() {
			const held = waiting ?? [];
			waiting = undefined;
			for (const message of held) if (!ended) toCaller(message);
		},
		fromCaller(message) {
			if (ended) return;
			provider.send(message);
			if (provider.bufferedBytes() > maxBufferedBytes) overflow("provider");
		},
		fromProvider(message) {
			if (ended) return;
			if (waiting === undefined) return toCaller(message);
			waitingBytes += bytesOf(message);
			if (waitingBytes > maxBufferedBytes) overflow("caller");
			else waiting.push(message);
		},
		closed(by, code, reason) {
			if (ended) return;
			// First, because Bun's sockets tell of their closing while they are being closed.
			end({ by, code });
			if (by === "caller") provider.close(clientCode(code), reason);
			else caller.close(serverCode(code), reason);
		},
		refuse(error) {
			if (ended) return;
			end({ by: "gateway", code: error.code, message: error.message });
			caller.send(errorEvent(error));
			caller.close(policyViolation, Buffer.byteLength(error.message) > maxReasonBytes ? error.code : error.message);
			provider.close(normal, "");
		},
	};
}

/** Longer ones cannot be sent. https://www.rfc-editor.org/rfc/rfc6455#section-5.5 */
const maxReasonBytes = 123;

/** Types of npm `openai` 7.57.0: `RealtimeErrorEvent` (2026-11-22) */
function errorEvent({ status, code, message }: GatewayError): string {
	const type = status >= 500 ? "server_error" : "invalid_request_error";
	return JSON.stringify({ type: "error", event_id: null, error: { type, code, message, param: null, event_id: null } });
}

const normal = 1000;
const policyViolation = 1008;
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

/** On the wire: text is UTF-8. */
export function bytesOf(message: SocketMessage): number {
	return typeof message === "string" ? Buffer.byteLength(message) : message.length;
}
