/** Each text in its pieces. */
export interface CountRequest {
	id: number;
	texts: string[][];
}

export interface CountReply {
	id: number;
	counts: number[];
}

/** Counts tokens of o200k, which OpenAI's models read since gpt-4o, on a thread of its own. */
export interface Tokenizer {
	/** The tokens of each text, given in pieces. Rejects when the thread fails or takes too long. */
	count(texts: string[][]): Promise<number[]>;
	close(): void;
}

export interface TokenizerOptions {
	/** So long after the last question the thread ends, and its memory comes back. */
	idleMs?: number;
	timeoutMs?: number;
}

/** The thread is started by the first question: a server whose calls all tell their usage never has one. */
export function createTokenizer({ idleMs = 600_000, timeoutMs = 60_000 }: TokenizerOptions = {}): Tokenizer {
	let worker: Worker | undefined;
	let idle: ReturnType<typeof setTimeout> | undefined;
	let nextId = 0;
	const waiting = new Map<number, { resolve(counts: number[]): void; reject(error: Error): void }>();

	function end(reason = "the tokenizer was closed") {
		clearTimeout(idle);
		worker?.terminate();
		worker = undefined;
		for (const { reject } of waiting.values()) reject(new Error(reason));
		waiting.clear();
	}

	function start(): Worker {
		const started = new Worker(new URL("./tokenizer-worker.ts", import.meta.url).href, { smol: true });
		started.onmessage = ({ data: { id, counts } }: MessageEvent<CountReply>) => {
			waiting.get(id)?.resolve(counts);
			waiting.delete(id);
		};
		started.onerror = (event) => end(`the tokenizer failed: ${event.message}`);
		return started;
	}

	return {
		async count(texts) {
			clearTimeout(idle);
			worker ??= start();
			const id = ++nextId;
			const answer = Promise.withResolvers<number[]>();
			waiting.set(id, answer);
			const timer = setTimeout(() => end(`the tokenizer gave no answer within ${timeoutMs} ms`), timeoutMs);
			worker.postMessage({ id, texts } satisfies CountRequest);
			try {
				return await answer.promise;
			} finally {
				clearTimeout(timer);
				clearTimeout(idle);
				if (worker !== undefined) idle = setTimeout(end, idleMs);
			}
		},
		close: () => end(),
	};
}
