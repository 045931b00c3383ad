import { DomainError } from "../errors";

/** What better-auth calls what we have a code for: its `BASE_ERROR_CODES` (1.7.5, 2026-11-22). */
const known: Readonly<Record<string, { code: string; detail: string }>> = {
	INVALID_ORIGIN: { code: "foreign_origin", detail: "A web page of another origin sent the request." },
	CROSS_SITE_NAVIGATION_LOGIN_BLOCKED: {
		code: "foreign_origin",
		detail: "A web page of another origin sent the request.",
	},
	MISSING_OR_NULL_ORIGIN: { code: "foreign_origin", detail: "The request does not say which web page sent it." },
};

/**
 * An answer of better-auth that refuses, as the rest of the API says it; every other one stays as it is. `noteRetryAfter` gets
 * the seconds that better-auth wants to be left alone. Throws DomainError, and Error for a failure of its own.
 */
export async function requireAccepted(answer: Response, noteRetryAfter: (seconds: string) => void): Promise<Response> {
	if (answer.status < 400) return answer;
	const { code = "", message } = await told(answer);
	if (answer.status >= 500) throw new Error(`better-auth answered ${answer.status} ${code}.`);
	const seconds = answer.headers.get("x-retry-after");
	if (seconds !== null) noteRetryAfter(seconds);
	const ours = known[code];
	if (ours !== undefined) throw new DomainError(ours.code, answer.status, ours.detail);
	throw refusalOf(answer.status, message ?? "The request was refused.");
}

function refusalOf(status: number, detail: string): DomainError {
	switch (status) {
		case 401:
			return new DomainError("unauthenticated", 401, detail);
		case 403:
			return new DomainError("sign_in_refused", 403, detail);
		case 404:
			return new DomainError("not_found", 404, "There is nothing at this address.");
		case 429:
			return new DomainError("too_many_sign_ins", 429, "Too many sign-in links were asked for. Wait a minute.");
		default:
			return new DomainError("invalid_request", status, detail);
	}
}

async function told(answer: Response): Promise<{ code?: string; message?: string }> {
	const body: unknown = await answer.json().catch(() => undefined);
	if (typeof body !== "object" || body === null) return {};
	const code: unknown = Reflect.get(body, "code");
	const message: unknown = Reflect.get(body, "message");
	return {
		...(typeof code === "string" && { code }),
		...(typeof message === "string" && { message }),
	};
}
