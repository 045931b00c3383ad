import { setImmediate as nextTurn } from "node:timers/promises";
import type { Fetch } from "../../server/src/proxy/send";
import { splitAt } from "../support/dialect-answers";
import { type Behaviour, chunkText, headText } from "../support/upstream";

/** `fetch` that keeps the bytes of the last answer, as they come to the client. */
export function recordingFetch(): { fetch: typeof fetch; lastBody(): Uint8Array } {
	let pieces: Uint8Array[] = [];
	const recording = async (...args: Parameters<typeof fetch>): Promise<Response> => {
		const kept: Uint8Array[] = [];
		pieces = kept;
		const response = await fetch(...args);
		const { status, headers, body, url } = response;
		const passed = body?.pipeThrough(
			new TransformStream<Uint8Array, Uint8Array>({
				transform(piece, controller) {
					kept.push(piece.slice());
					controller.enqueue(piece);
				},
			}),
		);
		const copy = new Response(passed ?? null, { status, headers });
		Object.defineProperty(copy, "url", { value: url });
		return copy;
	};
	return {
		fetch: Object.assign(recording, { preconnect: fetch.preconnect }),
		lastBody: () => new Uint8Array(Buffer.concat(pieces)),
	};
}

/** Streams up to a chunk, and the rest once it is told to, unless its client has gone. */
export function pausing(chunks: readonly Uint8Array[], { after }: { after: number }) {
	const { promise, resolve: goOn } = Promise.withResolvers<void>();
	const behaviour: Behaviour = async (exchange) => {
		await exchange.body();
		await exchange.send(headText(200, { "content-type": "text/event-stream", "transfer-encoding": "chunked" }));
		for (const [index, chunk] of chunks.entries()) {
			if (index === after) await Promise.race([promise, exchange.closed]);
			await nextTurn();
			await exchange.send(chunkText(chunk));
		}
		await exchange.send("0\r\n\r\n");
	};
	return { behaviour, goOn };
}

/**
 * `fetch` whose answers are read in two pieces, cut where the request's header `x-cut` says: two packets on a loopback
 * connection are read in one piece every other time.
 */
export function cuttingFetch(): { fetch: Fetch; piecesRead(): number } {
	let read = 0;
	return {
		async fetch(url, init) {
			const answer = await globalThis.fetch(url, init);
			const at = Number(new Headers(init.headers).get("x-cut"));
			const pieces = splitAt(await answer.bytes(), [at]);
			const body = new ReadableStream<Uint8Array>(
				{
					pull(controller) {
						const piece = pieces.shift();
						if (piece === undefined) return controller.close();
						read++;
						controller.enqueue(piece);
					},
				},
				{ highWaterMark: 0 },
			);
			return new Response(body, answer);
		},
		piecesRead: () => read,
	};
}
