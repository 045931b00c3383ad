import { filledString, isRecord, type JsonRecord } from "../proxy/dialects/json-values";
import { misshapen, unsayable } from "./unsayable";

/** A piece of a message. */
export type Part = (TextPart | MediaPart | LinkPart) & {
	/** Anthropic's mark on what the prompt cache keeps up to here, beside OpenAI's own members. */
	cacheControl?: JsonRecord;
};

export interface TextPart {
	type: "text";
	text: string;
}

export interface MediaPart {
	type: "image" | "audio" | "file";
	/** E.g. `image/png`. */
	mediaType: string;
	/** Base64. */
	data: string;
	name?: string;
}

/** An image that the provider has to fetch. The gateway fetches nothing that a caller names. */
export interface LinkPart {
	type: "link";
	url: string;
}

/** A message's `content`: a text, a list of parts, or nothing. Throws DomainError 400. */
export function readParts(content: unknown, where: string): Part[] {
	if (content === undefined || content === null || content === "") return [];
	if (typeof content === "string") return [{ type: "text", text: content }];
	if (!Array.isArray(content)) throw misshapen(where, "has to be a text or a list of parts");
	return content.map((part, index) => readPart(part, `${where}[${index}]`));
}

/** All that is written in them, each part behind the other. */
export function textOf(parts: readonly Part[]): string {
	return parts.map((part) => (part.type === "text" ? part.text : "")).join("");
}

function readPart(raw: unknown, where: string): Part {
	if (!isRecord(raw)) throw misshapen(where, "has to be an object");
	const read = readers[String(raw.type)];
	if (read === undefined) throw unsayable(where, `parts of the type ${JSON.stringify(raw.type)} are not translated`);
	const part: Part = read(raw, where);
	if (isRecord(raw.cache_control)) part.cacheControl = raw.cache_control;
	return part;
}

const readers: Readonly<Record<string, (raw: JsonRecord, where: string) => Part>> = {
	text: ({ text }, where) => ({ type: "text", text: requireText(text, `${where}.text`) }),
	refusal: ({ refusal }, where) => ({ type: "text", text: requireText(refusal, `${where}.refusal`) }),
	image_url({ image_url: image }, where) {
		const url = requireText(isRecord(image) ? image.url : image, `${where}.image_url.url`);
		return url.startsWith("data:") ? { type: "image", ...readDataUrl(url, where) } : { type: "link", url };
	},
	input_audio({ input_audio: audio }, where) {
		if (!isRecord(audio)) throw misshapen(`${where}.input_audio`, "has to be an object");
		const format = requireText(audio.format, `${where}.input_audio.format`);
		return { type: "audio", mediaType: `audio/${format}`, data: requireText(audio.data, `${where}.input_audio.data`) };
	},
	file({ file }, where) {
		if (!isRecord(file)) throw misshapen(`${where}.file`, "has to be an object");
		const data = filledString(file.file_data);
		if (data === undefined)
			throw unsayable(`${where}.file`, "a file that OpenAI stores is not there; send file_data as a data URL");
		const name = filledString(file.filename);
		return { type: "file", ...readDataUrl(data, where), ...(name !== undefined && { name }) };
	},
};

/** `data:image/png;base64,…`. No regular expression: it may be megabytes long. */
function readDataUrl(url: string, where: string): { mediaType: string; data: string } {
	const comma = url.indexOf(",");
	const [mediaType = "", ...rest] = url.slice("data:".length, Math.max(comma, 0)).split(";");
	if (!url.startsWith("data:") || comma < 0 || mediaType === "" || rest.at(-1) !== "base64")
		throw misshapen(where, "has to be a data URL in base64, like data:image/png;base64,…");
	return { mediaType: mediaType.toLowerCase(), data: url.slice(comma + 1) };
}

function requireText(value: unknown, where: string): string {
	if (typeof value === "string") return value;
	throw misshapen(where, "has to be a text");
}
