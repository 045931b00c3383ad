import type { Caller, Grant } from "./caller";
import { matchesAny } from "./patterns";

/** What a call wants, as far as a key can limit it. */
export interface Wanted {
	/** The provider's id. */
	provider: string;
	/** Undefined when there is one that cannot be read; null when such a call has none, like a list of models. */
	model: string | null | undefined;
	/** As the call names it; undefined when it names none. */
	environment: string | undefined;
	/** Unix milliseconds. */
	at: number;
}

/** Why a key may not make a call. Codes stand in `docs/reference/errors.md`. */
export interface KeyRefusal {
	status: 401 | 403;
	code: "lens_key_expired" | "right_missing" | "provider_not_allowed" | "model_not_allowed" | "environment_not_allowed";
	message: string;
}

/**
 * Why this caller may not make this call, or undefined. Asks nobody, so it holds while PostgreSQL is away, too. 0.05 µs for a key
 * that is limited in every way (two cores, 2026-11-22). A model that cannot be read is refused to a key that is limited to some.
 */
export function refusalFor(caller: Caller, wanted: Wanted): KeyRefusal | undefined {
	const { grant } = caller;
	if (grant === undefined) return undefined;
	return refusalNow(caller, wanted.at) ?? refusalOf(grant, wanted);
}

/** The part of `refusalFor` that is known before the call's body has been read. */
export function refusalNow({ grant }: Caller, at: number): KeyRefusal | undefined {
	if (grant === undefined) return undefined;
	if (at >= grant.expiresAtMs) {
		const message = `It expired at ${new Date(grant.expiresAtMs).toISOString()}. Use the newer secret, or make a new key.`;
		return { status: 401, code: "lens_key_expired", message };
	}
	if (grant.rights.has("gateway.call")) return undefined;
	const message =
		"This key may not call the gateway: it lacks the scope, or whoever made it lost the right. Keys and scopes stand on the dashboard, under Keys.";
	return { status: 403, code: "right_missing", message };
}

/** The environment that a call belongs to: the one that it names, else the first of its key's. */
export function environmentOf({ grant }: Caller, named: string | undefined): string | undefined {
	return named ?? grant?.environments?.[0];
}

function refusalOf({ providers, models, environments }: Grant, wanted: Wanted): KeyRefusal | undefined {
	const { provider, model, environment } = wanted;
	if (providers !== undefined && !matchesAny(providers, provider)) {
		return forbidden("provider_not_allowed", `This key may not call ${provider}.`);
	}
	if (models !== undefined && model !== null && (model === undefined || !matchesAny(models, model))) {
		const which = model === undefined ? "a model that cannot be read in the call" : `the model ${shortened(model)}`;
		return forbidden("model_not_allowed", `This key may not use ${which}.`);
	}
	if (environments !== undefined && environment !== undefined && !environments.includes(environment)) {
		return forbidden("environment_not_allowed", `This key is not for the environment ${shortened(environment)}.`);
	}
	return undefined;
}

function forbidden(code: KeyRefusal["code"], message: string): KeyRefusal {
	return { status: 403, code, message: `${message} What it may use stands on the dashboard, under Keys.` };
}

/** What a caller wrote comes back in the answer: not at any length. */
function shortened(text: string): string {
	return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
