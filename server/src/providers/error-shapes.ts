import type { GatewayError } from "../proxy/dialects/dialect";

/** https://platform.claude.com/docs/en/api/errors (2026-11-22) */
export function anthropicError({ status, message }: GatewayError): string {
	const type = anthropicTypes[status] ?? (status >= 500 ? "api_error" : "invalid_request_error");
	return JSON.stringify({ type: "error", error: { type, message } });
}

const anthropicTypes: Readonly<Record<number, string>> = {
	401: "authentication_error",
	403: "permission_error",
	404: "not_found_error",
	413: "request_too_large",
	429: "rate_limit_error",
	504: "timeout_error",
};

/** https://cloud.google.com/apis/design/errors#http_mapping (2026-11-22) */
export function googleError({ status, code, message }: GatewayError): string {
	const info = { "@type": "type.googleapis.com/google.rpc.ErrorInfo", reason: code.toUpperCase(), domain: "lensai" };
	return JSON.stringify({
		error: { code: status, message, status: googleStatuses[status] ?? "UNKNOWN", details: [info] },
	});
}

const googleStatuses: Readonly<Record<number, string>> = {
	400: "INVALID_ARGUMENT",
	401: "UNAUTHENTICATED",
	403: "PERMISSION_DENIED",
	404: "NOT_FOUND",
	408: "DEADLINE_EXCEEDED",
	413: "INVALID_ARGUMENT",
	429: "RESOURCE_EXHAUSTED",
	500: "INTERNAL",
	502: "UNAVAILABLE",
	503: "UNAVAILABLE",
	504: "DEADLINE_EXCEEDED",
};

/** `{"message": …}`: AWS's JSON protocols and Cohere. https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html (2026-11-22) */
export function messageError({ code, message }: GatewayError): string {
	return JSON.stringify({ message, code });
}

/** https://docs.ollama.com/api/errors (2026-11-22) */
export function plainError({ code, message }: GatewayError): string {
	return JSON.stringify({ error: message, code });
}
