import type { ProviderKey } from "../providers/authentication/authentication";
import { isHostOf } from "../providers/create-provider";
import { keysNameOf, type Provider } from "../providers/provider";
import { lensKeyHeader } from "./credential";
import { Refusal } from "./refusal";
import { whenThere } from "./when-there";

/** The organizations' own provider keys, as the gateway asks for them. */
export interface ProviderKeys {
	/**
	 * The key that an organization keeps for a provider (see `keysNameOf`) and that is bound to this host: at once for one that
	 * was opened before, whatever the state of the database. `id`: this one, and no other. Undefined when it has none. Rejects
	 * with DomainError `provider_key_unusable` (503) for one that cannot be opened.
	 */
	find(wanted: { organizationId: string; provider: string; host: string; id?: string }): Found | Promise<Found>;
	/** Where the newest key for a provider may be sent, or the one with this id; undefined when there is none. */
	hostsOf(wanted: { organizationId: string; provider: string; id?: string }): readonly string[] | undefined;
}

type Found = ProviderKey | undefined;

/** Where nobody keeps any. */
export const noProviderKeys: ProviderKeys = { find: () => undefined, hostsOf: () => undefined };

interface Wanting {
	organizationId: string;
	provider: Provider;
	host: string;
	providerKeys: ProviderKeys;
}

/**
 * The key that goes where the caller's lens key stood: the organization's, else the server's own. Undefined where the provider
 * asks for none. Throws Refusal 401 `provider_key_missing`.
 */
export function requireProviderKey({ organizationId, provider, host, providerKeys }: Wanting): Found | Promise<Found> {
	const found = providerKeys.find({ organizationId, provider: keysNameOf(provider), host });
	return whenThere(found, (own): Found => own ?? serverKey(provider, host));
}

function serverKey(provider: Provider, host: string): Found {
	const { key } = provider;
	if (key !== undefined && isHostOf(key.hosts ?? provider.hosts, host)) return key;
	if (provider.keyOptional) return undefined;
	const [variable] = provider.facts.keyVariables;
	const orVariable = variable === undefined ? "" : `, set ${variable} where the server runs`;
	throw new Refusal(
		401,
		"provider_key_missing",
		`The lens key is valid, but there is no provider key for ${provider.name} at ${host}. Add one on the dashboard under Providers${orVariable}, or send your own provider key in its usual place and the lens key in ${lensKeyHeader}.`,
	);
}
