/** The same body, piece by piece as its reader has room, and how many bytes of it have passed so far. */
export function countPassed(source: ReadableStream<Uint8Array>): {
	body: ReadableStream<Uint8Array>;
	passedBytes: () => number;
} {
	const reader = source.getReader();
	let bytes = 0;
	const body = new ReadableStream<Uint8Array>(
		{
			async pull(controller) {
				const { done, value } = await reader.read();
				if (done) return controller.close();
				bytes += value.length;
				controller.enqueue(value);
			},
			cancel: (reason) => reader.cancel(reason),
		},
		{ highWaterMark: 0 },
	);
	return { body, passedBytes: () => bytes };
}
