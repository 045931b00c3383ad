import { type BodyText, collectFromPart, isRecord, parse, TextCollector } from "./body-text";

/** Where the APIs keep what the model reads. */
const roots = [
	...["system", "systemInstruction", "system_instruction", "instructions", "preamble", "messages", "contents", "input"],
	...["inputs", "inputText", "prompt", "message", "chat_history", "texts", "documents", "functions"],
];

/** A context that is kept at the provider: its tokens count as input, and none of them is here. */
const contexts = [
	"previous_response_id",
	"conversation",
	"cachedContent",
	"cached_content",
	"container",
	"mcp_servers",
];

/** What a request tells a model in text; `scale`: how many times as long it was as what was kept. Undefined: nothing can be read. */
export function textOfRequest(body: string, scale = 1): BodyText | undefined {
	const request = parse(body);
	if (!isRecord(request))
		return request === undefined && isJsonBegun(body) ? collectFromPart(body).end("\n", scale) : undefined;
	const collector = new TextCollector();
	for (const root of roots) if (request[root] !== undefined) collector.add(request[root]);
	if (Array.isArray(request.tools)) for (const tool of request.tools) addTool(collector, tool);
	if (contexts.some((context) => request[context] !== undefined && request[context] !== null)) collector.hasMore = true;
	return collector.end("\n", scale);
}

const describes = [
	"function",
	"parameters",
	"input_schema",
	"functionDeclarations",
	"function_declarations",
	"toolSpec",
];

/** A function's description is text. What the provider runs itself, a search for one, it tells the model unseen. */
function addTool(collector: TextCollector, tool: unknown): void {
	if (isRecord(tool) && describes.some((member) => tool[member] !== undefined)) collector.addJson(tool);
	else collector.hasMore = true;
}

export function isJsonBegun(body: string): boolean {
	return /^\s*[{[]/.test(body);
}
