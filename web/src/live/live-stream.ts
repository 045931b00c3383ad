import type { Call } from "../api/model";

/** `paused`: the tab is hidden. `gone`: the server does not answer, and is asked again by and by. */
export type LiveState = "connecting" | "live" | "paused" | "gone";

interface LiveListener {
	onCall(call: Call): void;
	/** Events were or may have been missed: what is shown has to be asked for anew. */
	onReset(): void;
	onState(state: LiveState): void;
}

/** What the stream needs of the browser; tests pass their own. */
export interface LiveWorld {
	openStream(url: string): EventSource;
	document: Pick<Document, "visibilityState" | "addEventListener" | "removeEventListener">;
	setTimer(run: () => void, delayMs: number): ReturnType<typeof setTimeout>;
	clearTimer(timer: ReturnType<typeof setTimeout>): void;
}

const browser = (): LiveWorld => ({
	openStream: (url) => new EventSource(url),
	document,
	setTimer: (run, delayMs) => setTimeout(run, delayMs),
	clearTimer: (timer) => clearTimeout(timer),
});

/** The server sends a heartbeat every few seconds; a stream that is silent for this long is dead. */
const silenceMs = 25_000;
const firstRetryMs = 1_000;
const lastRetryMs = 15_000;

/**
 * Follows a project's calls as they end. Modes: connecting → live → (hidden tab) paused → connecting, and → gone →
 * connecting with growing pauses. Every opening is followed by `onReset`, because calls may
 * have ended unseen before it. Returns what stops it.
 */
export function followCalls(projectId: string, listener: LiveListener, world: LiveWorld = browser()): () => void {
	let stream: EventSource | undefined;
	let timer: ReturnType<typeof setTimeout> | undefined;
	let failures = 0;

	function close(): void {
		if (timer !== undefined) world.clearTimer(timer);
		timer = undefined;
		stream?.close();
		stream = undefined;
	}

	function retryLater(): void {
		close();
		listener.onState("gone");
		timer = world.setTimer(open, Math.min(lastRetryMs, firstRetryMs * 2 ** failures));
		failures += 1;
	}

	function expectSign(): void {
		if (timer !== undefined) world.clearTimer(timer);
		timer = world.setTimer(retryLater, silenceMs);
	}

	function open(): void {
		close();
		if (world.document.visibilityState === "hidden") {
			listener.onState("paused");
			return;
		}
		listener.onState("connecting");
		const opened = world.openStream(`/api/v1/live?projectId=${encodeURIComponent(projectId)}`);
		stream = opened;
		expectSign();
		opened.addEventListener("open", () => {
			failures = 0;
			listener.onState("live");
			listener.onReset();
			expectSign();
		});
		opened.addEventListener("heartbeat", expectSign);
		opened.addEventListener("reset", () => listener.onReset());
		opened.addEventListener("call", (event) => {
			expectSign();
			listener.onCall(JSON.parse(event.data));
		});
		opened.addEventListener("error", retryLater);
	}

	world.document.addEventListener("visibilitychange", open);
	open();
	return () => {
		world.document.removeEventListener("visibilitychange", open);
		close();
	};
}
