import { securityHeaders } from "../ops/security-headers";

/**
 * 404 for an address of nothing. Who comes here by another method than a browser's, or asks for JSON, is a client whose base URL is
 * wrong: it learns what base URLs there are, in the shape in which OpenAI's and Anthropic's clients show messages.
 */
export function nothingHere({ method, headers }: Pick<Request, "method" | "headers">, path: string): Response {
	const isBrowsing = method === "GET" || method === "HEAD";
	if (isBrowsing && !headers.get("accept")?.includes("application/json"))
		return answer("text/plain; charset=utf-8", "There is nothing at this address.\n");
	const error = { message: messageFor(path), type: "invalid_request_error", param: null, code: "not_found" };
	return answer("application/json", JSON.stringify({ type: "error", error }));
}

function messageFor(path: string): string {
	const openai = /^\/openai(\/|$)/.test(path) ? "OpenAI's is /openai/v1. " : "";
	return (
		`LensAI has nothing at ${path.slice(0, 200)}: the client's base URL is not one of its doors. ${openai}` +
		"There are /openai/v1, /anthropic, /gemini and more (the dashboard's page Providers lists them), and /v1 for all of them in OpenAI's format."
	);
}

function answer(type: string, body: string): Response {
	return new Response(body, { status: 404, headers: { ...securityHeaders, "content-type": type } });
}
