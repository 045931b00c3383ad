import { DomainError } from "../errors";
import type { ProviderKey } from "../providers/authentication/authentication";
import { isHostOf } from "../providers/create-provider";
import { SealBroken, seal, unseal } from "./cipher";

/** Where a provider key lies and what it is for: all of it is sealed with it. */
export interface KeyPlacement {
	/** The row. */
	id: string;
	organizationId: string;
	provider: string;
	hosts: readonly string[];
}

export interface SealedKey extends KeyPlacement {
	sealed: string;
}

/** JSON, so that no two placements read the same. */
function placeOf({ id, organizationId, provider, hosts }: KeyPlacement): string {
	return JSON.stringify(["provider key", organizationId, provider, id, [...hosts].sort()]);
}

/** Seals a secret for one row: copied into another one, or with other hosts, it does not open. */
export function sealKey(dataKey: CryptoKey, placement: KeyPlacement, secret: string): Promise<string> {
	return seal(dataKey, placeOf(placement), new TextEncoder().encode(secret));
}

/**
 * Opens a provider key for one host. Throws DomainError `provider_key_unusable` (503) for a host that it is not bound to, and for
 * a row that was copied or changed.
 */
export async function openKey(dataKey: CryptoKey, key: SealedKey, host: string): Promise<ProviderKey> {
	if (!isHostOf(key.hosts, host)) {
		throw new DomainError("provider_key_unusable", 503, `This provider key is bound to other hosts than ${host}.`);
	}
	try {
		return { secret: new TextDecoder().decode(await unseal(dataKey, placeOf(key), key.sealed)) };
	} catch (error) {
		if (!(error instanceof SealBroken)) throw error;
		throw new DomainError(
			"provider_key_unusable",
			503,
			"A provider key cannot be opened: its row was changed or copied. Add the key anew on the dashboard, under Providers.",
		);
	}
}
