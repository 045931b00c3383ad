import { DomainError, findDomainError } from "../errors";
import { type Auth, addressHeader } from "./auth";

/**
 * The routes of better-auth that we offer; its others (there are about 60) would be doors that nobody watches. One of them,
 * `/get-session`, hands the session's token to scripts; ours is `/api/v1/session`.
 */
const openPaths = new Set(["/sign-in/magic-link", "/magic-link/verify", "/sign-out"]);

interface AuthRequest {
	request: Request;
	/** The caller's address, for the limit on sign-ins; undefined when called in process. */
	address: string | undefined;
}

/** Answers a request below `/api/auth`. Throws DomainError, `not_found` for a route that is not open. */
export async function answerAuth(auth: Auth, { request, address }: AuthRequest): Promise<Response> {
	const path = new URL(request.url).pathname.replace(/^\/api\/auth/, "");
	if (!openPaths.has(path)) throw new DomainError("not_found", 404, "There is nothing at this address.");
	const headers = new Headers(request.headers);
	headers.set(addressHeader, address ?? "127.0.0.1");
	try {
		return await auth.handler(new Request(request, { headers }));
	} catch (error) {
		throw findDomainError(error) ?? error;
	}
}
