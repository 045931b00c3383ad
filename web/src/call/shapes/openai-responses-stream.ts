import { asObject, asText, type JsonObject } from "../json-value";

/** What has come of one item of the output. */
interface Draft {
	item: JsonObject;
	text: string;
	refusal: string;
	thought: string;
	/** Of a function, or the input of a custom tool. */
	given: string;
	isDone: boolean;
}

/** The member of a draft that grows by the pieces of an event. */
const grows = {
	"response.output_text.delta": "text",
	"response.refusal.delta": "refusal",
	"response.reasoning_text.delta": "thought",
	"response.reasoning_summary_text.delta": "thought",
	"response.function_call_arguments.delta": "given",
	"response.custom_tool_call_input.delta": "given",
} as const satisfies Record<string, keyof Draft>;

/**
 * The output of a stream that broke off before the event that carries the whole response: its items in order, whole or as far as
 * they came, and the response as it was told last.
 */
export function joinItems(events: readonly JsonObject[]): { items: JsonObject[]; response: JsonObject | undefined } {
	const drafts = new Map<number, Draft>();
	let response: JsonObject | undefined;
	for (const event of events) {
		response = asObject(event.response) ?? response;
		if (typeof event.output_index === "number") add(draftAt(drafts, event.output_index), event);
	}
	const items = [...drafts].sort(([a], [b]) => a - b).map(([, draft]) => finish(draft));
	return { items, response };
}

function draftAt(drafts: Map<number, Draft>, index: number): Draft {
	const draft = drafts.get(index) ?? { item: {}, text: "", refusal: "", thought: "", given: "", isDone: false };
	drafts.set(index, draft);
	return draft;
}

function add(draft: Draft, event: JsonObject): void {
	const type = asText(event.type) ?? "";
	if (type === "response.output_item.added" || type === "response.output_item.done") {
		draft.item = asObject(event.item) ?? draft.item;
		draft.isDone = type.endsWith("done");
	}
	if (isGrowing(type)) draft[grows[type]] += asText(event.delta) ?? "";
}

function isGrowing(type: string): type is keyof typeof grows {
	return Object.hasOwn(grows, type);
}

function finish({ item, isDone, text, refusal, thought, given }: Draft): JsonObject {
	if (isDone) return item;
	const content = [
		...(text ? [{ type: "output_text", text }] : []),
		...(refusal ? [{ type: "refusal", refusal }] : []),
	];
	return {
		...item,
		...(content.length > 0 && { content }),
		...(thought && { summary: [{ text: thought }] }),
		...(given && { arguments: given }),
	};
}
