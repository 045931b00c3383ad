import type { Caller } from "../keys/caller";
import type { KeyRing } from "../keys/key-ring";
import { type KeyRefusal, refusalFor, refusalNow } from "../keys/refusal-for";
import type { Authentication, KeyPlace } from "../providers/authentication/authentication";
import { credentialIn, lensKeyHeader } from "./credential";
import type { Incoming } from "./incoming";
import { Refusal } from "./refusal";
import { whenThere } from "./when-there";

export interface Authenticated {
	caller: Caller;
	/** Where a provider key of ours has to go; undefined: the caller's own credential passes. */
	vacant: KeyPlace | undefined;
}

interface Authenticating {
	keyRing: KeyRing;
	authentication: Pick<Authentication, "places" | "isSignature">;
}

/**
 * Step 1: lens key → Caller. A key in `x-lensai-key` leaves the provider's own key where it is; a lens key in the place of the
 * provider's key stands for one of ours; without one, calls from this machine belong to the project `default`. Throws Refusal
 * 401; a key that cannot be looked up because PostgreSQL is down is a DomainError 503, never a 401.
 */
export function authenticate(
	incoming: Incoming,
	{ keyRing, authentication }: Authenticating,
): Authenticated | Promise<Authenticated> {
	const { lensKey, vacant, isSigned } = credentialIn(incoming, authentication);
	if (lensKey !== undefined) {
		return whenThere(keyRing.find(lensKey), (found) => {
			const caller = requireKnown(found);
			refuseWith(refusalNow(caller, Date.now()));
			return { caller, vacant };
		});
	}
	if (isSigned) {
		throw new Refusal(
			401,
			"lens_key_missing",
			`A signature with AWS access keys is made for one host and cannot be passed on. Use a lens key as the access key id or as the Bedrock API key, or add it as ${lensKeyHeader}; calls are signed anew with the provider key that is kept here.`,
		);
	}
	if (incoming.isLoopback()) return { caller: keyRing.loopback(), vacant: undefined };
	throw new Refusal(
		401,
		"lens_key_missing",
		`No lens key. Send one in the header ${lensKeyHeader} (keys are made on the dashboard, under Keys).`,
	);
}

/** What a lens key may be limited to. */
export interface Called {
	method: string;
	provider: string;
	model?: string;
	environment: string | undefined;
}

/** Once the call has been read: throws Refusal 401 or 403 when the key is not for this provider, model or environment. */
export function requireAllowed(caller: Caller, called: Called): void {
	refuseWith(findRefusal(caller, called));
}

/** The same without throwing: undefined when the key is for such a call. */
export function findRefusal(caller: Caller, { method, provider, environment, ...called }: Called) {
	if (caller.grant === undefined) return undefined;
	// What is only fetched or deleted has no model; what is sent has one, whether or not we can read it.
	const model = called.model ?? (method === "POST" ? undefined : null);
	return refusalFor(caller, { provider, model, environment, at: Date.now() });
}

export function refuseWith(refusal: KeyRefusal | undefined): void {
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
