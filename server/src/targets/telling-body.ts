import type { Connecting } from "./attempt";

/**
 * A request body that tells when its connection stands: `fetch` asks a stream for its first piece only then (Bun 1.4.5; with a
 * full backlog it never asks, with a server that is silent within 0.3 ms). Send it with a `content-length`. The price is that
 * `fetch` cannot send it again by itself over a connection that the provider has just closed: that is a try of ours then.
 */
export function tellingBody(bytes: Uint8Array, connecting: Connecting): ReadableStream<Uint8Array> {
	connecting.begins();
	return new ReadableStream<Uint8Array>(
		{
			pull(controller) {
				connecting.stands();
				if (bytes.length > 0) controller.enqueue(bytes);
				controller.close();
			},
		},
		{ highWaterMark: 0 },
	);
}
