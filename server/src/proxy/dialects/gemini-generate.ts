import type { Answer, AnswerHeaders, CallRequest, Dialect, GatewayError, RequestToRead } from "./dialect";
import { GeminiReading } from "./gemini-answer";
import { readGeminiPath } from "./gemini-path";
import { createGeminiStreamReader } from "./gemini-stream";
import { openBrace, skipSpace } from "./json-syntax";
import { parseBytes } from "./json-values";

/**
 * `generateContent`, `streamGenerateContent` and `countTokens`, which is not billed and whose answer has no `usageMetadata`.
 * The same on Vertex AI. Source: https://ai.google.dev/api/generate-content (2026-11-22).
 */
export const geminiGenerate: Dialect = {
	readRequest: readGeminiRequest,
	readResponse,
	createStreamReader: createGeminiStreamReader,
	streamsJson: true,
	renderError: renderGoogleError,
};

/** The path names the model and says whether it streams, so a body with megabytes of base64 is not looked through. */
export function readGeminiRequest({ body, path }: RequestToRead): CallRequest | undefined {
	const address = readGeminiPath(path);
	if (address === undefined || body[skipSpace(body, 0)] !== openBrace) return undefined;
	return { model: address.model, stream: address.method.startsWith("stream"), asksForUsage: false };
}

/** Also the array of a stream that was kept as a whole, because it comes as `application/json`. */
function readResponse(body: Uint8Array, headers?: AnswerHeaders): Answer {
	const reading = new GeminiReading(headers);
	const parsed = parseBytes(body);
	if (reading.note(parsed)) return reading.finish({ isJson: true });
	if (!Array.isArray(parsed)) return {};
	for (const chunk of parsed) reading.note(chunk);
	return reading.finish({ isComplete: true });
}

/** https://cloud.google.com/apis/design/errors (2026-11-22) */
const statuses: Readonly<Record<number, string>> = {
	400: "INVALID_ARGUMENT",
	401: "UNAUTHENTICATED",
	403: "PERMISSION_DENIED",
	404: "NOT_FOUND",
	408: "DEADLINE_EXCEEDED",
	409: "ABORTED",
	429: "RESOURCE_EXHAUSTED",
	499: "CANCELLED",
	501: "UNIMPLEMENTED",
	503: "UNAVAILABLE",
	504: "DEADLINE_EXCEEDED",
};

/** Our code stands where Google's clients look for the reason. */
export function renderGoogleError({ status, code, message }: GatewayError): string {
	const name = statuses[status] ?? (status >= 500 ? "INTERNAL" : "FAILED_PRECONDITION");
	const details = [{ "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: code, domain: "lensai" }];
	return JSON.stringify({ error: { code: status, message, status: name, details } });
}
