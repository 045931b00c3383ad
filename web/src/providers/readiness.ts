import type { Provider, ProviderKey } from "../api/model";

/** A provider with the keys that the organization keeps for it, newest first. */
export interface ProviderWithKeys {
	/** What its keys are kept under; tells providers apart. */
	id: string;
	provider: Provider;
	keys: ProviderKey[];
}

/** What goes where a caller's lens key stood, in words; `ready` is false when there is nothing to put there. */
export function readinessOf({ provider, keys }: Pick<ProviderWithKeys, "provider" | "keys">): {
	ready: boolean;
	label: string;
} {
	if (keys.length > 0) return { ready: true, label: keys.length === 1 ? "1 key" : `${keys.length} keys` };
	if (provider.serverKey === "set") return { ready: true, label: "the server's key" };
	if (provider.serverKey === "not-needed") return { ready: true, label: "needs no key" };
	return { ready: false, label: "no key yet" };
}

/** What OpenAI's clients take as their base URL's path, where that is more than the door. */
export function openaiPathBeside({ door, openaiPath }: Provider): string | undefined {
	return openaiPath === null || `${openaiPath}/` === door ? undefined : openaiPath;
}

/** Each provider with its keys: those with keys of the organization first, then those that are ready, else in the given order. */
export function withKeys(providers: readonly Provider[], keys: readonly ProviderKey[]): ProviderWithKeys[] {
	const all = providers.map((provider) => ({
		id: provider.keysName,
		provider,
		keys: keys.filter((key) => key.provider === provider.keysName),
	}));
	const rank = (each: ProviderWithKeys) => (each.keys.length > 0 ? 0 : readinessOf(each).ready ? 1 : 2);
	return all.toSorted((a, b) => rank(a) - rank(b));
}

/** A name for a door from what somebody calls a server: `My LLM (lab)` → `my-llm-lab`. */
export function slugOf(name: string): string {
	return name
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, "-")
		.slice(0, 40)
		.replace(/^-+|-+$/g, "");
}

/** AWS access keys as the API takes them; a session token only where there is one. */
export function accessKeysText(accessKeyId: string, secretAccessKey: string, sessionToken: string): string {
	const token = sessionToken.trim();
	return JSON.stringify({
		accessKeyId: accessKeyId.trim(),
		secretAccessKey: secretAccessKey.trim(),
		...(token !== "" && { sessionToken: token }),
	});
}
