import type { EventMessage } from "./bedrock-messages";
import type { AnswerError, AnswerHeaders, GatewayError } from "./dialect";
import { filledString, isRecord, type JsonRecord, parseBytes } from "./json-values";

/**
 * An error that came in an answer's place: the body has the message, the header `x-amzn-errortype` (or the body's `__type`)
 * the name, with a namespace before or behind it. Undefined when neither names one.
 * Source: https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html#operation-error-serialization (2026-11-22).
 */
export function readBedrockError(body: JsonRecord, headers: AnswerHeaders | undefined): AnswerError | undefined {
	const name = filledString(headers?.get("x-amzn-errortype")) ?? filledString(body.__type);
	const message = filledString(body.message) ?? filledString(body.Message);
	if (name === undefined && message === undefined) return undefined;
	return { type: name === undefined ? "provider_error" : bareName(name), message: message ?? "" };
}

/** An error inside of a stream: a modelled exception, or one of the connection. Undefined for an event. */
export function readMessageError({ headers, payload }: EventMessage): AnswerError | undefined {
	const kind = headers[":message-type"];
	if (kind === "error") {
		return { type: headers[":error-code"] || "provider_error", message: headers[":error-message"] ?? "" };
	}
	if (kind !== "exception") return undefined;
	const body = parseBytes(payload);
	const message = isRecord(body) ? (filledString(body.message) ?? filledString(body.Message)) : undefined;
	return { type: headers[":exception-type"] || "provider_error", message: message ?? "" };
}

function bareName(name: string): string {
	const start = name.indexOf("#") + 1;
	const end = name.indexOf(":", start);
	return end < 0 ? name.slice(start) : name.slice(start, end);
}

/** https://docs.aws.amazon.com/bedrock/latest/userguide/troubleshooting-api-error-codes.html (2026-11-22) */
const exceptions: Readonly<Record<number, string>> = {
	400: "ValidationException",
	401: "AccessDeniedException",
	403: "AccessDeniedException",
	404: "ResourceNotFoundException",
	408: "ModelTimeoutException",
	429: "ThrottlingException",
	503: "ServiceUnavailableException",
};

/** AWS's clients take the exception from `__type`, and would from a member named `code`, so ours is named otherwise. */
export function renderBedrockError({ status, code, message }: GatewayError): string {
	const type = exceptions[status] ?? (status >= 500 ? "InternalServerException" : "ValidationException");
	return JSON.stringify({ __type: type, message, errorCode: code });
}
