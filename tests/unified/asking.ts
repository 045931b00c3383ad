import { readChatRequest } from "../../server/src/unified/chat-request";
import type { ChatTranslation } from "../../server/src/unified/translation";

export const schema = {
	type: "object",
	properties: { place: { type: "string", minLength: 2 }, unit: { anyOf: [{ type: "string" }, { type: "null" }] } },
	required: ["place"],
	additionalProperties: false,
	$defs: { node: { type: "object", properties: { next: { $ref: "#/$defs/node" } } } },
};
export const png = "iVBORw0KGgo=";
export const image = { type: "image_url", image_url: { url: `data:image/png;base64,${png}` } };
export const weather = {
	type: "function",
	function: { name: "weather", description: "looks", parameters: schema, strict: true },
};
export const called = (id: string, place: string) => ({
	id,
	type: "function",
	function: { name: "weather", arguments: JSON.stringify({ place }) },
});
/** Two calls at once, with what was said before them, a system message in the middle, and a picture. */
export const conversation = [
	{ role: "developer", content: "Be brief." },
	{ role: "user", content: [{ type: "text", text: "Here:" }, image] },
	{ role: "assistant", content: "I look.", tool_calls: [called("c1", "Berlin"), called("c2", "Paris")] },
	{ role: "tool", tool_call_id: "c1", content: "rain" },
	{ role: "tool", tool_call_id: "c2", content: '{"sky":"blue"}' },
	{ role: "system", content: "Be polite." },
	{ role: "user", content: "And?" },
];

/** What a provider is asked, as it goes over the wire. */
export function ask(translation: ChatTranslation, members: object, model = "m") {
	const spoken = translation.ask(readChatRequest({ messages: [{ role: "user", content: "Hi" }], ...members }), model);
	return { ...spoken, body: JSON.parse(JSON.stringify(spoken.body)) };
}
