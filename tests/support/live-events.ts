export interface LiveEvent {
	name: string;
	/** Undefined for an event without one, e.g. a heartbeat. */
	id: number | undefined;
	data: unknown;
}

/** Reads server-sent events as they come; comments and `retry:` are left out. */
export function readEvents(stream: ReadableStream<Uint8Array>): { events: LiveEvent[]; ended: Promise<void> } {
	const events: LiveEvent[] = [];
	const read = async () => {
		const decoder = new TextDecoder();
		let text = "";
		for await (const chunk of stream) {
			text += decoder.decode(chunk, { stream: true });
			const blocks = text.split("\n\n");
			text = blocks.pop() ?? "";
			for (const block of blocks) {
				const fields = new Map(block.split("\n").map((line) => line.split(/: ?(.*)/s, 2) as [string, string]));
				const name = fields.get("event");
				if (name === undefined) continue;
				const id = fields.get("id");
				events.push({
					name,
					id: id === undefined ? undefined : Number(id),
					data: JSON.parse(fields.get("data") ?? "null"),
				});
			}
		}
	};
	return { events, ended: read() };
}
