import { asObject, asText, type JsonObject, parseJson } from "../json-value";

interface Joined {
	role: string;
	/** As an answer that is not streamed has them, in order. */
	blocks: JsonObject[];
	stopReason: string | undefined;
}

interface Draft {
	block: JsonObject;
	/** The input of a tool, which comes as pieces of JSON. */
	json: string;
}

/** Puts a streamed message together again; undefined when no event belongs to one. */
export function joinBlocks(events: readonly JsonObject[]): Joined | undefined {
	const drafts = new Map<number, Draft>();
	let role: string | undefined;
	let stopReason: string | undefined;
	for (const event of events) {
		const index = typeof event.index === "number" ? event.index : 0;
		if (event.type === "message_start") role = asText(asObject(event.message)?.role) ?? "assistant";
		if (event.type === "content_block_start")
			drafts.set(index, { block: { ...asObject(event.content_block) }, json: "" });
		if (event.type === "content_block_delta") addDelta(draftAt(drafts, index), asObject(event.delta) ?? {});
		if (event.type === "message_delta") stopReason = asText(asObject(event.delta)?.stop_reason) ?? stopReason;
	}
	if (role === undefined && drafts.size === 0) return undefined;
	const blocks = [...drafts].sort(([a], [b]) => a - b).map(([, draft]) => finish(draft));
	return { role: role ?? "assistant", blocks, stopReason };
}

/** A delta whose start is missing is of the kind that it adds to. */
function draftAt(drafts: Map<number, Draft>, index: number): Draft {
	const draft = drafts.get(index) ?? { block: {}, json: "" };
	drafts.set(index, draft);
	return draft;
}

function addDelta(draft: Draft, { type, ...delta }: JsonObject): void {
	const { block } = draft;
	if (type === "text_delta") draft.block = grown(block, "text", delta.text);
	if (type === "thinking_delta") draft.block = grown(block, "thinking", delta.thinking);
	if (type === "input_json_delta") draft.json += asText(delta.partial_json) ?? "";
}

function grown(block: JsonObject, member: "text" | "thinking", piece: unknown): JsonObject {
	return { type: member, ...block, [member]: (asText(block[member]) ?? "") + (asText(piece) ?? "") };
}

/** Input that was cut stays the text that it is. */
function finish({ block, json }: Draft): JsonObject {
	return json === "" ? block : { type: "tool_use", ...block, input: parseJson(json) ?? json };
}
