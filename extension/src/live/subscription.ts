import { KeyRefused } from "../api/failures";
import { type Backoff, backoffMs } from "./backoff";
import { readServerEvents, type ServerEvent } from "./server-events";

/** What a subscription tells of itself. */
export interface LiveListener {
	opened(): void;
	received(event: ServerEvent): void;
	/** An open stream ended, broke off or fell silent. */
	lost(): void;
	/** A try to open it failed; the next one follows. */
	unreachable(error: unknown): void;
	/** The key is not accepted; there is no next try. */
	refused(): void;
}

export interface Subscription {
	/** Opens the stream after the event with that id. Throws KeyRefused for a key that is not accepted. */
	open(lastEventId: string | undefined, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
	listener: LiveListener;
	/** A stream that says nothing for so long is dead; several of the server's heartbeats long. */
	silenceMs: number;
	backoff: Backoff;
	random(): number;
}

/** Keeps one stream of server-sent events open until `signal` aborts or the key is refused. Resolves then. */
export async function keepSubscribed(subscription: Subscription, signal: AbortSignal): Promise<void> {
	const { listener, backoff, random } = subscription;
	const progress: Progress = { failures: 0 };
	while (!signal.aborted) {
		try {
			await readOnce(subscription, progress, signal);
			if (!signal.aborted) listener.lost();
		} catch (error) {
			if (signal.aborted) return;
			if (error instanceof KeyRefused) return listener.refused();
			if (progress.open) listener.lost();
			else listener.unreachable(error);
		}
		progress.open = false;
		await pause(backoffMs(backoff, progress.failures++, random()), signal);
	}
}

interface Progress {
	/** Tries since the last event: an answer alone does not prove that the server is well. */
	failures: number;
	open?: boolean;
	lastEventId?: string;
}

async function readOnce(subscription: Subscription, progress: Progress, signal: AbortSignal): Promise<void> {
	const { open, listener, silenceMs } = subscription;
	const watchdog = watchSilence(silenceMs, signal);
	try {
		const chunks = await open(progress.lastEventId, watchdog.signal);
		progress.open = true;
		listener.opened();
		for await (const event of readServerEvents(watchdog.watch(chunks))) {
			progress.failures = 0;
			progress.lastEventId = event.id ?? progress.lastEventId;
			listener.received(event);
		}
	} finally {
		watchdog.stop();
	}
}

/** A signal that aborts with `outer`, and when nothing has been heard for `silenceMs`. */
function watchSilence(silenceMs: number, outer: AbortSignal) {
	const silence = new AbortController();
	const fall = () => silence.abort(new Error(`nothing heard for ${silenceMs / 1000} s`));
	let timer = setTimeout(fall, silenceMs);
	return {
		signal: AbortSignal.any([outer, silence.signal]),
		async *watch(chunks: AsyncIterable<Uint8Array>) {
			for await (const chunk of chunks) {
				clearTimeout(timer);
				timer = setTimeout(fall, silenceMs);
				yield chunk;
			}
		},
		stop: () => clearTimeout(timer),
	};
}

/** Waits, or less when `signal` aborts. */
function pause(delayMs: number, signal: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		const end = () => {
			clearTimeout(timer);
			signal.removeEventListener("abort", end);
			resolve();
		};
		const timer = setTimeout(end, delayMs);
		signal.addEventListener("abort", end);
	});
}
