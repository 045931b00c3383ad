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
	// What stands before the server, a proxy for one, may answer with no JSON.
	throw readFailure(response.status, await response.json().catch(() => undefined));
}

/** What a sign-in link that did not work says in the address it came back to. */
export function describeLinkError(error: string | undefined): string | undefined {
	if (error === undefined) return undefined;
	if (/expired/i.test(error)) return "That sign-in link has expired. Ask for a new one below.";
	if (/invalid|token|used/i.test(error))
		return "That sign-in link is not valid: each one works once only. Ask for a new one below.";
	return "Signing in by that link did not work. Ask for a new one below.";
}
