import { DomainError } from "../errors";
import type { Caller } from "../keys/caller";
import type { KeyRing } from "../keys/key-ring";
import type { Authentication, KeyPlace, ProviderKey } from "../providers/authentication/authentication";
import type { Provider } from "../providers/provider";
import type { RouteRing } from "../targets/route-ring";
import { authenticate } from "./authenticate";
import type { Incoming } from "./incoming";
import { type ProviderKeys, requireProviderKey } from "./provider-key";
import { type Address, addressOf } from "./read-call";
import { Refusal } from "./refusal";
import { whenThere } from "./when-there";

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

export type Enter = (door: Door, incoming: Incoming) => Entered | Promise<Entered>;

/** Step 1. Throws, or rejects with, what `authenticate`, the door, `addressOf` and `requireProviderKey` throw. */
export function createEntrance({ keyRing, providerKeys, routeRing }: Entering): Enter {
	function withKey(entered: Omit<Entered, "key">): Entered | Promise<Entered> {
		const { caller, provider, address } = entered;
		const { organizationId } = caller;
		const found = (key: Entered["key"]) => ({ ...entered, key });
		const missing = (error: unknown) => {
			const isRefusal = error instanceof Refusal || error instanceof DomainError;
			if (!isRefusal || !routeRing.serves(caller)) throw error;
			return { ...entered, key: undefined, keyMissing: error };
		};
		try {
			const key = requireProviderKey({ organizationId, provider, host: address.host, providerKeys });
			return key instanceof Promise ? key.then(found).catch(missing) : found(key);
		} catch (error) {
			return missing(error);
		}
	}

	return (door, incoming) => {
		const { request } = incoming;
		refuseMethod(request.method);
		const authenticating = authenticate(incoming, { keyRing, authentication: door.authentication });
		return whenThere(authenticating, ({ caller, vacant: place }) =>
			whenThere(door.enter(caller, request.url), (provider) => {
				const address = addressOf(request.url, request.headers, provider);
				if (place !== undefined) return withKey({ caller, provider, address, place });
				return { caller, provider, address, key: undefined, place };
			}),
		);
	};
}

/** The answer to TRACE is the request as it came, the provider's key included (RFC 9110, 9.3.8); CONNECT asks for a tunnel. */
function refuseMethod(method: string): void {
	if (method === "TRACE" || method === "CONNECT")
		throw new Refusal(405, "method_refused", `The gateway passes no ${method} on.`);
}
