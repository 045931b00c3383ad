import type { Deadlines } from "../deadlines";
import { Refusal } from "./refusal";

/** `fetch`, or what stands in for it in a test. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface Sending {
	method: string;
	headers: Record<string, string>;
	body: BodyInit | null;
}

/** The caller has closed its connection, so nobody waits for an answer. */
export class CallerLeft extends Error {
	override readonly name = "CallerLeft";
}

/** The line to the provider, for one call: open until `close`, cut when the caller leaves or the provider is silent too long. */
export interface Line {
	/** Sends, and waits for the provider's headers. Throws CallerLeft, or Refusal 502 or 504. */
	send(url: string, sending: Sending): Promise<Response>;
	/** The provider is waited for, from now on: its clock starts anew. Or its caller is, who may read slowly: the clock stands still. */
	waits(isForCaller?: boolean): void;
	/** What an error from `send`, or from reading the answer, means. */
	explain(error: unknown): CallerLeft | Refusal;
	/** Nobody reads the answer any more: stops the provider. */
	hangUp(): void;
	close(): void;
}

export interface LineOptions {
	fetch: Fetch;
	/** Aborts when the caller closes its connection. */
	callerSignal: AbortSignal;
	/** How long the provider may be silent: before its headers, and between two pieces of its body. */
	silence: Deadlines;
	/** The provider is to finish what a caller who leaves has begun, so that its bill becomes known. */
	outlivesCaller?: boolean;
}

export function openLine({ fetch, callerSignal, silence, outlivesCaller = false }: LineOptions): Line {
	const controller = new AbortController();
	const hangUp = () => controller.abort();
	// The signal is this request's own, and nobody else listens to it; adding and removing a listener would cost 3 µs more.
	if (!outlivesCaller) {
		callerSignal.onabort = hangUp;
		if (callerSignal.aborted) hangUp();
	}
	let timedOut = false;
	const clock = silence.start(() => {
		timedOut = true;
		controller.abort();
	});

	function explain(error: unknown): CallerLeft | Refusal {
		if (error instanceof CallerLeft || error instanceof Refusal) return error;
		// Also when the line outlived the caller: whatever broke it then, nobody was told of it.
		if (callerSignal.aborted) return new CallerLeft();
		if (timedOut) return new Refusal(504, "upstream_timeout", `The provider was silent for ${silence.afterMs} ms.`);
		if (controller.signal.aborted) return new CallerLeft();
		return new Refusal(502, "upstream_failed", `The connection to the provider failed: ${reasonOf(error)}.`);
	}

	return {
		async send(url, { method, headers, body }) {
			// Bun's own limit of five minutes is shorter than some answers take; our clock is the limit.
			const init = { method, headers, body, signal: controller.signal, redirect: "manual", timeout: false } as const;
			try {
				return await fetch(url, init);
			} catch (error) {
				throw explain(error);
			}
		},
		waits: clock.refresh,
		explain,
		hangUp,
		close() {
			clock.stop();
			// A signal that is listened to is kept alive for the collector.
			callerSignal.onabort = null;
		},
	};
}

/** Only the code: the text may hold the provider's address, and with it credentials. */
function reasonOf(error: unknown): string {
	return error instanceof Error && "code" in error && typeof error.code === "string"
		? error.code
		: "closed unexpectedly";
}
