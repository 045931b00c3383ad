import type { Call } from "../api/model";

/** `paused`: the tab is hidden. `gone`: the server does not answer, and is asked again by and by. */
export type LiveState = "connecting" | "live" | "paused" | "gone";

interface LiveListener {
	onCall(call: Call): void;
	/** A call that was told before has an estimated usage now, and a cost. */
	onEstimated(call: Call): void;
	/** Events were or may have been missed: what is shown has to be asked for anew. */
	onReset(): void;
	onState(state: LiveState): void;
}

/** What is used of an `EventSource`. */
export interface CallStream {
	addEventListener(type: string, listener: (event: Event) => void): void;
	close(): void;
}

/** What following needs of the browser; tests pass their own. */
export interface LiveWorld {
	openStream(url: string): CallStream;
	isHidden(): boolean;
	/** Returns what takes the listener away again. */
	onVisibilityChange(listener: () => void): () => void;
	/** Returns what stops the timer. */
	setTimer(run: () => void, delayMs: number): () => void;
}

const browser: LiveWorld = {
	openStream: (url) => new EventSource(url),
	isHidden: () => document.visibilityState === "hidden",
	onVisibilityChange(listener) {
		document.addEventListener("visibilitychange", listener);
		return () => document.removeEventListener("visibilitychange", listener);
	},
	setTimer(run, delayMs) {
		const timer = setTimeout(run, delayMs);
		return () => clearTimeout(timer);
	},
};

/** The server sends a heartbeat every few seconds; a stream that is silent for this long is dead. */
const silenceMs = 25_000;
const firstRetryMs = 1_000;
const lastRetryMs = 15_000;

/**
 * Follows a project's calls as they end. Modes: connecting → live → (hidden tab) paused → connecting, and → gone →
 * connecting with growing pauses. Every opening is followed by `onReset`, because calls may
 * have ended unseen before it. Returns what stops it.
 */
export function followCalls(projectId: string, listener: LiveListener, world: LiveWorld = browser): () => void {
	let stream: CallStream | undefined;
	let stopTimer: () => void = () => undefined;
	let failures = 0;

	function close(): void {
		stopTimer();
		stream?.close();
	}

	function setTimer(run: () => void, delayMs: number): void {
		stopTimer();
		stopTimer = world.setTimer(run, delayMs);
	}

	const expectSign = () => setTimer(retryLater, silenceMs);

	function retryLater(): void {
		close();
		listener.onState("gone");
		setTimer(open, Math.min(lastRetryMs, firstRetryMs * 2 ** failures));
		failures += 1;
	}

	function onOpen(): void {
		failures = 0;
		listener.onState("live");
		listener.onReset();
		expectSign();
	}

	function open(): void {
		close();
		if (world.isHidden()) {
			listener.onState("paused");
			return;
		}
		listener.onState("connecting");
		stream = world.openStream(`/api/v1/live?projectId=${encodeURIComponent(projectId)}`);
		expectSign();
		stream.addEventListener("open", onOpen);
		stream.addEventListener("error", retryLater);
		stream.addEventListener("heartbeat", expectSign);
		stream.addEventListener("reset", () => listener.onReset());
		stream.addEventListener("call", (event) => {
			expectSign();
			if (event instanceof MessageEvent) listener.onCall(JSON.parse(event.data));
		});
		stream.addEventListener("estimated", (event) => {
			expectSign();
			if (event instanceof MessageEvent) listener.onEstimated(JSON.parse(event.data));
		});
	}

	const stopWatching = world.onVisibilityChange(open);
	open();
	return () => {
		stopWatching();
		close();
	};
}
