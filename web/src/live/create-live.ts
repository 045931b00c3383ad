import { createEffect, createSignal, onCleanup } from "solid-js";
import type { Call } from "../api/model";
import { followCalls, type LiveState } from "./live-stream";

/** Follows the calls of a project for as long as the component lives; `undefined` follows none. Returns the stream's state. */
export function createLive(
	projectId: () => string | undefined,
	listener: { onCall(call: Call): void; onEstimated(call: Call): void; onReset(): void },
): () => LiveState {
	const [state, setState] = createSignal<LiveState>("connecting");
	createEffect(() => {
		const id = projectId();
		if (id === undefined) return setState("paused");
		onCleanup(followCalls(id, { ...listener, onState: setState }));
	});
	return state;
}
