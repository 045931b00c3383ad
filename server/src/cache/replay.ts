import { renderUsd } from "../labels/answer-headers";
import type { CachedAnswer } from "./cached-answer";

interface Replaying {
	/** Of the call that is answered now. */
	callId: string;
	/** Unix milliseconds. */
	nowMs: number;
	/** The caller has all of it, or left; with how many bytes of its body. Counts once. */
	onEnd: (how: "ok" | "client_closed", bytes: number) => void;
}

/** Answers a call with a kept answer: its status, its headers, and its bytes in the pieces in which they came. */
export function replay(answer: CachedAnswer, { callId, nowMs, onEnd }: Replaying): Response {
	const headers = new Headers(answer.headers.map(([name, value]): [string, string] => [name, value]));
	for (const [name, value] of Object.entries(hitHeaders(answer, { callId, nowMs }))) headers.set(name, value);
	const [only] = answer.chunks;
	if (!answer.stream && answer.chunks.length === 1 && only !== undefined) {
		onEnd("ok", only.length);
		return new Response(new Uint8Array(only), { status: answer.status, headers });
	}
	return new Response(streamOf(answer.chunks, onEnd), { status: answer.status, headers });
}

/** What tells the caller that nobody was paid for this answer. The saved cost is left out where it is not known. */
export function hitHeaders(
	{ storedAtMs, callId: cachedCallId, costPicoUsd }: CachedAnswer,
	{ callId, nowMs }: { callId: string; nowMs: number },
): Record<string, string> {
	return {
		"x-lensai-call-id": callId,
		"x-lensai-cache": "hit",
		"x-lensai-cache-age": String(Math.max(0, Math.floor((nowMs - storedAtMs) / 1000))),
		"x-lensai-cached-call-id": cachedCallId,
		"x-lensai-cost-state": "priced",
		"x-lensai-cost-usd": "0",
		...(costPicoUsd !== null && { "x-lensai-saved-usd": renderUsd(BigInt(costPicoUsd)) }),
	};
}

/** Whether a kept answer is young enough for this call. */
export function isFresh(
	{ storedAtMs }: CachedAnswer,
	{ ttlSeconds, nowMs }: { ttlSeconds: number; nowMs: number },
): boolean {
	return nowMs - storedAtMs < ttlSeconds * 1000;
}

function streamOf(chunks: readonly Uint8Array[], onEnd: Replaying["onEnd"]): ReadableStream<Uint8Array> {
	let next = 0;
	let bytes = 0;
	return new ReadableStream<Uint8Array>({
		pull(controller) {
			const chunk = chunks[next++];
			if (chunk !== undefined) {
				bytes += chunk.length;
				return controller.enqueue(new Uint8Array(chunk));
			}
			onEnd("ok", bytes);
			controller.close();
		},
		cancel() {
			onEnd("client_closed", bytes);
		},
	});
}
