import { asObject, type JsonObject, parseJson } from "../json-value";

/** The objects behind `data:` lines. A last line that was cut, and `[DONE]`, are no objects. */
export function readEvents(text: string): JsonObject[] {
	return text.split(/\r\n|\n|\r/).flatMap((line) => {
		if (!line.startsWith("data:")) return [];
		const event = asObject(parseJson(line.slice(5)));
		return event ? [event] : [];
	});
}
