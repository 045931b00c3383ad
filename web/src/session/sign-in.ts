import { readFailure } from "../api/failure";

/** Asks the server to send a sign-in link that leads to `next`. Throws `ApiFailure` when it refuses. */
export async function requestSignInLink(email: string, next: string): Promise<void> {
	await postToAuth("sign-in/magic-link", { email, callbackURL: next, errorCallbackURL: "/sign-in" });
}

/** Ends the session in this browser. */
export async function signOut(): Promise<void> {
	await postToAuth("sign-out", {});
}

async function postToAuth(path: string, body: Record<string, string>): Promise<void> {
	const response = await fetch(`/api/auth/${path}`, {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify(body),
	}).catch((reason: unknown) => {
		throw readFailure(0, reason);
	});
	if (response.ok) return;
	const text = await response.text();
	throw readFailure(response.status, parseProblem(text));
}

/** Better-auth answers with `{ code, message }`; `detail` is where the rest of the API says it. */
function parseProblem(text: string): unknown {
	try {
		const body: unknown = JSON.parse(text);
		if (typeof body === "object" && body !== null && "message" in body) return { detail: body.message, ...body };
		return body;
	} catch (reason) {
		if (reason instanceof SyntaxError) return undefined;
		throw reason;
	}
}

/** What a sign-in link that did not work says in the address it came back to. */
export function describeLinkError(error: string | undefined): string | undefined {
	if (error === undefined) return undefined;
	if (/expired/i.test(error)) return "That sign-in link has expired. Ask for a new one below.";
	if (/invalid|token|used/i.test(error))
		return "That sign-in link is not valid: each one works once only. Ask for a new one below.";
	return "Signing in by that link did not work. Ask for a new one below.";
}
