import { type BodyText, collectFromPart, isRecord, parse, TextCollector } from "./body-text";
import { isJsonBegun } from "./request-text";

/** Where the APIs keep what the model wrote. */
const roots = ["choices", "content", "candidates", "output", "message", "generation", "generations", "results"];

/**
 * What an answer says in text, as JSON or as a stream of events, whole or cut off; `scale`: how many times as long it was as
 * what was kept. Undefined: nothing can be read, e.g. of a binary stream.
 */
export function textOfAnswer(body: string, scale = 1): BodyText | undefined {
	if (isEvents(body)) return textOfEvents(body, scale);
	const answer = parse(body);
	if (answer !== undefined) return textOfWhole(answer, scale);
	if (!isJsonBegun(body)) return undefined;
	const collector = new TextCollector();
	const lines = body.split("\n").map(parse);
	if (lines.filter(isRecord).length < 2) return collectFromPart(body).end("", scale);
	for (const line of lines) if (isRecord(line)) addRoots(collector, line);
	return collector.end("", scale);
}

function textOfWhole(answer: unknown, scale: number): BodyText | undefined {
	const collector = new TextCollector();
	const parts = Array.isArray(answer) ? answer : [answer];
	if (!parts.every(isRecord)) return undefined;
	for (const part of parts) addRoots(collector, part);
	return collector.end("", scale);
}

function textOfEvents(body: string, scale: number): BodyText {
	const collector = new TextCollector();
	for (const [, data = ""] of body.matchAll(/^data: ?(.+)$/gm)) {
		const event = parse(data);
		if (isRecord(event)) addEvent(collector, event);
	}
	return collector.end("", scale);
}

/** What is told piece by piece and then again as a whole counts as pieces. */
function addEvent(collector: TextCollector, event: Record<string, unknown>): void {
	const { type, delta } = event;
	if (typeof type !== "string") addRoots(collector, event);
	else if (delta !== undefined) collector.add(delta);
	if (isRecord(event.content_block)) collector.add(event.content_block);
	// An item that no text tells of, such as a search or an image.
	if (type === "response.output_item.added" && isRecord(event.item)) {
		const item = new TextCollector();
		item.add(event.item);
		if (item.hasMore) collector.hasMore = true;
	}
}

function addRoots(collector: TextCollector, part: Record<string, unknown>): void {
	for (const root of roots) collector.add(part[root]);
	// Ollama's generate.
	if (typeof part.response === "string") collector.add(part.response);
}

function isEvents(body: string): boolean {
	return /^\s*(?:event:|data:|:|id:|retry:)/.test(body);
}
