import type { Call } from "../../../server/src/traces/model";

/** What `/api/v1/live` told since it was opened. */
export interface LiveStream {
	calls: Call[];
	/** Ends it. */
	close(): void;
}

/** Listens to a project's calls, and resolves when the server has answered. */
export async function openLive(url: string, lensKey: string): Promise<LiveStream> {
	const leave = new AbortController();
	const headers = { authorization: `Bearer ${lensKey}` };
	const response = await fetch(`${url}/api/v1/live`, { headers, signal: leave.signal });
	if (!response.ok || response.body === null) throw new Error(`live: ${response.status}`);
	const calls: Call[] = [];
	const reading = readInto(calls, response.body);
	return {
		calls,
		close: () => {
			leave.abort();
			// The abort is the only end that it may have.
			reading.catch((error) => {
				if (!(error instanceof Error && error.name === "AbortError")) throw error;
			});
		},
	};
}

async function readInto(calls: Call[], body: ReadableStream<Uint8Array>): Promise<void> {
	const decoder = new TextDecoder();
	let waiting = "";
	for await (const chunk of body) {
		waiting += decoder.decode(chunk, { stream: true });
		const events = waiting.split("\n\n");
		waiting = events.pop() ?? "";
		for (const event of events) {
			const data = /^data: (.*)$/m.exec(event)?.[1];
			if (/^event: call$/m.test(event) && data !== undefined) calls.push(JSON.parse(data));
		}
	}
}
