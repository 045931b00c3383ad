import { DomainError } from "../errors";
import type { Caller } from "../keys/caller";
import type { KeyRing } from "../keys/key-ring";
import type { Authentication, KeyPlace, ProviderKey } from "../providers/authentication/authentication";
import type { Provider } from "../providers/provider";
import type { RouteRing } from "../targets/route-ring";
import { authenticate, type Peer } from "./authenticate";
import { type ProviderKeys, requireProviderKey } from "./provider-key";
import { type Address, addressOf } from "./read-call";
import { Refusal } from "./refusal";

/** What stands behind a path of the gateway: a provider, or one that depends on who calls. */
export interface Door extends Pick<Provider, "renderError" | "limitStyle"> {
	authentication: Pick<Authentication, "places" | "isSignature">;
	/** Instead of `renderError`, where the path or the provider, once it is known, says more. */
	rendererFor?(request: Request, provider: Provider | undefined): Provider["renderError"];
	enter(caller: Caller, url: string): Provider | Promise<Provider>;
}

/** Who calls, where the call is to go, and with which key. */
export interface Entered {
	caller: Caller;
	provider: Provider;
	address: Address;
	/** Undefined: the caller's own credential passes. */
	key: ProviderKey | undefined;
	/** Why there is none for this door, where a route that leads elsewhere may help. */
	keyMissing?: Refusal | DomainError;
	/** Where the caller's lens key stood in the place of a provider key. */
	place: KeyPlace | undefined;
}

interface Entering {
	keyRing: KeyRing;
	providerKeys: ProviderKeys;
	routeRing: Pick<RouteRing, "serves">;
}

export type Enter = (door: Door, request: Request, peer: Peer) => Promise<Entered>;

/** Step 1. Throws what `authenticate`, the door, `addressOf` and `requireProviderKey` throw. */
export function createEntrance({ keyRing, providerKeys, routeRing }: Entering): Enter {
	return async (door, request, peer) => {
		refuseMethod(request.method);
		const { caller, vacant } = await authenticate(request, { keyRing, authentication: door.authentication, peer });
		const entered = door.enter(caller, request.url);
		const provider = entered instanceof Promise ? await entered : entered;
		const address = addressOf(request.url, request.headers, provider);
		const { organizationId } = caller;
		if (vacant === undefined) return { caller, provider, address, key: undefined, place: undefined };
		try {
			const found = requireProviderKey({ organizationId, provider, host: address.host, providerKeys });
			return { caller, provider, address, key: found instanceof Promise ? await found : found, place: vacant };
		} catch (error) {
			const isRefusal = error instanceof Refusal || error instanceof DomainError;
			if (!isRefusal || !routeRing.serves(caller)) throw error;
			return { caller, provider, address, key: undefined, place: vacant, keyMissing: error };
		}
	};
}

/** The answer to TRACE is the request as it came, the provider's key included (RFC 9110, 9.3.8); CONNECT asks for a tunnel. */
function refuseMethod(method: string): void {
	if (method === "TRACE" || method === "CONNECT")
		throw new Refusal(405, "method_refused", `The gateway passes no ${method} on.`);
}
