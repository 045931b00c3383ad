import type { Caller } from "../keys/caller";
import type { KeyRing } from "../keys/key-ring";
import { type KeyRefusal, refusalFor, refusalNow } from "../keys/refusal-for";
import type { Provider } from "../providers/provider";
import { holdsLensKey } from "./headers";
import { Refusal } from "./refusal";

/** Our own header for a lens key, beside which the provider's key stays in its usual place. */
export const lensKeyHeader = "x-lensai-key";

export interface Authenticated {
	caller: Caller;
	/** The server's own provider key has to go where the lens key stood. */
	useServerKey: boolean;
}

/** Where a request comes from, as far as it matters for a call without a lens key. */
export interface Peer {
	/** A direct connection from this machine, not one that a proxy on it passed on. */
	isLoopback(): boolean;
}

/**
 * Step 1: lens key → Caller. A key in `x-lensai-key` leaves `Authorization` to the provider; a lens key in `Authorization`
 * stands for the server's provider key; without one, calls from this machine belong to the project `default`. A lens key in
 * `Authorization` that is not written as it should be is refused, so that nobody's call is booked to `default` by mistake.
 * Throws Refusal 401; a key that cannot be looked up because PostgreSQL is down is a DomainError 503, never a 401.
 */
export async function authenticate(
	request: Request,
	{ keyRing, provider, peer }: { keyRing: KeyRing; provider: Provider; peer: Peer },
): Promise<Authenticated> {
	const bearer = lensKeyIn(request.headers.get("authorization"));
	const inAuthorization = bearer !== undefined;
	const secret = request.headers.get(lensKeyHeader) ?? bearer;
	if (secret === undefined) {
		if (peer.isLoopback()) return { caller: keyRing.loopback(), useServerKey: false };
		throw new Refusal(
			401,
			"lens_key_missing",
			`No lens key. Send one in the header ${lensKeyHeader} (keys are made on the dashboard, under Keys).`,
		);
	}
	const found = keyRing.find(secret);
	const caller = requireKnown(found instanceof Promise ? await found : found);
	refuseWith(refusalNow(caller, Date.now()));
	if (inAuthorization && provider.key === undefined) {
		throw new Refusal(
			401,
			"provider_key_missing",
			`The lens key is valid, but this server has no key for ${provider.id}. Set ${provider.id.toUpperCase()}_API_KEY where the server runs, or send your own provider key in Authorization and the lens key in ${lensKeyHeader}.`,
		);
	}
	return { caller, useServerKey: inAuthorization };
}

/** Once the call has been read: throws Refusal 401 or 403 when the key is not for this provider, model or environment. */
export function requireAllowed(
	caller: Caller,
	{ method, headers }: Request,
	called: { provider: string; model?: string },
) {
	if (caller.grant === undefined) return;
	// What is only fetched or deleted has no model; what is sent has one, whether or not we can read it.
	const model = called.model ?? (method === "POST" ? undefined : null);
	const environment = headers.get("x-lensai-environment") ?? undefined;
	refuseWith(refusalFor(caller, { provider: called.provider, model, environment, at: Date.now() }));
}

function refuseWith(refusal: KeyRefusal | undefined): void {
	if (refusal !== undefined) throw new Refusal(refusal.status, refusal.code, refusal.message);
}

function requireKnown(caller: Caller | undefined): Caller {
	if (caller !== undefined) return caller;
	throw new Refusal(
		401,
		"lens_key_invalid",
		"This lens key is unknown or was revoked. Make a new one on the dashboard, under Keys.",
	);
}

/** The lens key in `Authorization`, behind `Bearer` or alone. Throws Refusal 401 when one stands there in another way. */
function lensKeyIn(authorization: string | null): string | undefined {
	if (authorization === null || !holdsLensKey(authorization)) return undefined;
	const written = /^(?:bearer\s+)?(lk_[^\s,]*)\s*$/i.exec(authorization);
	if (written !== null) return written[1];
	throw new Refusal(
		401,
		"lens_key_invalid",
		`Authorization holds a lens key that cannot be read there. Send it as Bearer lk_…, or in ${lensKeyHeader}.`,
	);
}
