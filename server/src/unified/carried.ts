import { isRecord, type JsonRecord } from "../proxy/dialects/json-values";
import { unsayable } from "./unsayable";

/** Members of a chat completion that every translation understands. */
const understood = [
	"model",
	"messages",
	"stream",
	"stream_options",
	"max_tokens",
	"max_completion_tokens",
	"temperature",
	"top_p",
	"stop",
	"tools",
	"tool_choice",
	"response_format",
];

/** Members that change what the answer is, so that it would be wrong without them; and when they do. */
const weighty: Readonly<Record<string, (value: unknown) => boolean>> = {
	n: (value) => value !== 1,
	logprobs: (value) => value === true,
	modalities: (value) => Array.isArray(value) && value.some((modality) => modality !== "text"),
	functions: () => true,
	function_call: () => true,
	web_search_options: isRecord,
};

/** Values that ask for nothing. */
const idle: Readonly<Record<string, unknown>> = {
	n: 1,
	logprobs: false,
	frequency_penalty: 0,
	presence_penalty: 0,
	store: false,
	parallel_tool_calls: true,
	service_tier: "auto",
};

/**
 * The members that a provider is not told of, for the caller to know. `carried` are those that a translation takes over beside
 * the usual ones. Throws DomainError `not_translatable` for a member without which the answer would not be what was asked for.
 */
export function notCarried(raw: JsonRecord, carried: readonly string[]): string[] {
	const missing = Object.keys(raw).filter((name) => {
		const value = raw[name];
		if (value === null || value === undefined || understood.includes(name) || carried.includes(name)) return false;
		return value !== idle[name] && !(name === "modalities" && weighty.modalities?.(value) === false);
	});
	const lost = missing.find((name) => weighty[name]?.(raw[name]));
	if (lost !== undefined) throw unsayable(lost, "this provider's API has nothing that does the same");
	return missing;
}
