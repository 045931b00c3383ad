import { asList, asObject, asText, type JsonObject } from "../json-value";
import {
	asJsonText,
	behindSystem,
	describeInline,
	type Message,
	type Part,
	textParts,
	turn,
	unknownPart,
} from "../message";
import { joinBlocks } from "./anthropic-stream";
import type { Shape } from "./shape";

/** Anthropic's messages (https://platform.claude.com/docs/en/api/messages, checked 2026-11-23), wherever Claude is hosted. */
export const anthropic: Shape = {
	operations: /(?:^|\/)messages(?:\/count_tokens)?$/,
	asked({ system, messages }) {
		if (!Array.isArray(messages)) return undefined;
		return behindSystem(readContent(system), messages.flatMap(readMessage));
	},
	answered: ({ role, content, stop_reason }) =>
		Array.isArray(content) ? [turn(asText(role) ?? "assistant", readContent(content), asText(stop_reason))] : undefined,
	streamed(events) {
		const joined = joinBlocks(events);
		return joined && [turn(joined.role, joined.blocks.flatMap(readBlock), joined.stopReason)];
	},
};

function readMessage(value: unknown): Message[] {
	const message = asObject(value);
	return message ? [turn(asText(message.role) ?? "user", readContent(message.content))] : [];
}

/** A text, or a list of blocks. */
function readContent(content: unknown): Part[] {
	if (typeof content === "string") return textParts(content);
	return asList(content).flatMap((item) => {
		const block = asObject(item);
		return block ? readBlock(block) : textParts(asText(item));
	});
}

/** Tools that run at Anthropic have blocks of their own kinds, which end alike: `server_tool_use`, `web_search_tool_result`. */
function readBlock(block: JsonObject): Part[] {
	const type = asText(block.type) ?? "";
	if (type === "text") return textParts(asText(block.text));
	if (type === "thinking") return [{ kind: "thinking", text: asText(block.thinking) ?? "" }];
	if (type === "redacted_thinking") return [{ kind: "attachment", what: "Thinking", detail: "encrypted" }];
	if (type === "image") return [{ kind: "attachment", what: "Image", detail: describeSource(block.source) }];
	if (type === "document")
		return [{ kind: "attachment", what: "File", detail: asText(block.title) ?? describeSource(block.source) }];
	if (type.endsWith("tool_use")) return [readToolUse(block)];
	if (type.endsWith("tool_result")) return [readToolResult(block)];
	return [unknownPart(block)];
}

function readToolUse({ id, name, input }: JsonObject): Part {
	return { kind: "tool_call", id: asText(id), name: asText(name) ?? "unnamed", arguments: asJsonText(input) };
}

function readToolResult({ tool_use_id, content, is_error }: JsonObject): Part {
	const single = asObject(content);
	return {
		kind: "tool_result",
		answersTo: asText(tool_use_id),
		failed: is_error === true,
		parts: single ? [unknownPart(single)] : readContent(content),
	};
}

function describeSource(value: unknown): string {
	const source = asObject(value);
	const data = asText(source?.data);
	if (data !== undefined) return describeInline(asText(source?.media_type), data);
	return asText(source?.url) ?? asText(source?.file_id) ?? "";
}
