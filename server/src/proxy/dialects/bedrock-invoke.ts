import { bedrockConverse, readBedrockRequest } from "./bedrock-converse";
import { readBedrockError, readMessageError, renderBedrockError } from "./bedrock-error";
import { BedrockInvokeReading } from "./bedrock-invoke-reading";
import { EventMessages } from "./bedrock-messages";
import { readBedrockPath } from "./bedrock-path";
import type { Answer, AnswerHeaders, Dialect, StreamReader } from "./dialect";
import { forEachElement, memberBytes } from "./json-pick";
import { quote } from "./json-syntax";
import { filledString, isRecord, type JsonRecord, parseBytes } from "./json-values";

/**
 * `InvokeModel` and `InvokeModelWithResponseStream`: the body is each vendor's own. 3 to 5 µs for a chunk of 240 bytes, of which most goes
 * into its base64 and its two JSON texts (Bun 1.4.5).
 * Source: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModel.html (2026-11-22).
 */
export const bedrockInvoke: Dialect = {
	readRequest: readBedrockRequest,
	readResponse,
	createStreamReader,
	renderError: renderBedrockError,
};

const dialects: Readonly<Record<string, Dialect>> = {
	converse: bedrockConverse,
	"converse-stream": bedrockConverse,
	"count-tokens": bedrockConverse,
	invoke: bedrockInvoke,
	"invoke-with-response-stream": bedrockInvoke,
};

/** The dialect of a path below Bedrock's runtime; undefined for one that passes unread. */
export function bedrockDialect(path: string): Dialect | undefined {
	const action = readBedrockPath(path)?.action;
	return action !== undefined && Object.hasOwn(dialects, action) ? dialects[action] : undefined;
}

const toldNames = [
	"type",
	"usage",
	"stop_reason",
	"stopReason",
	"finish_reason",
	"choices",
	"outputs",
	"results",
	"prompt_token_count",
	"generation_token_count",
	"inputTextTokenCount",
	"error",
	"message",
	"Message",
	"__type",
] as const;

/** Vectors and images are passed over. A body that is not JSON, e.g. an image, still has its headers. */
function readResponse(body: Uint8Array, headers?: AnswerHeaders): Answer {
	const reading = new BedrockInvokeReading(headers);
	const members = memberBytes(body, [...toldNames, "images"]);
	if (members === undefined) return reading.finish();
	const told: JsonRecord = {};
	toldNames.forEach((name, index) => {
		const value = members[index];
		if (value !== undefined) told[name] = parseBytes(value);
	});
	reading.note(told);
	const answer = reading.finish();
	answer.isJson = true;
	const error = told.type === "message" ? undefined : readBedrockError(told, headers);
	if (error !== undefined) answer.error = error;
	const images = countImages(members.at(-1));
	if (images > 0) answer.usage = { ...answer.usage, imagesOutput: images };
	return answer;
}

/** Amazon's and Stability's image models answer `images` in base64; Cohere's embeddings have objects of that name. */
function countImages(images: Uint8Array | undefined): number {
	let count = 0;
	if (images !== undefined) {
		forEachElement(images, ([first]) => {
			if (first === quote) count++;
		});
	}
	return count;
}

function createStreamReader(headers?: AnswerHeaders): StreamReader {
	const reading = new BedrockInvokeReading(headers);
	const messages = new EventMessages((message) => {
		const error = readMessageError(message);
		if (error !== undefined) reading.error = error;
		else if (message.headers[":event-type"] === "chunk") reading.watch(chunkOf(message.payload));
	});
	return { read: (chunk) => messages.push(chunk), end: () => reading.finish() };
}

/** `{ "bytes": "<base64>", "p": "<padding>" }` */
function chunkOf(payload: Buffer): Buffer | undefined {
	const body = parseBytes(payload);
	const bytes = isRecord(body) ? filledString(body.bytes) : undefined;
	return bytes === undefined ? undefined : Buffer.from(bytes, "base64");
}
